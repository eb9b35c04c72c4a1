/** stddev and stdvar, in one pass (Welford). */
import type { AccumulatorOptions } from './accumulator.ts'
import { FloatsOnly } from './floats-only.ts'

export class Variance extends FloatsOnly {
  protected override readonly title: string = 'stdvar'
  readonly #means: Float64Array
  readonly #squares: Float64Array

  constructor(options: AccumulatorOptions) {
    super(options)
    this.#means = new Float64Array(options.steps)
    this.#squares = new Float64Array(options.steps)
  }

  protected override addAll(values: Float64Array): void {
    for (let step = 0; step < values.length; step++) this.addOne(step, values[step]!)
  }

  protected override addOne(step: number, value: number): void {
    const before = this.#means[step]!
    const delta = value - before
    const mean = before + delta / this.presence.at(step)
    this.#means[step] = mean
    this.#squares[step] = this.#squares[step]! + delta * (value - mean)
  }

  protected override values(): Float64Array {
    const squares = this.#squares
    for (let step = 0; step < squares.length; step++) {
      squares[step] = this.fromVariance(squares[step]! / this.presence.at(step))
    }
    return squares
  }

  protected fromVariance(variance: number): number {
    return variance
  }
}

export class Deviation extends Variance {
  protected override readonly title = 'stddev'

  protected override fromVariance(variance: number): number {
    return Math.sqrt(variance)
  }
}
