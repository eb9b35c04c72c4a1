/** min and max: NaN is the answer only where there is nothing else. */
import type { AccumulatorOptions } from './accumulator.ts'
import { FloatsOnly } from './floats-only.ts'

abstract class Extreme extends FloatsOnly {
  protected readonly best: Float64Array

  constructor(options: AccumulatorOptions) {
    super(options)
    this.best = new Float64Array(options.steps).fill(Number.NaN)
  }

  protected override values(): Float64Array {
    return this.best
  }
}

export class Min extends Extreme {
  protected override readonly title = 'min'

  protected override addAll(values: Float64Array): void {
    const { best } = this
    const count = best.length
    if (values.length !== count) throw new RangeError('columns of different lengths')
    for (let step = 0; step < count; step++) {
      const value = values[step]!
      const before = best[step]!
      // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN, in a loop over every value.
      if (before > value || before !== before) best[step] = value
    }
  }

  protected override addOne(step: number, value: number): void {
    const before = this.best[step]!
    if (before > value || Number.isNaN(before)) this.best[step] = value
  }
}

export class Max extends Extreme {
  protected override readonly title = 'max'

  protected override addAll(values: Float64Array): void {
    const { best } = this
    const count = best.length
    if (values.length !== count) throw new RangeError('columns of different lengths')
    for (let step = 0; step < count; step++) {
      const value = values[step]!
      const before = best[step]!
      // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN, in a loop over every value.
      if (before < value || before !== before) best[step] = value
    }
  }

  protected override addOne(step: number, value: number): void {
    const before = this.best[step]!
    if (before < value || Number.isNaN(before)) this.best[step] = value
  }
}
