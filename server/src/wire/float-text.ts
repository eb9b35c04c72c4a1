/** Numbers as the exposition formats write them: read from bytes without a string in between, written as Go writes them. */
const TEN_TO = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
  1e20, 1e21, 1e22,
]
const TWO_53 = 2 ** 53
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const INFINITE = /^[+-]?inf(?:inity)?$/i

/** Reads numbers at a place that moves; one per parser, so that nothing is allocated per number. */
export class FloatReader {
  /** The number that was read last. */
  value = 0
  /** Just behind it. */
  at = 0

  /**
   * Reads the number that starts at `start` and ends before a space, a tab, a line break or `end`. Returns false where there is none;
   * then `at` is the end of the word that is no number. Always the double nearest to the text.
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start
    let byte = at < end ? bytes[at]! : 0
    const negative = byte === 0x2d
    if (negative) byte = ++at < end ? bytes[at]! : 0
    let mantissa = 0
    let digits = 0
    let scale = 0
    const firstDigit = at
    while (byte >= 0x30 && byte <= 0x39) {
      mantissa = mantissa * 10 + (byte - 0x30)
      if (mantissa !== 0) digits++
      byte = ++at < end ? bytes[at]! : 0
    }
    let seen = at - firstDigit
    if (byte === 0x2e) {
      byte = ++at < end ? bytes[at]! : 0
      const firstDecimal = at
      while (byte >= 0x30 && byte <= 0x39) {
        mantissa = mantissa * 10 + (byte - 0x30)
        if (mantissa !== 0) digits++
        byte = ++at < end ? bytes[at]! : 0
      }
      scale = firstDecimal - at
      seen -= scale
    }
    if ((byte === 0x65 || byte === 0x45) && seen > 0) {
      byte = ++at < end ? bytes[at]! : 0
      const below = byte === 0x2d
      if (below || byte === 0x2b) byte = ++at < end ? bytes[at]! : 0
      let exponent = 0
      const firstExponent = at
      while (byte >= 0x30 && byte <= 0x39 && exponent < 10_000) {
        exponent = exponent * 10 + (byte - 0x30)
        byte = ++at < end ? bytes[at]! : 0
      }
      if (at === firstExponent) seen = 0
      scale += below ? -exponent : exponent
    }
    // A mantissa below 2^53 times or over a power of ten that is exact is rounded once, thus right. More digits go the long way.
    if (
      seen > 0 &&
      digits <= 16 &&
      mantissa < TWO_53 &&
      scale <= 22 &&
      scale >= -22 &&
      (at === end || byte === 0x0a || byte === 0x20 || byte === 0x09)
    ) {
      const value =
        scale === 0 ? mantissa : scale > 0 ? mantissa * TEN_TO[scale]! : mantissa / TEN_TO[-scale]!
      this.value = negative ? -value : value
      this.at = at
      return true
    }
    return this.#readText(bytes, start, end)
  }

  #readText(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start
    while (at < end) {
      const byte = bytes[at]!
      if (byte === 0x0a || byte === 0x20 || byte === 0x09) break
      at++
    }
    this.at = at
    // No number is this long, and no more of it is worth a string.
    if (at === start || at - start > 4096) return false
    const value = parseFloatText(latin1(bytes, start, at))
    if (value === undefined) return false
    this.value = value
    return true
  }
}

/** As Go's ParseFloat for decimal text: undefined for what is no number and for what no double holds (`1e999`). */
export function parseFloatText(text: string): number | undefined {
  if (DECIMAL.test(text)) {
    const value = Number(text)
    return Number.isFinite(value) ? value : undefined
  }
  if (INFINITE.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return text.toLowerCase() === 'nan' ? Number.NaN : undefined
}

/** The shortest decimal that gives the number back, spelled as Go's `%g` and thus Prometheus does: `0.005`, `1e+06`, `+Inf`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string]
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < 6) return String(value)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`
}

/**
 * How Prometheus writes the values of `le` and `quantile` that it keeps: `1` becomes `1.0` and `1e6` becomes `1e+06`, so that one
 * bound is one series, however a target or a format spells it.
 */
export function formatBound(value: number): string {
  if (value === 0) return '0.0'
  const text = formatFloat(value)
  return /[e.NI]/.test(text) ? text : `${text}.0`
}

export function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1')
}
