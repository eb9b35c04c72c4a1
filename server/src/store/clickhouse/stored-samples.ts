/** Samples of many series as they stream from ClickHouse, series by series, to be decoded straight to where they are wanted. */
import type { TimeRange, WantedWindows } from '../contract.ts'
import { RAW_EXPONENT, STALE_EXPONENT } from './decimal.ts'
import type { Block, ClickHouse, QueryOptions } from './port.ts'
import { RepeatedRows } from './repeated-rows.ts'
import type { Settings } from './settings.ts'
import { dates, int64, type Sql, sql, uint32, uint64s } from './sql.ts'

const TWO_TO_32 = 4294967296

/** What the disk has of a sample: id, time, mantissa, exponent, raw. */
const BYTES_PER_ROW = 33

/**
 * A sample's double, made of the decimal as `decimal.ts` describes it: by the very same division. Made in ClickHouse, because the engine has
 * several threads for it, and what travels is copied twice on the one that evaluates.
 */
export const VALUE: Sql = {
  text: `if(exponent = 0, toFloat64(mantissa), if(exponent = ${RAW_EXPONENT}, raw, if(exponent = ${STALE_EXPONENT},
    reinterpretAsFloat64(toUInt64(0x7ff0000000000002)),
    toFloat64(mantissa) / arrayElement([${Array.from({ length: 23 }, (_, power) => `1e${power}`).join(', ')}], exponent + 1))))`,
  params: {},
}

/** Rows as they stream, sorted by series and time: a sample each, or a chunk of samples. */
export interface SeriesRows {
  readonly rowCount: number
  /** What the disk has of them. */
  readonly bytes: number
  /** Two words a row, the lower first. */
  readonly idWords: Uint32Array
  /** Whether a row is a chunk of samples. */
  readonly areChunks: boolean
  /** How many samples the rows have at most. */
  mostSamples(from: number, to: number): number
  /** Writes the times and values of the rows' samples from `at` on, and answers how many there were. */
  decode(from: number, to: number, timesMs: Float64Array, values: Float64Array, at: number): number
}

/** The first row after `from` that is of another series. */
export function endOfSeries({ idWords, rowCount }: SeriesRows, from: number): number {
  const low = idWords[2 * from]!
  const high = idWords[2 * from + 1]!
  let to = from + 1
  while (to < rowCount && idWords[2 * to] === low && idWords[2 * to + 1] === high) to++
  return to
}

/** The sort key begins with the series and the partition follows from the time, so rows that replace each other never lie in two partitions. */
const FINAL_SETTINGS: Settings = { do_not_merge_across_partitions_select_final: 1 }
/**
 * Parts are merged as they are read. With a buffer for each, the engine held a good part of a month in memory and gave up at 12 million rows; without, it is as
 * quick. A server has memory of its own, and may be too old to know the setting.
 */
const EMBEDDED_SETTINGS: Settings = { ...FINAL_SETTINGS, read_in_order_use_buffering: 0 }

export interface StoredQuery {
  /** Ascending. */
  readonly ids: readonly bigint[]
  readonly range: TimeRange
  /** Whole days (UTC, since the epoch) that are left out, because their samples come from elsewhere. */
  readonly withoutDays: readonly number[]
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
  { ids, range, withoutDays, windows, settled }: StoredQuery,
  signal: AbortSignal,
): AsyncIterable<SeriesRows> {
  const final = { fragment: settled ? 'FINAL' : '' }
  // Half as many bytes wherever they can say it: 49 days.
  const number = { fragment: range.toMs - range.fromMs < TWO_TO_32 ? 'toUInt32' : 'toFloat64' }
  const query = sql`SELECT id, ${number}(time_ms - ${int64(range.fromMs)}) AS time, ${VALUE} AS value FROM samples ${final}
    PREWHERE ${inWindows(windows, range)} AND id IN ${uint64s(ids)}
      AND time_ms >= ${int64(range.fromMs)} AND time_ms <= ${int64(range.toMs)} AND ${notOn(withoutDays)}
    ORDER BY id, time_ms`
  const settings = clickhouse.kind === 'embedded' ? EMBEDDED_SETTINGS : FINAL_SETTINGS
  const options: QueryOptions = { signal, settings, reuse: true }
  const repeats = settled ? undefined : new RepeatedRows()
  for await (const block of clickhouse.stream(query, options)) {
    yield new TimedRows(block, repeats?.leaveOut(block) ?? block.rowCount, range.fromMs, range.toMs)
  }
}

/** The very expression by which the table is parted: parts of these days are not looked at. */
function notOn(days: readonly number[]): Sql {
  if (days.length === 0) return sql`1`
  return sql`toDate(intDiv(time_ms, 1000)) NOT IN ${dates(days)}`
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

/** Rows of id, time since `baseMs` and value. */
export class TimedRows implements SeriesRows {
  readonly areChunks = false
  readonly rowCount: number
  readonly idWords: Uint32Array
  readonly #times: Uint32Array | Float64Array
  readonly #values: Float64Array
  readonly #baseMs: number
  readonly #toMs: number

  /** Times behind `toMs` are shown as that. */
  constructor(block: Block, rowCount: number, baseMs: number, toMs: number) {
    const [ids, times, values] = block.columns.map(column => column.values) as [
      BigUint64Array,
      Uint32Array | Float64Array,
      Float64Array,
    ]
    this.rowCount = rowCount
    this.idWords = new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2)
    this.#times = times
    this.#values = values
    this.#baseMs = baseMs
    this.#toMs = toMs
  }

  get bytes(): number {
    return this.rowCount * BYTES_PER_ROW
  }

  mostSamples(from: number, to: number): number {
    return to - from
  }

  decode(from: number, to: number, timesMs: Float64Array, values: Float64Array, at: number): number {
    const times = this.#times
    const baseMs = this.#baseMs
    const toMs = this.#toMs
    for (let row = from, out = at; row < to; row++, out++) {
      const timeMs = baseMs + times[row]!
      timesMs[out] = timeMs < toMs ? timeMs : toMs
    }
    values.set(this.#values.subarray(from, to), at)
    return to - from
  }
}
