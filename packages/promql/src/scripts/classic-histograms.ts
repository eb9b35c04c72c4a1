/** The classic histograms among a script's series (`_bucket`, `_count`, `_sum`), put together again. */
import { type Labels, labelsFrom, labelValue, METRIC_NAME } from '@vedette/model'
import { labelsText } from '../values/relabelled.ts'
import { parseNumber } from './literals.ts'
import type { SeriesLine } from './series-line.ts'

export interface ClassicHistograms {
  /** Of the histogram as a whole: without suffix and without `le`. */
  readonly labels: Labels
  readonly samples: readonly ClassicSample[]
}

export interface ClassicSample {
  readonly timeMs: number
  /** Ascending, each once. */
  readonly upperBounds: Float64Array
  /** Cumulative. */
  readonly counts: Float64Array
  readonly sum: number | undefined
  readonly count: number | undefined
}

interface Collected {
  readonly labels: Labels
  readonly byTime: Map<number, { buckets: Map<number, number>; sum?: number; count?: number }>
}

export function classicHistograms(lines: readonly SeriesLine[], stepMs: number): ClassicHistograms[] {
  const found = new Map<string, Collected>()
  for (const { labels, points } of lines) {
    const part = /^(.*)_(bucket|count|sum)$/.exec(labelValue(labels, METRIC_NAME))
    if (part === null) continue
    const le = part[2] === 'bucket' ? boundOf(labels) : undefined
    if (part[2] === 'bucket' && le === undefined) continue
    const histogram = collected(found, labels, part[1]!)
    points.forEach((point, i) => {
      if (point.kind !== 'float') return
      const timeMs = i * stepMs
      const sample = histogram.byTime.get(timeMs) ?? { buckets: new Map<number, number>() }
      histogram.byTime.set(timeMs, sample)
      if (le !== undefined) {
        if (!sample.buckets.has(le)) sample.buckets.set(le, point.value)
      } else sample[part[2] as 'sum' | 'count'] = point.value
    })
  }
  return [...found.values()].map(({ labels, byTime }) => ({
    labels,
    samples: [...byTime]
      .sort(([a], [b]) => a - b)
      .map(([timeMs, { buckets, sum, count }]) => {
        const sorted = [...buckets].sort(([a], [b]) => a - b)
        return {
          timeMs,
          upperBounds: Float64Array.from(sorted, ([bound]) => bound),
          counts: Float64Array.from(sorted, ([, cumulative]) => cumulative),
          sum,
          count,
        }
      }),
  }))
}

function boundOf(labels: Labels): number | undefined {
  if (!labels.some(({ name }) => name === 'le')) throw new Error('expected bucket label in metric')
  const bound = parseNumber(labelValue(labels, 'le'))
  return bound === undefined || Number.isNaN(bound) ? undefined : bound
}

function collected(found: Map<string, Collected>, labels: Labels, name: string): Collected {
  const whole = labelsFrom([
    ...labels
      .filter(label => label.name !== 'le' && label.name !== METRIC_NAME)
      .map(label => [label.name, label.value] as const),
    [METRIC_NAME, name],
  ])
  const key = labelsText(whole)
  const existing = found.get(key) ?? { labels: whole, byTime: new Map() }
  found.set(key, existing)
  return existing
}
