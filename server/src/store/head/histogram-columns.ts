/** Recent native histograms, by series. They are few beside the floats, so plain sorted arrays of objects serve. */
import type { NativeHistogram } from '@vedette/model'

export interface TimedHistogram {
  readonly timeMs: number
  readonly histogram: NativeHistogram | 'stale'
}

export class HistogramColumns {
  readonly #bySeries = new Map<number, TimedHistogram[]>()
  #bytes = 0

  /** An estimate: the buckets' doubles and what objects cost around them. */
  get bytes(): number {
    return this.#bytes
  }

  has(ref: number): boolean {
    return this.#bySeries.has(ref)
  }

  put(ref: number, entry: TimedHistogram): void {
    let entries = this.#bySeries.get(ref)
    if (entries === undefined) {
      entries = []
      this.#bySeries.set(ref, entries)
    }
    let at = entries.length
    while (at > 0 && entries[at - 1]!.timeMs > entry.timeMs) at--
    this.#bytes += sizeOf(entry)
    if (at > 0 && entries[at - 1]!.timeMs === entry.timeMs) {
      this.#bytes -= sizeOf(entries[at - 1]!)
      entries[at - 1] = entry
    } else entries.splice(at, 0, entry)
  }

  between(ref: number, fromMs: number, toMs: number): TimedHistogram[] {
    return this.#bySeries.get(ref)?.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs) ?? []
  }

  hasBetween(ref: number, fromMs: number, toMs: number): boolean {
    return this.#bySeries.get(ref)?.some(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs) ?? false
  }

  trim(ref: number, keepFromMs: number): void {
    const entries = this.#bySeries.get(ref)
    if (entries === undefined || entries[0]!.timeMs >= keepFromMs) return
    const kept: TimedHistogram[] = []
    for (const entry of entries) {
      if (entry.timeMs >= keepFromMs) kept.push(entry)
      else this.#bytes -= sizeOf(entry)
    }
    if (kept.length > 0) this.#bySeries.set(ref, kept)
    else this.#bySeries.delete(ref)
  }
}

function sizeOf({ histogram }: TimedHistogram): number {
  if (histogram === 'stale') return 64
  const buckets =
    histogram.positiveCounts.length + histogram.negativeCounts.length + histogram.customValues.length
  const spans = histogram.positiveSpans.length + histogram.negativeSpans.length
  return 600 + 8 * buckets + 48 * spans
}
