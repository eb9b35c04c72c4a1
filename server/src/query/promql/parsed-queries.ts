/** Queries already read: dashboards and rules ask the same ones again and again. */
import { type Experimental, type Expr, ParseError, parseQuery } from '@vedette/promql'
import { VedetteError } from '../../errors.ts'

const MOST_QUERIES = 2000
/** A long one is rare, and would push out many others. */
const LONGEST_KEPT = 10_000

export class ParsedQueries {
  readonly #experimental: Experimental
  readonly #byText = new Map<string, Expr>()

  constructor(experimental: Experimental) {
    this.#experimental = experimental
  }

  /** Throws `bad-request` as the parameter `query` is refused by Prometheus. */
  parse(text: string): Expr {
    const known = this.#byText.get(text)
    if (known !== undefined) {
      this.#byText.delete(text)
      this.#byText.set(text, known)
      return known
    }
    const expr = this.#read(text)
    if (text.length > LONGEST_KEPT) return expr
    this.#byText.set(text, expr)
    if (this.#byText.size > MOST_QUERIES) this.#byText.delete(this.#byText.keys().next().value!)
    return expr
  }

  #read(text: string): Expr {
    try {
      return parseQuery(text, { experimental: this.#experimental })
    } catch (error) {
      if (!(error instanceof ParseError)) throw error
      throw new VedetteError('bad-request', `invalid parameter "query": ${error.message}`, { cause: error })
    }
  }
}
