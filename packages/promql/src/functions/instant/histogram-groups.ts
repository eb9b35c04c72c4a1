/**
 * Histograms of a vector: classic ones, whose buckets are series of their own, and native ones. Which series belong together is worked out once
 * for a set of series.
 */
import { type Labels, labelValue } from '@vedette/model'
import { labelsText } from '../../values/relabelled.ts'
import type { SeriesSet } from '../../values/series-set.ts'

export interface HistogramGroup {
  /** Without `le`. */
  readonly labels: Labels
  /** Indexes of the buckets' series, by upper bound. */
  readonly buckets: readonly number[]
  readonly bounds: Float64Array
  /** Indexes of series that may hold native histograms. */
  readonly natives: readonly number[]
  readonly dropName: boolean
}

export interface HistogramGroups {
  readonly groups: readonly HistogramGroup[]
  /** Series whose `le` is no number: as buckets they can't be used. */
  readonly malformed: readonly number[]
}

export function histogramGroups(series: SeriesSet): HistogramGroups {
  return series.derive('histogram groups', () => group(series))
}

interface OpenGroup {
  readonly labels: Labels
  readonly buckets: { index: number; bound: number }[]
  readonly natives: number[]
  readonly dropName: boolean
}

function group(series: SeriesSet): HistogramGroups {
  const groups = new Map<string, OpenGroup>()
  const malformed: number[] = []
  const groupOf = (labels: Labels, index: number): OpenGroup => {
    const key = labelsText(labels)
    let found = groups.get(key)
    if (found === undefined) {
      found = { labels, buckets: [], natives: [], dropName: series.dropsName(index) }
      groups.set(key, found)
    }
    return found
  }
  series.labels.forEach((labels, index) => {
    groupOf(labels, index).natives.push(index)
    const bound = boundOf(labelValue(labels, 'le'))
    if (bound === undefined) malformed.push(index)
    else {
      const without = labels.filter(({ name }) => name !== 'le')
      groupOf(without, index).buckets.push({ index, bound })
    }
  })
  return {
    malformed,
    groups: [...groups.values()].map(({ labels, buckets, natives, dropName }) => {
      buckets.sort((a, b) => a.bound - b.bound)
      return {
        labels,
        natives,
        dropName,
        buckets: buckets.map(({ index }) => index),
        bounds: Float64Array.from(buckets, ({ bound }) => bound),
      }
    }),
  }
}

function boundOf(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text)
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text)
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  return /^[+-]?nan$/i.test(text) ? Number.NaN : undefined
}
