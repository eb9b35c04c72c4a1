/** Strings in PromQL are Go's: what they say once quotes and escapes are off, and how Go would quote a text. */
const SIMPLE_ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11 }
const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** For a string that the lexer has checked. `\xff` and `\377` are bytes, so the text is put together as UTF-8. */
export function unquote(token: string): string {
  const inner = token.slice(1, -1)
  if (token[0] === '`' || !inner.includes('\\')) return inner
  const bytes: number[] = []
  for (let i = 0; i < inner.length; ) {
    const code = inner.codePointAt(i)!
    if (code !== 92) {
      bytes.push(...encoder.encode(String.fromCodePoint(code)))
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
        ...encoder.encode(String.fromCodePoint(Number.parseInt(inner.slice(i + 2, i + 2 + digits), 16))),
      )
      i += 2 + digits
    } else {
      bytes.push(SIMPLE_ESCAPES[char] ?? char.charCodeAt(0))
      i += 2
    }
  }
  return decoded(Uint8Array.from(bytes))
}

/** A byte that belongs to no character becomes a lone surrogate (0xdc00 + byte), which no text has: so that it can be told and named. */
function decoded(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes)
  } catch {
    let text = ''
    for (let at = 0; at < bytes.length; ) {
      const length = characterLength(bytes[at]!)
      const character = length === 0 ? undefined : tryDecode(bytes.subarray(at, at + length))
      text += character ?? String.fromCharCode(0xdc00 + bytes[at]!)
      at += character === undefined ? 1 : length
    }
    return text
  }
}

function characterLength(lead: number): number {
  if (lead < 0x80) return 1
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0
}

function tryDecode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

/** What Go takes for printable. */
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u

/** As Go's strconv.Quote. */
export function quote(text: string): string {
  let quoted = '"'
  for (const char of text) {
    const code = char.codePointAt(0)!
    const escaped = GO_ESCAPES[char]
    if (escaped !== undefined) quoted += escaped
    else if (PRINTABLE.test(char)) quoted += char
    else if (code < 0x80) quoted += `\\x${hex(code, 2)}`
    else if (code >= 0xdc80 && code <= 0xdcff) quoted += `\\x${hex(code & 0xff, 2)}`
    else quoted += code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
  }
  return `${quoted}"`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
