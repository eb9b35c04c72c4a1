/**
 * Lets an exemplar through once. Targets repeat an exemplar in every scrape until there is a newer one; stored each time, it would drown
 * the rest.
 */
import { type Labels, labelsEqual } from '@vedette/model'
import type { ExpositionExemplar } from '../../wire/exposition.ts'

/** Of names and values together, as OpenMetrics demands of whoever exposes one. */
const MAX_LABEL_CHARACTERS = 128

interface Newest {
  readonly value: number
  readonly timeMs: number | undefined
  readonly labels: Labels
}

export class ExemplarFilter {
  /** By series of the target's cache. */
  #newest = new Map<number, Newest>()

  isNews(series: number, exemplar: ExpositionExemplar): boolean {
    if (characters(exemplar.labels) > MAX_LABEL_CHARACTERS) return false
    const newest = this.#newest.get(series)
    if (newest !== undefined && !isNewer(exemplar, newest)) return false
    this.#newest.set(series, { value: exemplar.value, timeMs: exemplar.timeMs, labels: exemplar.labels })
    return true
  }

  renumber(numbers: Int32Array): void {
    const renumbered = new Map<number, Newest>()
    for (const [old, newest] of this.#newest) {
      const series = numbers[old] ?? -1
      if (series >= 0) renumbered.set(series, newest)
    }
    this.#newest = renumbered
  }
}

/** By time where the target gives times; else whatever differs is newer. */
function isNewer(exemplar: ExpositionExemplar, newest: Newest): boolean {
  if (exemplar.timeMs === undefined || newest.timeMs === undefined) {
    return (
      exemplar.timeMs !== newest.timeMs ||
      exemplar.value !== newest.value ||
      !labelsEqual(exemplar.labels, newest.labels)
    )
  }
  if (exemplar.timeMs !== newest.timeMs) return exemplar.timeMs > newest.timeMs
  return exemplar.value > newest.value
}

function characters(labels: Labels): number {
  let count = 0
  for (const { name, value } of labels) count += name.length + value.length
  return count
}
