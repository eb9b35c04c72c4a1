/** Sum and mean of many histograms, with compensation for what rounding drops. */
import type { NativeHistogram } from '@vedette/model'
import {
  type Accumulation,
  accumulate,
  accumulationOf,
  cloned,
  histogramOf,
  overflows,
  scaleAccumulation,
} from './accumulation.ts'
import { divideHistogram } from './arithmetic.ts'
import { usesCustomBuckets } from './bounds.ts'
import { compensated } from './compensated.ts'

export interface HistogramSum {
  /** false: not compatible, nothing added; the sum is then to be given up. */
  add(h: NativeHistogram): boolean
  readonly count: number
  /** Some of those added had the hint `reset`, others `no-reset`. */
  readonly counterResetCollision: boolean
  readonly boundsReconciled: boolean
  /** Not compacted, as the mean is not. */
  sum(): NativeHistogram
  /** Sum by count as long as the sum is finite; from then on the mean is carried along instead. */
  mean(): NativeHistogram
}

export function histogramSum(first: NativeHistogram): HistogramSum {
  return new RunningSum(first)
}

class RunningSum implements HistogramSum {
  count = 1
  boundsReconciled = false
  #resets: boolean
  #noResets: boolean
  readonly #sum: Accumulation
  #mean: Accumulation | undefined
  /** The sum is not beyond this in any place; only when this stops being finite need an overflow be looked for. */
  #reach: number

  constructor(first: NativeHistogram) {
    this.#sum = accumulationOf(first, compensated)
    this.#reach = reachOf(first)
    this.#resets = first.resetHint === 'reset'
    this.#noResets = first.resetHint === 'no-reset'
  }

  get counterResetCollision(): boolean {
    return this.#resets && this.#noResets
  }

  add(h: NativeHistogram): boolean {
    if (usesCustomBuckets(h) !== usesCustomBuckets(this.#sum)) return false
    this.count++
    this.#resets ||= h.resetHint === 'reset'
    this.#noResets ||= h.resetHint === 'no-reset'
    this.#reach += reachOf(h)
    if (this.#mean !== undefined) {
      this.#addToMean(this.#mean, h)
    } else if (!(this.#reach < Infinity)) {
      const before = cloned(this.#sum)
      this.#reconciled(accumulate(this.#sum, h, 1, compensated))
      if (!overflows(this.#sum)) return true
      const counted = this.count - 1
      scaleAccumulation(before, value => value / counted)
      this.#mean = before
      this.#addToMean(before, h)
      return true
    }
    this.#reconciled(accumulate(this.#sum, h, 1, compensated))
    return true
  }

  sum(): NativeHistogram {
    return histogramOf(this.#sum)
  }

  mean(): NativeHistogram {
    if (this.#mean !== undefined) return histogramOf(this.#mean)
    if (this.count === 1) return histogramOf(this.#sum)
    const mean = cloned(this.#sum)
    scaleAccumulation(mean, value => value / this.count)
    return histogramOf(mean)
  }

  #addToMean(mean: Accumulation, h: NativeHistogram): void {
    const weight = (this.count - 1) / this.count
    scaleAccumulation(mean, value => value * weight)
    this.#reconciled(accumulate(mean, divideHistogram(h, this.count), 1, compensated))
  }

  #reconciled(now: boolean): void {
    this.boundsReconciled ||= now
  }
}

function reachOf({ zeroCount, count, sum, positiveCounts, negativeCounts }: NativeHistogram): number {
  let reach = Math.abs(zeroCount) + Math.abs(count) + Math.abs(sum)
  for (let i = 0; i < positiveCounts.length; i++) reach += Math.abs(positiveCounts[i]!)
  for (let i = 0; i < negativeCounts.length; i++) reach += Math.abs(negativeCounts[i]!)
  return reach
}
