/**
 * The behaviours behind the series of the mix: each source owns a run of neighbouring series and moves them on by one scrape.
 * Values are doubles exactly as an exporter would print them: whole numbers, decimals with a fixed number of digits, or
 * (where a program adds up floats, as client libraries do with seconds) doubles with all their noise.
 */
import type { Random } from './random.ts'

export type Kind = 'counter' | 'gauge' | 'histogram'

export interface SeriesShape {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
}

export interface Source {
  readonly kind: Kind
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** The family's name, for metadata and `# TYPE`. */
  readonly family: string
  readonly series: readonly SeriesShape[]
  /** Writes the next values to values[at...]; `load` is how busy the service is, about 1. */
  advance(values: Float64Array, at: number, load: number, random: Random): void
}

type LabelSet = Readonly<Record<string, string>>

const single = (kind: Kind, name: string, labels: LabelSet) => ({
  kind,
  type: kind,
  family: name,
  series: [{ name, labels }],
})

/** Counts events, `perScrape` on average at load 1; each adds `size` on average (1: a plain count, else bytes and the like). */
export function counter(
  name: string,
  labels: LabelSet,
  start: number,
  perScrape: number,
  size: number = 1,
): Source {
  let total = start
  return {
    ...single('counter', name, labels),
    advance(values, at, load, random) {
      const events = random.count(perScrape * load)
      total +=
        size === 1 ? events : Math.round(events * size + random.normal() * size * 0.4 * Math.sqrt(events))
      values[at] = total
    },
  }
}

/** Seconds of work: grows by about `perScrape` at load 1 and is printed with `digits` decimals. */
export function secondsCounter(
  name: string,
  labels: LabelSet,
  start: number,
  perScrape: number,
  digits: number,
): Source {
  const unit = 10 ** digits
  let ticks = Math.round(start * unit)
  return {
    ...single('counter', name, labels),
    advance(values, at, load, random) {
      ticks += Math.max(0, Math.round(perScrape * unit * load * (1 + 0.15 * random.normal())))
      values[at] = ticks / unit
    },
  }
}

export interface Walk {
  readonly mean: number
  /** Deviation of one step. */
  readonly step: number
  readonly low: number
  readonly high: number
  /** Decimals printed; negative: a multiple of `quantum`. */
  readonly digits?: number
  /** Whole multiples of this (pages, allocation units). */
  readonly quantum?: number
  /** Share of scrapes at which the value moves at all. */
  readonly restless?: number
}

/** A gauge that wanders about its mean. */
export function walk(name: string, labels: LabelSet, walkOf: Walk): Source {
  const { mean, step, low, high, restless = 1 } = walkOf
  const unit = 10 ** (walkOf.digits ?? 0)
  let position = mean
  let printed = Number.NaN
  return {
    ...single('gauge', name, labels),
    advance(values, at, load, random) {
      if (Number.isNaN(printed) || restless === 1 || random.next() < restless) {
        const towards = mean * (0.6 + 0.4 * load)
        position += (towards - position) * 0.05 + random.normal() * step
        position = Math.min(high, Math.max(low, position))
        printed =
          walkOf.quantum === undefined
            ? Math.round(position * unit) / unit
            : Math.round(position / walkOf.quantum) * walkOf.quantum
      }
      values[at] = printed
    },
  }
}

/** A gauge that never moves: limits, versions, start times. */
export function constant(name: string, labels: LabelSet, value: number): Source {
  return {
    ...single('gauge', name, labels),
    advance(values, at) {
      values[at] = value
    },
  }
}

export interface Latency {
  /** Scrapes' worth of events that it saw before the first of ours. */
  readonly scrapesBefore: number
  readonly perScrape: number
  readonly meanSeconds: number
  readonly bounds: readonly number[]
  /** Digits of an observed duration; undefined: the sum carries the noise of added doubles. */
  readonly digits: number | undefined
}

/** A classic histogram: cumulative buckets, sum and count, all moved by the same events. */
export function histogram(name: string, labels: LabelSet, latency: Latency): Source {
  const { bounds, meanSeconds, perScrape, digits } = latency
  const shares = bucketShares(bounds, meanSeconds)
  const totals = new Float64Array(bounds.length + 1)
  const unit = digits === undefined ? 1 : 10 ** digits
  const before = Math.floor(perScrape * latency.scrapesBefore)
  let sum = digits === undefined ? before * meanSeconds : Math.round(before * meanSeconds * unit)
  let unplaced = before
  shares.forEach((share, bucket) => {
    totals[bucket] = Math.floor(unplaced * share)
    unplaced -= totals[bucket]!
  })
  return {
    kind: 'histogram',
    type: 'histogram',
    family: name,
    series: [
      ...bounds.map(bound => ({ name: `${name}_bucket`, labels: { ...labels, le: String(bound) } })),
      { name: `${name}_bucket`, labels: { ...labels, le: '+Inf' } },
      { name: `${name}_sum`, labels },
      { name: `${name}_count`, labels },
    ],
    advance(values, at, load, random) {
      let left = random.count(perScrape * load)
      if (left > 0) {
        const seconds = left * meanSeconds * (1 + (0.5 * random.normal()) / Math.sqrt(left))
        sum += digits === undefined ? Math.max(0, seconds) : Math.max(0, Math.round(seconds * unit))
      }
      for (let bucket = 0; left > 0 && bucket < shares.length; bucket++) {
        const share = shares[bucket]!
        const mean = left * share
        const spread = Math.sqrt(mean * (1 - share))
        const hits = Math.min(left, Math.max(0, Math.round(mean + spread * random.normal())))
        totals[bucket]! += hits
        left -= hits
      }
      let cumulative = 0
      for (let bucket = 0; bucket < totals.length; bucket++) {
        cumulative += totals[bucket]!
        values[at + bucket] = cumulative
      }
      values[at + totals.length] = digits === undefined ? sum : sum / unit
      values[at + totals.length + 1] = cumulative
    },
  }
}

/** For each bucket, the share of what did not fall into a lower one: log-normal durations with the given mean. */
function bucketShares(bounds: readonly number[], meanSeconds: number): Float64Array {
  const sigma = 0.9
  const mu = Math.log(meanSeconds) - (sigma * sigma) / 2
  const shares = new Float64Array(bounds.length + 1)
  let below = 0
  bounds.forEach((bound, i) => {
    const upTo = normalCdf((Math.log(bound) - mu) / sigma)
    shares[i] = below < 1 ? (upTo - below) / (1 - below) : 0
    below = upTo
  })
  shares[bounds.length] = 1
  return shares
}

/** The logistic approximation of the normal distribution, good to 0.01: enough to place latencies. */
function normalCdf(z: number): number {
  return 1 / (1 + Math.exp(-1.5976 * z - 0.07056 * z * z * z))
}
