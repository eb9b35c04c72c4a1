/** Samples of many series as they stream from ClickHouse, series by series, to be decoded straight to where they are wanted. */
import { STALE } from '@vedette/model'
import type { TimeRange, WantedWindows } from '../contract.ts'
import { POWERS_OF_TEN, RAW_EXPONENT, STALE_EXPONENT } from './decimal.ts'
import type { Block, ClickHouse, QueryOptions } from './port.ts'
import { RepeatedRows } from './repeated-rows.ts'
import { int64, type Sql, sql, uint32, uint64s } from './sql.ts'

const TWO_TO_32 = 4294967296

/** Id, time, mantissa, exponent, raw. */
export const BYTES_PER_ROW = 33

/** Rows as they stream, sorted by series and time. */
export interface SeriesRows {
  readonly rowCount: number
  /** Two words a row, the lower first. */
  readonly idWords: Uint32Array
  /** The first row after `from` that is of another series. */
  endOfSeries(from: number): number
  /** Writes the rows' times and values from `at` on. */
  decode(from: number, to: number, timesMs: Float64Array, values: Float64Array, at: number): void
}

/** The sort key begins with the series and the partition follows from the time, so rows that replace each other never lie in two partitions. */
const FINAL_SETTINGS = { do_not_merge_across_partitions_select_final: 1 }

export interface StoredQuery {
  /** Ascending. */
  readonly ids: readonly bigint[]
  readonly range: TimeRange
  /** Samples that none of them shows are left out. */
  readonly windows: WantedWindows | undefined
  /**
   * Whether ClickHouse settles which of two samples of one time was written last. That costs half as much again while a day has
   * several parts, and is hardly ever needed: without it, repeated rows are left out here, and where two disagree `Disagreement` is thrown.
   */
  readonly settled: boolean
}

/**
 * Blocks of rows sorted by series and time, no two of one series and time. `FINAL` looks at sort keys alone, so what filters by time may
 * come before it.
 */
export async function* storedSamples(
  clickhouse: ClickHouse,
  { ids, range, windows, settled }: StoredQuery,
  signal: AbortSignal,
): AsyncIterable<SeriesRows> {
  const final = { fragment: settled ? 'FINAL' : '' }
  const query = sql`SELECT id, time_ms, mantissa, exponent, raw FROM samples ${final}
    PREWHERE ${inWindows(windows, range)} AND id IN ${uint64s(ids)}
      AND time_ms >= ${int64(range.fromMs)} AND time_ms <= ${int64(range.toMs)}
    ORDER BY id, time_ms`
  const options: QueryOptions = { signal, settings: FINAL_SETTINGS, reuse: true }
  const repeats = settled ? undefined : new RepeatedRows()
  for await (const block of clickhouse.stream(query, options)) {
    yield new StoredRows(block, repeats?.leaveOut(block) ?? block.rowCount)
  }
}

/** Whether a row's time is in one of the windows, if these leave anything out. */
export function inWindows(windows: WantedWindows | undefined, range: TimeRange): Sql {
  if (windows === undefined || windows.stepMs <= windows.lengthMs) return sql`1`
  const lastEndMs = windows.firstEndMs + (windows.count - 1) * windows.stepMs
  if (range.toMs <= lastEndMs && lastEndMs - range.fromMs < TWO_TO_32) {
    // The same in 32 bits, of times that never lie behind the last end: half the work.
    return sql`toUInt32(${int64(lastEndMs)} - time_ms) % ${uint32(windows.stepMs)} < ${uint32(windows.lengthMs)}`
  }
  // How long before the end of a window the sample was taken: the remainder is never negative, whichever side of the first end it lies on.
  return sql`positiveModulo(${int64(windows.firstEndMs)} - time_ms, ${int64(windows.stepMs)}) < ${int64(windows.lengthMs)}`
}

class StoredRows implements SeriesRows {
  readonly rowCount: number
  readonly idWords: Uint32Array
  readonly #times: Int32Array
  readonly #mantissas: Int32Array
  readonly #exponents: Int8Array
  readonly #raws: Float64Array

  constructor(block: Block, rowCount: number) {
    const [ids, times, mantissas, exponents, raws] = block.columns.map(column => column.values) as [
      BigUint64Array,
      BigInt64Array,
      BigInt64Array,
      Int8Array,
      Float64Array,
    ]
    this.rowCount = rowCount
    this.idWords = new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2)
    this.#times = new Int32Array(times.buffer, times.byteOffset, times.length * 2)
    this.#mantissas = new Int32Array(mantissas.buffer, mantissas.byteOffset, mantissas.length * 2)
    this.#exponents = exponents
    this.#raws = raws
  }

  endOfSeries(from: number): number {
    return endOfSeries(this.idWords, this.rowCount, from)
  }

  decode(from: number, to: number, timesMs: Float64Array, values: Float64Array, at: number): void {
    const times = this.#times
    const mantissas = this.#mantissas
    for (let row = from, out = at; row < to; row++, out++) {
      timesMs[out] = times[2 * row + 1]! * TWO_TO_32 + (times[2 * row]! >>> 0)
      const exponent = this.#exponents[row]!
      if (exponent === RAW_EXPONENT) values[out] = this.#raws[row]!
      else if (exponent === STALE_EXPONENT) values.set(STALE, out)
      else {
        const mantissa = mantissas[2 * row + 1]! * TWO_TO_32 + (mantissas[2 * row]! >>> 0)
        values[out] = exponent === 0 ? mantissa : mantissa / POWERS_OF_TEN[exponent]!
      }
    }
  }
}

export function endOfSeries(words: Uint32Array, rowCount: number, from: number): number {
  const low = words[2 * from]!
  const high = words[2 * from + 1]!
  let to = from + 1
  while (to < rowCount && words[2 * to] === low && words[2 * to + 1] === high) to++
  return to
}
