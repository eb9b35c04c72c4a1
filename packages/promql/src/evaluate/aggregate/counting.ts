/** count and group: histograms count as much as floats do. */
import { type Column, columnOf } from '../../values/column.ts'
import type { Accumulator, AccumulatorOptions } from './accumulator.ts'
import { Presence } from './presence.ts'

export class Count implements Accumulator {
  readonly #steps: number
  readonly #presence: Presence

  constructor({ steps }: AccumulatorOptions) {
    this.#steps = steps
    this.#presence = new Presence(steps)
  }

  add({ kinds }: Column): void {
    if (kinds === undefined) this.#presence.addEverywhere()
    else this.#presence.addKinds(kinds)
  }

  result(): Column {
    const values = Float64Array.from({ length: this.#steps }, (_, step) =>
      this.valueOf(this.#presence.at(step)),
    )
    return columnOf(values, this.#presence.kinds(), undefined)
  }

  protected valueOf(count: number): number {
    return count
  }
}

export class Group extends Count {
  protected override valueOf(): number {
    return 1
  }
}
