/**
 * The label sets of a vector, by index, apart from its columns: labels don't change from step to step, so whatever is derived from them
 * (groups of an aggregation, partners of a join, names dropped) is worked out once for the whole query, and remembered with the set
 * for the next query that gets the same set from its source.
 */
import type { Labels } from '@vedette/model'

const MOST_REMEMBERED = 64

let lastId = 0

export class SeriesSet {
  readonly id = ++lastId
  readonly labels: readonly Labels[]
  /**
   * With delayed name removal: 1 where the metric's name is to be dropped at the query's end. undefined: nowhere.
   */
  readonly dropName: Uint8Array | undefined
  readonly #derived = new Map<string, unknown>()

  constructor(labels: readonly Labels[], dropName?: Uint8Array) {
    this.labels = labels
    this.dropName = dropName
  }

  get size(): number {
    return this.labels.length
  }

  dropsName(index: number): boolean {
    return this.dropName !== undefined && this.dropName[index] === 1
  }

  /** What `make` answers, remembered under the key; the key must spell everything that `make` depends on beside the set itself. */
  derive<T>(key: string, make: () => T): T {
    if (this.#derived.has(key)) return this.#derived.get(key) as T
    const made = make()
    if (this.#derived.size >= MOST_REMEMBERED) this.#derived.clear()
    this.#derived.set(key, made)
    return made
  }
}

export const NO_SERIES = new SeriesSet([])
