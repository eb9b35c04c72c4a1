/**
 * Of each window the latest float alone, found inside of ClickHouse by its `timeSeriesLastToGrid`: what an instant selector sees at steps that
 * lie further apart than it looks back. The one thing that is worked out there instead of here, because it is the very same answer: samples
 * are picked, not computed with, and stale markers keep their bits. What rates and sums over time come to depends on the order of
 * additions, so they are not in the list.
 */
import type { TimeRange, WantedWindows } from '../contract.ts'
import type { ClickHouse, QueryOptions } from './port.ts'
import { int64, sql, uint32, uint64s } from './sql.ts'
import { inWindows, type SeriesRows, TimedRows, VALUE } from './stored-samples.ts'

/** The engine holds a grid for each series of a query while it reads. */
const MOST_CELLS = 4_000_000
/** Times travel as milliseconds since the first window begins. */
const LONGEST_MS = 2 ** 32 - 1
const SETTINGS = {
  do_not_merge_across_partitions_select_final: 1,
  allow_experimental_time_series_aggregate_functions: 1,
  // Few rows of a block are in a window: what follows has less to do per row when blocks are twice as large.
  max_block_size: 131_072,
  preferred_block_size_bytes: 0,
}

export interface LastQuery {
  /** Ascending. */
  readonly ids: readonly bigint[]
  readonly range: TimeRange
  readonly windows: WantedWindows
}

const known = new WeakMap<ClickHouse, Promise<boolean>>()

/** Whether this server has the function: it came with 25.6 and is still called experimental. */
export function hasLastToGrid(clickhouse: ClickHouse): Promise<boolean> {
  let answer = known.get(clickhouse)
  if (answer === undefined) {
    answer = clickhouse
      .query(
        sql`SELECT toUInt8(count() = 2) FROM system.functions WHERE name IN ('timeSeriesLastToGrid', 'timeSeriesFromGrid')`,
      )
      .then(
        block => block.columns[0]!.values[0] === 1,
        () => {
          // Asked again the next time.
          known.delete(clickhouse)
          return false
        },
      )
    known.set(clickhouse, answer)
  }
  return answer
}

/** Windows must not overlap, so that a sample shown at its window's end is in no other. */
export function suitsWindows(windows: WantedWindows | undefined): windows is WantedWindows {
  return (
    windows !== undefined &&
    windows.need === 'value' &&
    windows.count > 1 &&
    windows.stepMs >= windows.lengthMs &&
    (windows.count - 1) * windows.stepMs + windows.lengthMs <= LONGEST_MS
  )
}

export function mostSeriesOf(windows: WantedWindows): number {
  return Math.max(1, Math.floor(MOST_CELLS / windows.count))
}

/** Rows sorted by series and time; the time is the window's end, or the range's where that comes first. */
export async function* lastInWindows(
  clickhouse: ClickHouse,
  { ids, range, windows }: LastQuery,
  signal: AbortSignal,
): AsyncIterable<SeriesRows> {
  const { firstEndMs, stepMs, lengthMs, count } = windows
  const beginMs = firstEndMs - lengthMs
  const lastMs = lengthMs + (count - 1) * stepMs
  const [first, last, step, length] = [lengthMs, lastMs, stepMs, lengthMs].map(uint32) as [
    ReturnType<typeof uint32>,
    ReturnType<typeof uint32>,
    ReturnType<typeof uint32>,
    ReturnType<typeof uint32>,
  ]
  const query = sql`SELECT id,
      (arrayJoin(timeSeriesFromGrid(${first}, ${last}, ${step},
        timeSeriesLastToGrid(${first}, ${last}, ${step}, ${length})(toUInt32(time_ms - ${int64(beginMs)}), ${VALUE}))) AS found).1 AS time,
      found.2 AS value
    FROM samples FINAL
    PREWHERE ${inWindows(windows, range)}
    WHERE id IN ${uint64s(ids)} AND time_ms >= ${int64(Math.max(range.fromMs, beginMs + 1))} AND time_ms <= ${int64(Math.min(range.toMs, beginMs + lastMs))}
    GROUP BY id
    ORDER BY id, time`
  const options: QueryOptions = { signal, settings: SETTINGS, reuse: true }
  for await (const block of clickhouse.stream(query, options)) {
    yield new TimedRows(block, block.rowCount, beginMs, range.toMs)
  }
}
