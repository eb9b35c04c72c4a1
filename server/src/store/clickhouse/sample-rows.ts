/**
 * The columns of the `samples` table while a commit is being gathered: typed arrays that the head fills sample by sample and that go to
 * ClickHouse as they are. 64-bit integers are written as two 32-bit words; a BigInt each would cost more than all the rest.
 */
import { isStale } from '@vedette/model'
import type { SampleColumns } from '../head/series-samples.ts'
import { exactExponent, POWERS_OF_TEN, RAW_EXPONENT, STALE_EXPONENT } from './decimal.ts'
import type { Block } from './port.ts'

const TWO_TO_32 = 4294967296
const DAY_MS = 86_400_000

export class SampleRows {
  #capacity = 4096
  #ids = new Int32Array(2 * this.#capacity)
  #times = new Int32Array(2 * this.#capacity)
  #mantissas = new Int32Array(2 * this.#capacity)
  #exponents = new Int8Array(this.#capacity)
  #raws = new Float64Array(this.#capacity)
  #anyRaw = false
  count = 0

  get bytes(): number {
    return this.count * 33
  }

  /** Room for so many more rows; call it before the loop that adds them. */
  reserve(rows: number): void {
    if (this.count + rows <= this.#capacity) return
    this.#capacity = Math.max(this.count + rows, this.#capacity * 2)
    this.#ids = enlarged(this.#ids, 2 * this.#capacity)
    this.#times = enlarged(this.#times, 2 * this.#capacity)
    this.#mantissas = enlarged(this.#mantissas, 2 * this.#capacity)
    this.#exponents = enlarged(this.#exponents, this.#capacity)
    this.#raws = enlarged(this.#raws, this.#capacity)
  }

  /** Adds a row; answers the exponent under which the value stands (RAW or STALE where it is no decimal). */
  add(idLow: number, idHigh: number, columns: SampleColumns, index: number, fromExponent: number): number {
    const timeMs = columns.timesMs[index]!
    const value = columns.values[index]!
    const row = this.count++
    const word = 2 * row
    this.#ids[word] = idLow
    this.#ids[word + 1] = idHigh
    const timeHigh = Math.floor(timeMs / TWO_TO_32)
    this.#times[word] = timeMs - timeHigh * TWO_TO_32
    this.#times[word + 1] = timeHigh
    this.#raws[row] = 0
    let exponent = fromExponent
    let mantissa = 0
    if (Number.isNaN(value)) {
      exponent = isStale(value) ? STALE_EXPONENT : RAW_EXPONENT
    } else {
      exponent = exactExponent(value, fromExponent)
      if (exponent !== RAW_EXPONENT) mantissa = Math.round(value * POWERS_OF_TEN[exponent]!)
    }
    if (exponent === RAW_EXPONENT) {
      this.#raws[row] = value
      this.#anyRaw = true
    }
    const mantissaHigh = Math.floor(mantissa / TWO_TO_32)
    this.#mantissas[word] = mantissa - mantissaHigh * TWO_TO_32
    this.#mantissas[word + 1] = mantissaHigh
    this.#exponents[row] = exponent
    return exponent
  }

  /** The rows as a block over this memory; `raw` is left out where no row needs it. */
  block(): Block {
    return {
      rowCount: this.count,
      columns: [
        { name: 'id', type: 'UInt64', values: new BigUint64Array(this.#ids.buffer) },
        { name: 'time_ms', type: 'Int64', values: new BigInt64Array(this.#times.buffer) },
        { name: 'mantissa', type: 'Int64', values: new BigInt64Array(this.#mantissas.buffer) },
        { name: 'exponent', type: 'Int8', values: this.#exponents },
        ...(this.#anyRaw ? [{ name: 'raw', type: 'Float64' as const, values: this.#raws }] : []),
      ],
    }
  }

  /** The days (UTC, since the epoch) that rows are of. */
  days(): Set<number> {
    const days = new Set<number>()
    const times = this.#times
    let beginsMs = 0
    let endsMs = 0
    for (let word = 0; word < 2 * this.count; word += 2) {
      const timeMs = times[word + 1]! * TWO_TO_32 + (times[word]! >>> 0)
      // Most are of the day of the one before.
      if (timeMs >= beginsMs && timeMs < endsMs) continue
      const day = Math.floor(timeMs / DAY_MS)
      days.add(day)
      beginsMs = day * DAY_MS
      endsMs = beginsMs + DAY_MS
    }
    return days
  }

  clear(): void {
    this.count = 0
    this.#anyRaw = false
  }
}

function enlarged<T extends Int32Array | Int8Array | Float64Array>(array: T, length: number): T {
  const Kind = array.constructor as new (length: number) => T
  const larger = new Kind(length)
  larger.set(array)
  return larger
}
