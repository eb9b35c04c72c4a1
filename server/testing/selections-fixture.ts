/** Series written down as times and values, and what a selection of them shows, as text that tests can compare. */

import {
  createBatchBuilder,
  formatLabels,
  isStale,
  labelsOf,
  type Matcher,
  type MetricBatch,
  STALE,
} from '@vedette/model'
import { expect } from 'vitest'
import { histogramOf } from '../../packages/model/testing/histogram.ts'
import type {
  Admission,
  SelectionRequest,
  SeriesSamples,
  TimeRange,
  WantedWindows,
} from '../src/store/contract.ts'
import type { OpenMetricStore } from '../src/store/metric-store.ts'

export const HOUR_MS = 3_600_000
export const START_MS = Math.floor(Date.now() / HOUR_MS) * HOUR_MS - 24 * HOUR_MS

export const EVERYTHING: Admission = {
  mostLabels: 100,
  describeLabelCount: () => ({ reason: 'label-count', count: 1, detail: '' }),
  admitSeries: () => undefined,
  admitHistogram: () => undefined,
  admitExemplar: () => undefined,
  oldestMs: 0,
  newestMs: START_MS + 1000 * HOUR_MS,
  describeAge: () => ({ reason: 'too-old', count: 1, detail: 'a sample is too old' }),
}
export const HISTOGRAM = histogramOf()
export const NO_ABORT = new AbortController().signal
export const FOREVER: TimeRange = { fromMs: 0, toMs: START_MS + 999 * HOUR_MS }

export const named = (name: string): Matcher[] => [{ kind: '=', name: '__name__', value: name }]

export type Value = number | 'stale' | 'histogram'
export type Samples = readonly (readonly [timeMs: number, value: Value])[]

export function batchOf(
  series: readonly (readonly [labels: Record<string, string>, samples: Samples])[],
): MetricBatch {
  const builder = createBatchBuilder({ project: 'default', door: 'test', origin: 'here' })
  for (const [labels, samples] of series) {
    builder.series(labelsOf(labels))
    for (const [timeMs, value] of samples) {
      if (value === 'stale') builder.sampleFrom(timeMs, STALE, 0)
      else if (value === 'histogram') builder.histogram(timeMs, HISTOGRAM)
      else builder.sample(timeMs, value)
    }
  }
  return builder.build()
}

/** By series: each sample's time and value as text, so that stale markers differ from NaN and -0 from 0. */
export type Shown = Record<string, string[]>

export function textOf(timeMs: number, values: Float64Array, at: number): string {
  const value = values[at]!
  return `${timeMs - START_MS} ${isStale(value) ? 'stale' : Object.is(value, -0) ? '-0' : value}`
}

export function shownBySelect(found: readonly SeriesSamples[]): Shown {
  const shown: Shown = {}
  for (const { labels, timesMs, values, histograms } of found) {
    shown[formatLabels(labels)] = [
      ...Array.from(timesMs, (timeMs, i) => textOf(timeMs, values, i)),
      ...histograms.map(({ timeMs, histogram }) => `${timeMs - START_MS} ${JSON.stringify(histogram)}`),
    ]
  }
  return shown
}

export async function shownByReading(
  store: OpenMetricStore,
  request: SelectionRequest,
  signal = NO_ABORT,
): Promise<{ shown: Shown; way: string }> {
  const selection = await store.openSelection('default', request, signal)
  try {
    const shown: Shown = {}
    const timesSeen = new Map<Float64Array, string>()
    await selection.read((index, { timesMs, values, valuesAt, count, histograms }) => {
      const name = formatLabels(selection.labels[index]!)
      expect(shown[name]).toBeUndefined()
      const times = timesMs.slice(0, count).join()
      expect(timesSeen.get(timesMs) ?? times).toBe(times)
      timesSeen.set(timesMs, times)
      shown[name] = [
        ...Array.from({ length: count }, (_, i) => textOf(timesMs[i]!, values, valuesAt + i)),
        ...histograms.map(({ timeMs, histogram }) => `${timeMs - START_MS} ${JSON.stringify(histogram)}`),
      ]
    }, signal)
    return { shown, way: selection.cost.way }
  } finally {
    selection.close()
  }
}

/** What of it matters in the windows: unless all does the latest of each, which may be a float, a histogram, or both of one time. */
export function inWindows(shown: Shown, { firstEndMs, stepMs, count, lengthMs, need }: WantedWindows): Shown {
  const wanted: Shown = {}
  for (const [name, samples] of Object.entries(shown)) {
    const timed = samples.map(sample => ({ sample, timeMs: Number(sample.split(' ')[0]) }))
    const kept = new Set<string>()
    for (let i = 0; i < count; i++) {
      const endMs = firstEndMs + i * stepMs - START_MS
      const within = timed.filter(({ timeMs }) => timeMs > endMs - lengthMs && timeMs <= endMs)
      const latestMs = Math.max(...within.map(({ timeMs }) => timeMs))
      for (const { sample, timeMs } of within) if (need === 'all' || timeMs === latestMs) kept.add(sample)
    }
    if (kept.size > 0) wanted[name] = samples.filter(sample => kept.has(sample))
  }
  return wanted
}

/** Keeps the event loop busy until a reading has used its turn up. */
export function useUpTurn(): void {
  const endMs = performance.now() + 15
  while (performance.now() < endMs);
}

export function sweep(store: OpenMetricStore, nowMs: number): void {
  for (const _ of store.head.sweep(nowMs));
}
