/** Sums up by reason what a request held that could not be taken, with the words for the first of each. */
import type { Refusal } from '@vedette/model'

export class Refusals {
  readonly #byReason = new Map<string, { reason: string; count: number; detail: string }>()
  count = 0

  /** `detail` is asked for once per reason. */
  add(reason: string, count: number, detail: () => string): void {
    if (count === 0) return
    this.count += count
    const known = this.#byReason.get(reason)
    if (known === undefined) this.#byReason.set(reason, { reason, count, detail: detail() })
    else known.count += count
  }

  list(): Refusal[] {
    return [...this.#byReason.values()]
  }
}
