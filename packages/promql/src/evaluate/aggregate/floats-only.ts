/** Aggregations that know numbers only: histograms are left out, with a word about it. */
import { type Column, columnOf, FLOAT, HISTOGRAM } from '../../values/column.ts'
import type { Accumulator, AccumulatorOptions } from './accumulator.ts'
import { Presence } from './presence.ts'

export abstract class FloatsOnly implements Accumulator {
  protected readonly presence: Presence
  readonly #options: AccumulatorOptions

  constructor(options: AccumulatorOptions) {
    this.#options = options
    this.presence = new Presence(options.steps)
  }

  /** As the query calls it, for messages. */
  protected abstract readonly title: string
  /** The values are counted already. */
  protected abstract addAll(values: Float64Array): void
  protected abstract addOne(step: number, value: number): void
  protected abstract values(): Float64Array

  add({ values, kinds }: Column): void {
    if (kinds === undefined) {
      this.presence.addEverywhere()
      this.addAll(values)
      return
    }
    if (kinds.includes(HISTOGRAM)) this.#options.info(ignoredHistogram(this.title))
    this.presence.addFloats(kinds)
    for (let step = 0; step < kinds.length; step++) {
      if (kinds[step] === FLOAT) this.addOne(step, values[step]!)
    }
  }

  result(): Column {
    return columnOf(this.values(), this.presence.kinds(), undefined)
  }
}

export function ignoredHistogram(aggregation: string): string {
  return `ignored histogram in ${aggregation} aggregation`
}
