/** How many queries run at once; the others wait in line, and the line is bounded. */
import { VedetteError } from '../../errors.ts'

const MOST_WAITING = 500
const RETRY_AFTER_SEC = 5

export class QueryTurns {
  readonly #limit: number
  readonly #waiting: { readonly start: () => void; readonly signal: AbortSignal }[] = []
  running = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves with what gives the turn back. Rejects with the signal's reason when that aborts first. */
  async take(signal: AbortSignal): Promise<() => void> {
    if (this.running < this.#limit) {
      this.running++
      return this.#giveBack()
    }
    if (this.#waiting.length >= MOST_WAITING) {
      throw new VedetteError(
        'overloaded',
        `${this.running} queries run and ${this.#waiting.length} wait, more than can (query.max_concurrency is ${this.#limit})`,
        { retryAfterSec: RETRY_AFTER_SEC },
      )
    }
    await new Promise<void>((resolve, reject) => {
      const entry = { start: resolve, signal }
      this.#waiting.push(entry)
      signal.addEventListener(
        'abort',
        () => {
          const at = this.#waiting.indexOf(entry)
          if (at === -1) return
          this.#waiting.splice(at, 1)
          reject(signal.reason)
        },
        { once: true },
      )
    })
    return this.#giveBack()
  }

  #giveBack(): () => void {
    let given = false
    return () => {
      if (given) return
      given = true
      const next = this.#waiting.shift()
      // The turn goes straight to the next.
      if (next !== undefined) next.start()
      else this.running--
    }
  }
}
