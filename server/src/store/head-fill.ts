/**
 * Gives a head its past back after a start: first which series there are (before anything is served), then, in the background, their samples of
 * the window from ClickHouse. Until that is done, queries that reach back before the start ask ClickHouse.
 */
import { encodeLabelKey } from '@vedette/model'
import type { Log } from '../self/log.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { histogramsOfAll, samplesOfAll } from './clickhouse/sample-reader.ts'
import { seriesDaysSince } from './clickhouse/series-reader.ts'
import { int64, sql } from './clickhouse/sql.ts'
import { DAY_MS, type Head } from './head/head.ts'
import { idFromBigint } from './head/series-id.ts'

const BYTES_PER_SAMPLE = 14
/** After so many series the event loop gets a turn. */
const SERIES_PER_TURN = 500

/** Registers the series that had samples today or yesterday (UTC), or as far back as the head's window reaches. */
export async function loadSeries(clickhouse: ClickHouse, head: Head, nowMs: number): Promise<number> {
  const fromMs = nowMs - Math.max(DAY_MS, head.windowMs)
  let count = 0
  for await (const { project, id, labels, day } of seriesDaysSince(clickhouse, fromMs)) {
    let ref = head.findById(idFromBigint(id))
    if (ref < 0) {
      ref = head.project(project).register(labels, encodeLabelKey(labels), idFromBigint(id))
      count++
    }
    head.dayIsWritten(ref, day)
  }
  return count
}

/** Reads the window's samples into the head; resolves when the head covers it, or as much of it as its budget holds. */
export async function fillHead(
  clickhouse: ClickHouse,
  head: Head,
  nowMs: number,
  budgetBytes: number,
  signal: AbortSignal,
  log: Log,
): Promise<void> {
  const startedMs = performance.now()
  // Up to where the head began: ahead of the clock, where a sender's clock ran ahead of ours.
  const toMs = Math.max(nowMs, head.openedMs - 1)
  let fromMs = nowMs - head.windowMs
  const counted = await clickhouse.query(
    sql`SELECT count() FROM samples WHERE time_ms >= ${int64(fromMs)} AND time_ms <= ${int64(toMs)}`,
    { signal, settings: { max_threads: 1 } },
  )
  const samples = Number((counted.columns[0]!.values as BigUint64Array)[0])
  const room = Math.max(0, budgetBytes - head.bytes)
  if (samples * BYTES_PER_SAMPLE > room) {
    fromMs = nowMs - Math.floor((head.windowMs * room) / (samples * BYTES_PER_SAMPLE))
    log.info('the head takes back less than its window, for its memory budget', { fromMs, samples, room })
  }
  const range = { fromMs, toMs }
  for (const [id, entries] of await histogramsOfAll(clickhouse, range, signal)) {
    const ref = head.findById(idFromBigint(id))
    if (ref >= 0) for (const entry of entries) head.histograms.put(ref, entry)
  }
  let filled = 0
  for await (const { id, ...columns } of samplesOfAll(clickhouse, range, signal)) {
    const ref = head.findById(idFromBigint(id))
    if (ref >= 0) head.fill(ref, columns)
    if (++filled % SERIES_PER_TURN === 0) await new Promise(resolve => setImmediate(resolve))
  }
  head.filledFrom(fromMs)
  log.info('the head has its past back', {
    series: filled,
    samples,
    milliseconds: Math.round(performance.now() - startedMs),
  })
}
