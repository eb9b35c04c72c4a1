/** Sums, differences and multiples of histograms. */
import type { NativeHistogram } from '@vedette/model'
import { type Accumulation, accumulate, accumulationOf, histogramOf } from './accumulation.ts'
import { usesCustomBuckets } from './bounds.ts'
import { plainly } from './compensated.ts'
import { hintsCollide } from './hint.ts'
import { NO_COUNTS } from './layout.ts'

/** A sum or difference of two histograms, with what their reader may want to know of it. */
export interface Combined {
  readonly histogram: NativeHistogram
  /** One had the hint `reset`, the other `no-reset`: the result is a warning's worth. */
  readonly counterResetCollision: boolean
  /** Custom bounds differed, only those that both have are kept: an info's worth. */
  readonly boundsReconciled: boolean
}

/** undefined: one has exponential buckets, the other custom ones, which no arithmetic can join. */
export function addHistograms(a: NativeHistogram, b: NativeHistogram): Combined | undefined {
  return combined(a, b, 1)
}

/** The hint is that of a sum; the operator `-` makes a gauge of it, which is its caller's to do. */
export function subtractHistograms(a: NativeHistogram, b: NativeHistogram): Combined | undefined {
  return combined(a, b, -1)
}

/** A negative factor makes a gauge. */
export function scaleHistogram(h: NativeHistogram, factor: number): NativeHistogram {
  return changed(h, value => value * factor, factor < 0)
}

/** A negative divisor makes a gauge, zero leaves no buckets. */
export function divideHistogram(h: NativeHistogram, scalar: number): NativeHistogram {
  const quotient = changed(h, value => value / scalar, scalar < 0)
  if (scalar !== 0) return quotient
  return {
    ...quotient,
    positiveSpans: [],
    positiveCounts: NO_COUNTS,
    negativeSpans: [],
    negativeCounts: NO_COUNTS,
  }
}

export function negateHistogram(h: NativeHistogram): NativeHistogram {
  return scaleHistogram(h, -1)
}

function combined(a: NativeHistogram, b: NativeHistogram, sign: 1 | -1): Combined | undefined {
  if (usesCustomBuckets(a) !== usesCustomBuckets(b)) return undefined
  const sum: Accumulation = accumulationOf(a, plainly)
  const boundsReconciled = accumulate(sum, b, sign, plainly)
  return {
    histogram: histogramOf(sum),
    counterResetCollision: hintsCollide(a.resetHint, b.resetHint),
    boundsReconciled,
  }
}

function changed(h: NativeHistogram, change: (value: number) => number, gauge: boolean): NativeHistogram {
  return {
    ...h,
    integer: false,
    resetHint: gauge ? 'gauge' : h.resetHint,
    zeroCount: change(h.zeroCount),
    count: change(h.count),
    sum: change(h.sum),
    positiveCounts: h.positiveCounts.map(change),
    negativeCounts: h.negativeCounts.map(change),
  }
}
