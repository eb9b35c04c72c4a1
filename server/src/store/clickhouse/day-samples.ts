/** A day's float samples as they count, for what is made of them in the background: portions that keep no session of the engine for long. */
import type { ClickHouse, QueryOptions } from './port.ts'
import { int64, sql, uint64 } from './sql.ts'
import { type SeriesRows, TimedRows, VALUE } from './stored-samples.ts'

const DAY_MS = 86_400_000

/** Both included. */
export interface IdRange {
  readonly from: bigint
  readonly to: bigint
}

/** One thread leaves the other cores to who waits. */
const SETTINGS = { max_threads: 1, do_not_merge_across_partitions_select_final: 1 }

/** The series of a day in portions of about so many rows. */
export async function portionsOfDay(
  clickhouse: ClickHouse,
  day: number,
  rowsInPortion: number,
  signal: AbortSignal,
): Promise<IdRange[]> {
  const query = sql`SELECT id, count() AS samples FROM samples
    WHERE time_ms >= ${int64(day * DAY_MS)} AND time_ms < ${int64((day + 1) * DAY_MS)} GROUP BY id ORDER BY id`
  const options: QueryOptions = { signal, settings: { ...SETTINGS, optimize_aggregation_in_order: 1 } }
  const portions: IdRange[] = []
  let from: bigint | undefined
  let last = 0n
  let rows = 0
  for await (const block of clickhouse.stream(query, options)) {
    const ids = block.columns[0]!.values as BigUint64Array
    const counts = block.columns[1]!.values as BigUint64Array
    for (let row = 0; row < block.rowCount; row++) {
      from ??= ids[row]!
      last = ids[row]!
      rows += Number(counts[row]!)
      if (rows < rowsInPortion) continue
      portions.push({ from, to: last })
      from = undefined
      rows = 0
    }
  }
  if (from !== undefined) portions.push({ from, to: last })
  return portions
}

/** Sorted by series and time; of two samples of one time the last that was written. */
export async function* samplesOfDay(
  clickhouse: ClickHouse,
  day: number,
  ids: IdRange,
  signal: AbortSignal,
): AsyncIterable<SeriesRows> {
  const fromMs = day * DAY_MS
  const toMs = fromMs + DAY_MS - 1
  const query = sql`SELECT id, toUInt32(time_ms - ${int64(fromMs)}) AS time, ${VALUE} AS value FROM samples FINAL
    PREWHERE id >= ${uint64(ids.from)} AND id <= ${uint64(ids.to)} AND time_ms >= ${int64(fromMs)} AND time_ms <= ${int64(toMs)}
    ORDER BY id, time_ms`
  for await (const block of clickhouse.stream(query, { signal, settings: SETTINGS, reuse: true })) {
    yield new TimedRows(block, block.rowCount, fromMs, toMs)
  }
}
