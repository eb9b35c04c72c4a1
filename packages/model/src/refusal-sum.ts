/** Sums refusals up by reason and keeps the first one's words: a batch of a million bad samples is one line to read. */
import type { Refusal } from './metric-batch.ts'

export class RefusalSum {
  readonly #byReason = new Map<string, { reason: string; count: number; detail: string }>()

  add({ reason, count, detail }: Refusal): void {
    const known = this.#byReason.get(reason)
    if (known === undefined) this.#byReason.set(reason, { reason, count, detail })
    else known.count += count
  }

  list(): Refusal[] {
    return [...this.#byReason.values()]
  }
}
