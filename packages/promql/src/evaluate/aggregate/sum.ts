/** sum: floats with compensation, native histograms beside them. */
import type { NativeHistogram } from '@vedette/model'
import { ABSENT, type Column, columnOf, FLOAT, HISTOGRAM, histogramAt, kindAt } from '../../values/column.ts'
import type { Accumulator, AccumulatorOptions } from './accumulator.ts'
import { addCompensated, addCompensatedAt, compensatedValue, newSums } from './compensated.ts'
import { HistogramSums } from './histogram-sums.ts'
import { Presence } from './presence.ts'

export class Sum implements Accumulator {
  protected readonly options: AccumulatorOptions
  protected readonly sums: Float64Array
  protected readonly errors: Float64Array
  protected readonly presence: Presence
  #histograms: HistogramSums | undefined

  constructor(options: AccumulatorOptions) {
    this.options = options
    this.sums = newSums(options.steps)
    this.errors = new Float64Array(options.steps)
    this.presence = new Presence(options.steps)
  }

  add(column: Column, name: () => string): void {
    const { values, kinds } = column
    if (column.histograms !== undefined || this.#histograms !== undefined) {
      this.#addMixed(column, name)
      return
    }
    if (kinds === undefined) {
      this.presence.addEverywhere()
      this.addAll(values)
      return
    }
    this.presence.addKinds(kinds)
    for (let step = 0; step < kinds.length; step++) {
      if (kinds[step] !== ABSENT) this.addOne(step, values[step]!)
    }
  }

  /** The values are counted already. */
  protected addAll(values: Float64Array): void {
    addCompensated(values, this.sums, this.errors)
  }

  protected addOne(step: number, value: number): void {
    addCompensatedAt(step, value, this.sums, this.errors)
  }

  protected floatAt(step: number): number {
    return compensatedValue(this.sums[step]!, this.errors[step]!)
  }

  protected readonly takes: 'sum' | 'mean' = 'sum'

  #addMixed(column: Column, name: () => string): void {
    this.#histograms ??= new HistogramSums(this.options, step => this.presence.at(step) > 0)
    for (let step = 0; step < this.options.steps; step++) {
      const kind = kindAt(column, step)
      if (kind === HISTOGRAM) this.#histograms.add(step, histogramAt(column, step), name)
      else if (kind === FLOAT && this.#histograms.addFloat(step)) {
        this.presence.addAt(step)
        this.addOne(step, column.values[step]!)
      }
    }
  }

  result(): Column | undefined {
    const { sums } = this
    if (this.#histograms !== undefined) return this.#mixedResult(this.#histograms)
    for (let step = 0; step < sums.length; step++) sums[step] = this.floatAt(step)
    return columnOf(sums, this.presence.kinds(), undefined)
  }

  #mixedResult(all: HistogramSums): Column | undefined {
    const { sums } = this
    const kinds = new Uint8Array(sums.length)
    const histograms = new Array<NativeHistogram | undefined>(sums.length).fill(undefined)
    for (let step = 0; step < sums.length; step++) {
      const answer = all.answer(step, this.takes)
      if (answer === undefined) continue
      kinds[step] = answer === 'floats' ? FLOAT : HISTOGRAM
      if (answer === 'floats') sums[step] = this.floatAt(step)
      else histograms[step] = answer
    }
    if (!kinds.includes(FLOAT) && !kinds.includes(HISTOGRAM)) return undefined
    return columnOf(sums, kinds, kinds.includes(HISTOGRAM) ? histograms : undefined)
  }
}
