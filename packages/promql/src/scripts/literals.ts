/** Numbers and quoted strings as scripts write them, which is as Go does. */

const NUMBER = /^[+-]?(?:\d[\d_]*)?(?:\d|(?:\d\.|\.\d)[\d_]*)(?:e[+-]?\d+)?$/i
const INFINITE = /^([+-]?)inf(?:inity)?$/i
const PREFIXED = /^([+-]?)(0[xbo][\da-f_]+)$/i
const LEADING_ZERO = /^([+-]?)0([0-7_]+)$/

/** undefined where the text is no number. */
export function parseNumber(text: string): number | undefined {
  const infinite = INFINITE.exec(text)
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  const prefixed = PREFIXED.exec(text)
  if (prefixed !== null) return signed(prefixed[1]!, Number(prefixed[2]!.replaceAll('_', '')))
  const octal = LEADING_ZERO.exec(text)
  if (octal !== null) return signed(octal[1]!, Number.parseInt(octal[2]!.replaceAll('_', ''), 8))
  if (!NUMBER.test(text)) return undefined
  const value = Number(text.replaceAll('_', ''))
  return Number.isNaN(value) ? undefined : value
}

function signed(sign: string, value: number): number | undefined {
  if (Number.isNaN(value)) return undefined
  return sign === '-' ? -value : value
}

const PLAIN_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
}

const ESCAPE = /\\(?:([abfnrtv\\'"])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|[\s\S])/g

/** What stands between the quotes (`"`, `'` or a backquote), escapes resolved; undefined where the text is not one quoted string. */
export function unquote(text: string): string | undefined {
  const quote = text[0]
  if (text.length < 2 || text.at(-1) !== quote) return undefined
  const inner = text.slice(1, -1)
  if (quote === '`') return inner.includes('`') ? undefined : inner.replaceAll('\r', '')
  if ((quote !== '"' && quote !== "'") || inner.includes('\n')) return undefined
  let broken = inner.replaceAll(ESCAPE, '').includes(quote)
  const value = inner.replace(ESCAPE, (_, plain, hex, short, long, octal) => {
    if (plain !== undefined) return PLAIN_ESCAPES[plain]!
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8))
    const code = Number.parseInt(hex ?? short ?? long ?? '', 16)
    if (Number.isNaN(code) || code > 0x10ffff) broken = true
    return broken ? '' : String.fromCodePoint(code)
  })
  return broken ? undefined : value
}
