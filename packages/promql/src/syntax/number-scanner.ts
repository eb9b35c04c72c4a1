/** Where a number or a duration ends, as Prometheus's lexer finds it. */
const DIGITS = '0123456789'
const HEX_DIGITS = '0123456789abcdefABCDEF'

export class NumberScanner {
  readonly #text: string
  at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.at = at
  }

  /** True when a number ends at `at`; otherwise `at` is where it went wrong. */
  number(): boolean {
    const begin = this.at
    let digits = DIGITS
    if (this.#accept('0') && this.#accept('xX')) {
      this.#accept('_')
      digits = HEX_DIGITS
    }
    this.#accept('.')
    this.#accept(digits)
    let dot = false
    let exponent = false
    while (this.#is(`${digits}._eE`)) {
      if (this.#is('.')) {
        this.at++
        if (dot || this.#accept('_.') || digits === HEX_DIGITS) return false
        dot = true
      } else if (this.#is('eE') && digits === DIGITS) {
        this.at++
        if (exponent) return false
        exponent = true
        this.#accept('+-')
        if (this.#accept('._eE') || this.#isEnd()) return false
      } else if (this.#accept('_')) {
        if (this.#accept('._eE') || this.#isEnd()) return false
      } else while (this.#accept(digits));
    }
    return this.at > begin && !this.#isWord()
  }

  /** Goes on after the digits that `number` took. */
  restOfDuration(): boolean {
    if (!this.#unit('smhdwy')) return false
    while (this.#accept(DIGITS)) {
      while (this.#accept(DIGITS));
      // Years only come first.
      if (!this.#unit('smhdw')) return false
    }
    return !this.#isWord()
  }

  #unit(units: string): boolean {
    const isMinutes = this.#is('m')
    if (!this.#accept(units)) return false
    if (isMinutes) this.#accept('s')
    return true
  }

  #isWord(): boolean {
    return /[a-zA-Z0-9_]/.test(this.#text[this.at] ?? '')
  }

  #isEnd(): boolean {
    return this.at >= this.#text.length
  }

  #is(characters: string): boolean {
    return !this.#isEnd() && characters.includes(this.#text[this.at]!)
  }

  #accept(characters: string): boolean {
    if (!this.#is(characters)) return false
    this.at++
    return true
  }
}
