/**
 * avg: the sum divided by the count, unless the sum would overflow; from there on a running mean. At such a step the sum is held at infinity,
 * so that whatever is added next is found to be out of the ordinary.
 */
import { Sum } from './sum.ts'

export class Mean extends Sum {
  /** 1 at steps that have a running mean; its error stands where the sum's stood. */
  #isRunning: Uint8Array | undefined
  #means: Float64Array | undefined
  protected override readonly takes = 'mean'

  protected override addAll(values: Float64Array): void {
    const { sums, errors } = this
    const count = sums.length
    // As for sums.
    if (values.length !== count || errors.length !== count)
      throw new RangeError('columns of different lengths')
    for (let step = 0; step < count; step++) {
      const value = values[step]!
      const before = sums[step]!
      const sum = before + value
      if (sum - sum === 0) {
        const part = sum - before
        sums[step] = sum
        errors[step] = errors[step]! + (before - (sum - part) + (value - part))
      } else this.#addBeyond(step, value)
    }
  }

  protected override addOne(step: number, value: number): void {
    const sum = this.sums[step]! + value
    if (sum - sum === 0) super.addOne(step, value)
    else this.#addBeyond(step, value)
  }

  protected override floatAt(step: number): number {
    if (this.#isRunning?.[step] === 1) return this.#means![step]! + this.errors[step]!
    const count = this.presence.at(step)
    return this.sums[step]! / count + this.errors[step]! / count
  }

  /** With this value the sum is infinite or not a number, or the step has a running mean. */
  #addBeyond(step: number, value: number): void {
    const count = this.presence.at(step)
    if (this.#isRunning?.[step] !== 1) {
      const sum = this.sums[step]! + value
      if (count === 1 || Number.isNaN(sum)) {
        this.sums[step] = sum
        return
      }
      this.#run(step, count - 1)
    }
    const means = this.#means!
    const share = (count - 1) / count
    const before = share * means[step]!
    const term = value / count
    const after = before + term
    const error = share * this.errors[step]!
    means[step] = after
    this.errors[step] = isInfinite(after) ? 0 : error + lost(before, term, after)
  }

  /** Turns the sum of so many values into their mean. */
  #run(step: number, count: number): void {
    this.#isRunning ??= new Uint8Array(this.options.steps)
    this.#means ??= new Float64Array(this.options.steps)
    this.#isRunning[step] = 1
    this.#means[step] = this.sums[step]! / count
    this.errors[step]! /= count
    this.sums[step] = Number.POSITIVE_INFINITY
  }
}

/** What the sum of two numbers lost to rounding. */
function lost(a: number, b: number, sum: number): number {
  return Math.abs(a) >= Math.abs(b) ? a - sum + b : b - sum + a
}

function isInfinite(value: number): boolean {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
}
