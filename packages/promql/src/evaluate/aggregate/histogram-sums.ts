/** The native histograms of a group, added up step by step, and what becomes of steps where they meet floats. */

import type { NativeHistogram } from '@vedette/model'
import { compactHistogram, type HistogramSum, histogramSum } from '../../histogram/index.ts'
import { quote } from '../../syntax/quoted.ts'
import type { AccumulatorOptions } from './accumulator.ts'

const FLOATS = 1
const HISTOGRAMS = 2
/** Exponential and custom buckets met: whatever comes later doesn't count. */
const GIVEN_UP = 4

export class HistogramSums {
  readonly #options: AccumulatorOptions
  readonly #states: Uint8Array
  readonly #sums: (HistogramSum | undefined)[]

  /** `hasFloat`: at which steps floats came already. */
  constructor(options: AccumulatorOptions, hasFloat: (step: number) => boolean) {
    this.#options = options
    this.#states = new Uint8Array(options.steps)
    this.#sums = new Array<HistogramSum | undefined>(options.steps).fill(undefined)
    for (let step = 0; step < options.steps; step++) if (hasFloat(step)) this.#states[step] = FLOATS
  }

  /** Answers false where the float doesn't count any more. */
  addFloat(step: number): boolean {
    if ((this.#states[step]! & GIVEN_UP) !== 0) return false
    this.#states[step]! |= FLOATS
    return true
  }

  add(step: number, histogram: NativeHistogram, name: () => string): void {
    const state = this.#states[step]!
    if ((state & GIVEN_UP) !== 0) return
    this.#states[step] = state | HISTOGRAMS
    const sum = this.#sums[step]
    if (sum !== undefined) {
      if (sum.add(histogram)) return
      this.#states[step]! |= GIVEN_UP
      this.#options.warn(
        `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${quote(name())}`,
      )
    } else if (state === 0) this.#sums[step] = histogramSum(histogram)
    // Otherwise floats came first and there will be no answer at this step.
  }

  /** What the step's answer is: its floats', its histogram's, or none. Says what there is to say of it. */
  answer(step: number, take: 'sum' | 'mean'): 'floats' | NativeHistogram | undefined {
    const state = this.#states[step]!
    const sum = this.#sums[step]
    if (sum?.boundsReconciled === true) {
      this.#options.info('mismatched custom buckets were reconciled during aggregation')
    }
    if ((state & FLOATS) !== 0 && (state & HISTOGRAMS) !== 0) {
      this.#options.warn('encountered a mix of histograms and floats for aggregation')
      return undefined
    }
    if (state === FLOATS) return 'floats'
    if (sum === undefined || (state & GIVEN_UP) !== 0) return undefined
    if (sum.counterResetCollision) {
      this.#options.warn('conflicting counter resets during histogram aggregation')
    }
    return compactHistogram(take === 'sum' ? sum.sum() : sum.mean(), 0)
  }
}
