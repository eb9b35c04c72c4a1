/** What the series are made of: which metrics have most of them, which labels most values. */
import { METRIC_NAME } from '@vedette/model'
import type { CardinalityReport, CountByName } from '../contract.ts'
import type { Head } from './head.ts'

export function reportCardinality(head: Head, project: string, limit: number): CardinalityReport {
  const index = head.project(project).index
  const seriesByMetric: CountByName[] = []
  const seriesByLabelPair: CountByName[] = []
  const values = new Map<string, number>()
  const memory = new Map<string, number>()
  for (const { label, series } of index.counts()) {
    if (label.name === METRIC_NAME) seriesByMetric.push({ name: label.value, value: series })
    seriesByLabelPair.push({ name: `${label.name}=${label.value}`, value: series })
    values.set(label.name, (values.get(label.name) ?? 0) + 1)
    memory.set(label.name, (memory.get(label.name) ?? 0) + Buffer.byteLength(label.value))
  }
  let oldestMs: number | undefined
  let newestMs: number | undefined
  for (const ref of index.refs()) {
    const firstMs = head.firstMs(ref)
    if (firstMs === undefined) continue
    oldestMs = Math.min(oldestMs ?? firstMs, firstMs)
    newestMs = Math.max(newestMs ?? firstMs, head.lastMs(ref))
  }
  return {
    activeSeries: index.seriesCount,
    labelPairs: index.labelPairCount,
    oldestMs,
    newestMs,
    seriesByMetric: top(seriesByMetric, limit),
    valuesByLabel: top(named(values), limit),
    memoryByLabel: top(named(memory), limit),
    seriesByLabelPair: top(seriesByLabelPair, limit),
  }
}

function named(counts: Map<string, number>): CountByName[] {
  return [...counts].map(([name, value]) => ({ name, value }))
}

function top(counts: CountByName[], limit: number): CountByName[] {
  return counts.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1)).slice(0, limit)
}
