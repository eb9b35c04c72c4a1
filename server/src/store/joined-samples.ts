/** One series' samples while they are gathered from chunks, rows and the head: columns that are used again for the next series. */
import type { SeriesRows } from './clickhouse/stored-samples.ts'
import type { SampleView } from './contract.ts'
import { mergeColumns, type SampleColumns } from './head/series-samples.ts'

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
  /** Where the samples of the source at hand begin. */
  #sourceFrom = 0

  clear(): void {
    this.count = 0
    this.#sourceFrom = 0
  }

  addStored(rows: SeriesRows, from: number, to: number): void {
    for (let row = from, end = to; row < to; row = end) {
      if (rows.areChunks) end = row + 1
      this.#reserve(rows.mostSamples(row, end))
      this.count += rows.decode(row, end, this.#timesMs, this.#values, this.count)
    }
  }

  /** What follows is of the same series and from elsewhere: its times may lie before, between and behind those gathered so far. */
  endSource(): void {
    this.#sortIn()
    this.#sourceFrom = this.count
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

  /** Brings what the second of two sources has to its place among what the first has. */
  #sortIn(): void {
    const { count } = this
    const times = this.#timesMs
    const second = this.#sourceFrom
    if (second === 0 || second === count || times[second - 1]! < times[second]!) return
    // Mostly it has something before and something behind, and nothing in between.
    const firstMs = times[0]!
    let middle = second
    while (middle < count && times[middle]! < firstMs) middle++
    if (middle === count || times[middle]! > times[second - 1]!) {
      const before = this.#columns(second, middle)
      const [timesMs, values] = [before.timesMs.slice(), before.values.slice()]
      const length = middle - second
      for (const column of [times, this.#values]) column.copyWithin(length, 0, second)
      times.set(timesMs)
      this.#values.set(values)
      return
    }
    const merged = mergeColumns(this.#columns(0, second), this.#columns(second, count))
    times.set(merged.timesMs)
    this.#values.set(merged.values)
    this.count = merged.timesMs.length
  }

  #columns(from: number, to: number): SampleColumns {
    return { timesMs: this.#timesMs.subarray(from, to), values: this.#values.subarray(from, to) }
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
