/** What a string in a selector says, once its quotes and escapes are off. The lexer has checked that they are sound. */
const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
}

/** `\xff` and `\377` are bytes, so the text is put together as UTF-8. */
export function unquote(token: string): string {
  const inner = token.slice(1, -1)
  if (token[0] === '`' || !inner.includes('\\')) return inner
  const bytes: number[] = []
  for (let i = 0; i < inner.length; ) {
    const code = inner.codePointAt(i)!
    if (code !== 92) {
      bytes.push(...Buffer.from(String.fromCodePoint(code)))
      i += code > 0xffff ? 2 : 1
      continue
    }
    const char = inner[i + 1]!
    if (char >= '0' && char <= '7') {
      bytes.push(Number.parseInt(inner.slice(i + 1, i + 4), 8))
      i += 4
    } else if (char === 'x') {
      bytes.push(Number.parseInt(inner.slice(i + 2, i + 4), 16))
      i += 4
    } else if (char === 'u' || char === 'U') {
      const digits = char === 'u' ? 4 : 8
      bytes.push(
        ...Buffer.from(String.fromCodePoint(Number.parseInt(inner.slice(i + 2, i + 2 + digits), 16))),
      )
      i += 2 + digits
    } else {
      bytes.push(SIMPLE_ESCAPES[char] ?? char.charCodeAt(0))
      i += 2
    }
  }
  return Buffer.from(bytes).toString('utf8')
}
