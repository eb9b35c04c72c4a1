/**
 * Holds on the head: while somebody reads it in more than one turn of the event loop, samples from a time on stay where they are and no
 * series' place is given to another. A hold never lasts: after a while, or when memory is badly short, it is broken, and its owner finds
 * that out.
 */
export const LONGEST_HOLD_MS = 120_000

export interface Hold {
  /** What was held may be gone. */
  readonly broken: boolean
  release(): void
}

interface Entry {
  readonly fromMs: number
  readonly takenMs: number
  readonly number: number
  broken: boolean
}

export class HeadHolds {
  readonly #live = new Set<Entry>()
  /** Places of series that are gone, each with the last hold that may still know them. */
  #retired: { readonly hold: number; readonly refs: readonly number[] }[] = []
  readonly #free: (ref: number) => void
  #lastNumber = 0
  #oldestMs = Number.POSITIVE_INFINITY
  brokenCount = 0

  constructor(free: (ref: number) => void) {
    this.#free = free
  }

  get count(): number {
    return this.#live.size
  }

  /** The oldest time from which samples must stay. */
  get oldestMs(): number {
    return this.#oldestMs
  }

  take(fromMs: number, nowMs: number): Hold {
    const entry: Entry = { fromMs, takenMs: nowMs, number: ++this.#lastNumber, broken: false }
    this.#live.add(entry)
    this.#oldestMs = Math.min(this.#oldestMs, fromMs)
    return {
      get broken() {
        return entry.broken
      },
      release: () => this.#end(entry),
    }
  }

  /** Breaks the holds that have lasted too long, or all of them. */
  break(nowMs: number, all: boolean): void {
    for (const entry of [...this.#live]) {
      if (!all && nowMs - entry.takenMs <= LONGEST_HOLD_MS) continue
      entry.broken = true
      this.brokenCount++
      this.#end(entry)
    }
  }

  /** Frees the places once no hold is left that was taken before. */
  retire(refs: readonly number[]): void {
    this.#retired.push({ hold: this.#lastNumber, refs })
    this.#freeRetired()
  }

  #end(entry: Entry): void {
    if (!this.#live.delete(entry)) return
    this.#oldestMs = Number.POSITIVE_INFINITY
    for (const { fromMs } of this.#live) this.#oldestMs = Math.min(this.#oldestMs, fromMs)
    this.#freeRetired()
  }

  #freeRetired(): void {
    if (this.#retired.length === 0) return
    // Numbers grow, and a set keeps the order in which they came.
    const first: Entry | undefined = this.#live.values().next().value
    const firstLive = first?.number ?? Number.POSITIVE_INFINITY
    while (this.#retired.length > 0 && this.#retired[0]!.hold < firstLive) {
      for (const ref of this.#retired.shift()!.refs) this.#free(ref)
    }
  }
}
