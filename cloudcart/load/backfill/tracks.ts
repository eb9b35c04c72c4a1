/** Series as they grow: counters that never fall, histograms whose buckets, sum and count agree, gauges. */
import { encodeLabels, type WrittenSeries } from '../remote-write.ts'
import type { Past } from './traffic.ts'

export type Labels = Readonly<Record<string, string>>

/** One or more series that belong together. */
export interface Track {
  readonly series: readonly (WrittenSeries & { readonly labels: Labels })[]
  /** Goes on by a stretch of the past and writes one value for each series, from `at` on. */
  step(past: Past, out: Float64Array, at: number): void
}

export function counter(name: string, labels: Labels, grows: (past: Past) => number): Track {
  let sum = 0
  return {
    series: [seriesOf(name, labels)],
    step(past, out, at) {
      sum += grows(past)
      out[at] = Math.floor(sum)
    },
  }
}

export function gauge(name: string, labels: Labels, value: (past: Past) => number): Track {
  return {
    series: [seriesOf(name, labels)],
    step(past, out, at) {
      out[at] = value(past)
    },
  }
}

export interface Shape {
  readonly buckets: readonly number[]
  readonly count: (past: Past) => number
  /** The middle of what is observed; the rest lies around it as a lognormal distribution. */
  readonly median: (past: Past) => number
  readonly spread: number
}

export function histogram(name: string, labels: Labels, { buckets, count, median, spread }: Shape): Track {
  const logs = buckets.map(Math.log)
  const counts = new Float64Array(buckets.length + 1)
  // The mean of a lognormal distribution whose median is 1.
  const meanOfOne = Math.exp((spread * spread) / 2)
  let sum = 0
  return {
    series: [
      ...buckets.map(bound => seriesOf(`${name}_bucket`, { ...labels, le: boundLabel(bound) })),
      seriesOf(`${name}_bucket`, { ...labels, le: '+Inf' }),
      seriesOf(`${name}_sum`, labels),
      seriesOf(`${name}_count`, labels),
    ],
    step(past, out, at) {
      const observed = count(past)
      if (observed > 0) {
        const middle = median(past)
        const logMiddle = Math.log(middle)
        for (let bucket = 0; bucket < logs.length; bucket++) {
          counts[bucket]! += observed * normalShare((logs[bucket]! - logMiddle) / spread)
        }
        counts[logs.length]! += observed
        sum += observed * middle * meanOfOne
      }
      for (let bucket = 0; bucket < counts.length; bucket++) out[at + bucket] = Math.floor(counts[bucket]!)
      out[at + counts.length] = sum
      out[at + counts.length + 1] = Math.floor(counts[logs.length]!)
    },
  }
}

/** As Prometheus 3 keeps bounds that it scrapes: whole ones with a decimal. */
function boundLabel(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound)
}

function seriesOf(name: string, labels: Labels): WrittenSeries & { readonly labels: Labels } {
  const all = { __name__: name, ...labels, generated: 'true' }
  return { labels: all, encodedLabels: encodeLabels(all) }
}

/** The share of a normal distribution below `z`; right to five digits (Abramowitz and Stegun 26.2.17). */
export function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z))
  const tail =
    0.3989422804 *
    Math.exp((-z * z) / 2) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return z > 0 ? 1 - tail : tail
}
