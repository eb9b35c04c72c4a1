/**
 * The best k of a group at each step, in heaps that work as Go's do, so that among equal values the same ones are kept.
 * A heap has its worst on top, NaN below everything.
 */
import { goSort } from '../../values/go-sort.ts'

export class Ranking {
  /** Of each step's heap: the values, the series they are of, and how many there are. */
  readonly #values: Float64Array
  readonly #series: Int32Array
  readonly #sizes: Int32Array
  readonly #capacity: number
  /** 1: the largest are kept; -1: the smallest. */
  readonly #sign: 1 | -1
  /** Of those that were offered. */
  firstSeries = Number.POSITIVE_INFINITY

  constructor(steps: number, capacity: number, keep: 'largest' | 'smallest') {
    this.#values = new Float64Array(steps * capacity)
    this.#series = new Int32Array(steps * capacity)
    this.#sizes = new Int32Array(steps)
    this.#capacity = capacity
    this.#sign = keep === 'largest' ? 1 : -1
  }

  static bytes(steps: number, capacity: number): number {
    return steps * (capacity * 12 + 4)
  }

  /** `wanted` is at most the capacity, and the same whenever it is about this step. */
  offer(step: number, wanted: number, series: number, value: number): void {
    if (series < this.firstSeries) this.firstSeries = series
    const base = step * this.#capacity
    const size = this.#sizes[step]!
    // Signed: the worst is the smallest, whichever are kept.
    const signed = value * this.#sign
    if (size < wanted) {
      this.#values[base + size] = signed
      this.#series[base + size] = series
      this.#sizes[step] = size + 1
      this.#up(base, size)
      return
    }
    const worst = this.#values[base]!
    if (!(worst < signed || (Number.isNaN(worst) && !Number.isNaN(signed)))) return
    this.#values[base] = signed
    this.#series[base] = series
    this.#down(base, size)
  }

  /** The series kept at a step, best first. */
  best(step: number): Int32Array {
    const base = step * this.#capacity
    const places = Int32Array.from({ length: this.#sizes[step]! }, (_, i) => base + i)
    goSort(places, (a, b) => this.#isWorse(b, a))
    return places.map(place => this.#series[place]!)
  }

  /** Calls with each series kept and its value. */
  forEach(step: number, visit: (series: number, value: number) => void): void {
    const base = step * this.#capacity
    for (let i = base; i < base + this.#sizes[step]!; i++) {
      visit(this.#series[i]!, this.#values[i]! * this.#sign)
    }
  }

  #isWorse(i: number, j: number): boolean {
    const value = this.#values[i]!
    return Number.isNaN(value) || value < this.#values[j]!
  }

  #swap(i: number, j: number): void {
    const value = this.#values[i]!
    const series = this.#series[i]!
    this.#values[i] = this.#values[j]!
    this.#series[i] = this.#series[j]!
    this.#values[j] = value
    this.#series[j] = series
  }

  #up(base: number, from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#isWorse(base + at, base + parent)) return
      this.#swap(base + at, base + parent)
      at = parent
    }
  }

  #down(base: number, size: number): void {
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) return
      if (child + 1 < size && this.#isWorse(base + child + 1, base + child)) child++
      if (!this.#isWorse(base + child, base + at)) return
      this.#swap(base + at, base + child)
      at = child
    }
  }
}
