/** The newest sample of given series, for who goes on counting where an earlier process stopped. */
import {
  decodeLabelKey,
  encodeLabelKey,
  isStale,
  labelValue,
  METRIC_NAME,
  type NativeHistogram,
} from '@vedette/model'
import type { ClickHouse } from './clickhouse/port.ts'
import { lastHistograms, lastSamples } from './clickhouse/sample-reader.ts'
import type { Head } from './head/head.ts'
import { viewOf } from './head/key-table.ts'
import { idAsBigint, seriesIdOf } from './head/series-id.ts'

export type LastValue =
  | { readonly timeMs: number; readonly value: number }
  | { readonly timeMs: number; readonly histogram: NativeHistogram }

/** One answer for each key; undefined where the series has no sample that is not a stale marker. */
export async function readLastValues(
  head: Head,
  clickhouse: ClickHouse,
  project: string,
  keys: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<(LastValue | undefined)[]> {
  const found: (LastValue | undefined)[] = []
  const unknown: { at: number; id: bigint }[] = []
  keys.forEach((key, at) => {
    const ref = head.project(project).find(key, viewOf(key), 0, key.length)
    const last = ref < 0 ? undefined : lastInHead(head, ref)
    found.push(last)
    if (last === undefined)
      unknown.push({ at, id: ref < 0 ? idOfKey(project, key) : idAsBigint(head.idOf(ref)) })
  })
  if (unknown.length === 0) return found
  const ids = unknown.map(({ id }) => id)
  const samples = await lastSamples(clickhouse, ids, signal)
  const histograms = await lastHistograms(clickhouse, ids, signal)
  for (const { at, id } of unknown) found[at] = later(samples.get(id), histograms.get(id))
  return found
}

function lastInHead(head: Head, ref: number): LastValue | undefined {
  const { timesMs, values } = head.samples(ref, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  let at = values.length - 1
  while (at >= 0 && isStale(values[at]!)) at--
  const sample = at < 0 ? undefined : { timeMs: timesMs[at]!, value: values[at]! }
  const entry = head.histograms
    .between(ref, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    .findLast(({ histogram }) => histogram !== 'stale')
  const histogram =
    entry === undefined || entry.histogram === 'stale'
      ? undefined
      : { timeMs: entry.timeMs, histogram: entry.histogram }
  return later(sample, histogram)
}

function later(a: LastValue | undefined, b: LastValue | undefined): LastValue | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return b.timeMs > a.timeMs ? b : a
}

function idOfKey(project: string, key: Uint8Array): bigint {
  const { labels, canonical } = decodeLabelKey(key)
  return idAsBigint(
    seriesIdOf(project, labelValue(labels, METRIC_NAME), canonical ? key : encodeLabelKey(labels)),
  )
}
