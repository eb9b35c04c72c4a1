/**
 * Histograms cut at a value. A bucket that holds the value is divided as its observations are taken to lie in it; sum and count are then
 * estimated from what is left, with observations in the middle of their buckets. Of a bucket that reaches to an infinity nobody knows where its
 * observations lie: it is dropped rather than guessed at.
 */
import type { NativeHistogram } from '@vedette/model'
import { boundOf, usesCustomBuckets } from './bounds.ts'
import { compactHistogram, indexesOf } from './layout.ts'
import { log2 } from './logarithm.ts'

interface Part {
  readonly count: number
  /** Where the observations are taken to lie for the sum. */
  readonly middle: number
}

interface Cut {
  readonly at: number
  /** Keeps what lies below, not what lies above. */
  readonly below: boolean
  /** Taken evenly within a bucket, not logarithmically. */
  readonly linear: boolean
}

interface Range {
  readonly lower: number
  readonly upper: number
  readonly count: number
}

const NOTHING: Part = { count: 0, middle: 0 }

/** `h </ bound`: what was observed up to the bound. */
export function trimUpper(h: NativeHistogram, bound: number): NativeHistogram {
  return trimmed(h, { at: bound, below: true, linear: usesCustomBuckets(h) })
}

/** `h >/ bound`: what was observed from the bound on. */
export function trimLower(h: NativeHistogram, bound: number): NativeHistogram {
  return trimmed(h, { at: bound, below: false, linear: usesCustomBuckets(h) })
}

function trimmed(h: NativeHistogram, cut: Cut): NativeHistogram {
  const total = { count: 0, sum: 0 }
  const positiveCounts = trimmedSide(h, 'positive', cut, total)
  const negativeCounts = trimmedSide(h, 'negative', cut, total)
  let { zeroCount } = h
  if (h.zeroCount > 0) {
    const kept = keptOfZero(h, cut)
    zeroCount = kept.count
    total.sum += kept.middle * kept.count
    total.count += kept.count
  }
  const whole =
    positiveCounts === h.positiveCounts && negativeCounts === h.negativeCounts && zeroCount === h.zeroCount
  if (whole) return h.integer ? { ...h, integer: false } : h
  return compactHistogram({
    ...h,
    integer: false,
    zeroCount,
    count: total.count,
    sum: total.sum,
    positiveCounts,
    negativeCounts,
  })
}

/** The very same counts where all are kept. */
function trimmedSide(
  h: NativeHistogram,
  side: 'positive' | 'negative',
  cut: Cut,
  total: { count: number; sum: number },
): Float64Array {
  const counts = h[`${side}Counts`]
  const indexes = indexesOf(h[`${side}Spans`], counts.length)
  let left = counts
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    if (count === 0) continue
    const outer = boundOf(indexes[i]!, h.schema, h.customValues)
    const inner = boundOf(indexes[i]! - 1, h.schema, h.customValues)
    const range =
      side === 'positive' ? { lower: inner, upper: outer, count } : { lower: -outer, upper: -inner, count }
    const kept = keptOf(range, cut, side === 'positive')
    total.count += kept.count
    total.sum += kept.middle * kept.count
    if (kept.count !== count) {
      if (left === counts) left = counts.slice()
      left[i] = kept.count
    }
  }
  return left
}

function keptOf(range: Range, cut: Cut, positive: boolean): Part {
  const { lower, upper, count } = range
  const { at, below, linear } = cut
  if (below ? upper <= at : lower >= at) return { count, middle: middleOf(lower, upper, positive, linear) }
  if (!(below ? lower < at : upper > at)) return NOTHING
  if (lower === -Infinity) return keptOfUnbounded(range, cut)
  // What reaches to +Inf is taken to lie right above the cut, or is dropped.
  if (upper === Infinity) return below ? NOTHING : { count, middle: at }
  const under = count * fractionBelow(at, lower, upper, positive, linear)
  if (below) return { count: under, middle: middleOf(lower, at, positive, linear) }
  return { count: count - under, middle: middleOf(at, upper, positive, linear) }
}

/** A bucket from -Inf on, with the cut within; only custom buckets have finite upper ends here. */
function keptOfUnbounded({ upper, count }: Range, { at, below }: Cut): Part {
  const fromZero = upper > 0 && upper !== Infinity
  if (below) {
    if (at > 0 && fromZero) return { count: (count * at) / upper, middle: at / 2 }
    return upper <= 0 ? { count, middle: at } : NOTHING
  }
  if (at >= 0 && fromZero) return { count: count * (1 - at / upper), middle: (at + upper) / 2 }
  return NOTHING
}

/** In a histogram whose other observations are all on one side, the zero bucket's are too. */
function keptOfZero(h: NativeHistogram, { at, below }: Cut): Part {
  const positive = h.positiveCounts.some(count => count !== 0)
  const negative = h.negativeCounts.some(count => count !== 0)
  const lower = positive && !negative ? 0 : -h.zeroThreshold
  const upper = negative && !positive ? 0 : h.zeroThreshold
  const all = { count: h.zeroCount, middle: (lower + upper) / 2 }
  if (at <= lower) return below ? NOTHING : all
  if (at >= upper) return below ? all : NOTHING
  if (below) return { count: h.zeroCount * ((at - lower) / (upper - lower)), middle: (lower + at) / 2 }
  return { count: h.zeroCount * ((upper - at) / (upper - lower)), middle: (at + upper) / 2 }
}

function fractionBelow(at: number, lower: number, upper: number, positive: boolean, linear: boolean): number {
  if (linear) return (at - lower) / (upper - lower)
  const logLower = log2(Math.abs(lower))
  const logUpper = log2(Math.abs(upper))
  const logAt = log2(Math.abs(at))
  if (positive) return (logAt - logLower) / (logUpper - logLower)
  return 1 - (logAt - logUpper) / (logLower - logUpper)
}

function middleOf(lower: number, upper: number, positive: boolean, linear: boolean): number {
  if (lower === -Infinity) {
    if (upper === Infinity) return 0
    return upper > 0 ? upper / 2 : upper
  }
  if (upper === Infinity) return lower
  if (linear) return (lower + upper) / 2
  const middle = Math.sqrt(Math.abs(lower * upper))
  return positive ? middle : -middle
}
