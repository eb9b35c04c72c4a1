/** One series' samples while they are gathered from the disk and the head: columns that are used again for the next series. */
import type { SeriesRows } from './clickhouse/stored-samples.ts'
import type { SampleView } from './contract.ts'

const SLOTS = 512
const LEAST_ROOM = 4096
const NONE = new Float64Array(0)

export class JoinedSamples {
  // Room is made once something is gathered: most readings find all in the head.
  #timesMs = NONE
  #values = NONE
  #bytes = Buffer.from(NONE.buffer)
  /** Times that were seen before: series with the same times get the same array. */
  readonly #known: (Float64Array | undefined)[] = []
  count = 0

  clear(): void {
    this.count = 0
  }

  addStored(rows: SeriesRows, from: number, to: number): void {
    this.#reserve(to - from)
    rows.decode(from, to, this.#timesMs, this.#values, this.count)
    this.count += to - from
  }

  addView(view: SampleView): void {
    this.#reserve(view.count)
    this.#timesMs.set(view.timesMs.subarray(0, view.count), this.count)
    this.#values.set(view.values.subarray(view.valuesAt, view.valuesAt + view.count), this.count)
    this.count += view.count
  }

  /** What was gathered, valid until something is gathered again. */
  showIn(view: SampleView): void {
    view.timesMs = this.#sharedTimes()
    view.values = this.#values
    view.valuesAt = 0
    view.count = this.count
  }

  #sharedTimes(): Float64Array {
    const count = this.count
    if (count === 0) return this.#timesMs.slice(0, 0)
    const span = this.#timesMs[count - 1]! - this.#timesMs[0]!
    const mixed = Math.imul(Math.imul(this.#timesMs[0]! | 0, 0x9e3779b1) ^ span ^ (count << 20), 0x85ebca6b)
    const slot = (mixed >>> 16) & (SLOTS - 1)
    const known = this.#known[slot]
    if (known !== undefined && known.length === count) {
      const bytes = Buffer.from(known.buffer)
      if (bytes.compare(this.#bytes, 0, count * 8) === 0) return known
    }
    const timesMs = this.#timesMs.slice(0, count)
    this.#known[slot] = timesMs
    return timesMs
  }

  #reserve(more: number): void {
    const needed = this.count + more
    if (needed <= this.#timesMs.length) return
    const length = Math.max(LEAST_ROOM, needed, this.#timesMs.length * 2)
    const timesMs = new Float64Array(length)
    timesMs.set(this.#timesMs.subarray(0, this.count))
    const values = new Float64Array(length)
    values.set(this.#values.subarray(0, this.count))
    this.#timesMs = timesMs
    this.#values = values
    this.#bytes = Buffer.from(timesMs.buffer)
  }
}
