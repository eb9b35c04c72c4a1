/** Samples, histograms and exemplars as ClickHouse has them: read in blocks of columns, gathered by series. */

import type { Labels, NativeHistogram } from '@vedette/model'
import { STALE } from '@vedette/model'
import type { TimeRange } from '../contract.ts'
import type { TimedHistogram } from '../head/histogram-columns.ts'
import { mergeColumns, type SampleColumns } from '../head/series-samples.ts'
import { POWERS_OF_TEN, RAW_EXPONENT, STALE_EXPONENT } from './decimal.ts'
import { decodeHistogram } from './histogram-codec.ts'
import { type Block, type ClickHouse, columnOf, type QueryOptions } from './port.ts'
import { labelsOfRow, withSignal } from './series-reader.ts'
import { int64, type Sql, sql, uint64s } from './sql.ts'

const TWO_TO_32 = 4294967296

export interface StoredSamples extends SampleColumns {
  readonly id: bigint
}

/** More numbers go into several queries: each travels as text, and the engine plans on the calling thread. */
const SERIES_PER_QUERY = 5_000

/**
 * The samples of the series with these numbers, series by series. `FINAL` settles which of two samples of one time was written last.
 */
export async function* samplesOfSeries(
  clickhouse: ClickHouse,
  ids: readonly bigint[],
  range: TimeRange,
  signal: AbortSignal | undefined,
): AsyncIterable<StoredSamples> {
  for (const some of portions(ids)) {
    const query = sql`SELECT id, time_ms, mantissa, exponent, raw FROM samples FINAL
      WHERE id IN ${uint64s(some)}
        AND time_ms >= ${int64(range.fromMs)} AND time_ms <= ${int64(range.toMs)}
      ORDER BY id, time_ms`
    yield* bySeries(clickhouse.stream(query, withSignal(signal)))
  }
}

/** All series' samples in a range: what the head is filled from. */
export function samplesOfAll(
  clickhouse: ClickHouse,
  range: TimeRange,
  signal: AbortSignal,
): AsyncIterable<StoredSamples> {
  const query = sql`SELECT id, time_ms, mantissa, exponent, raw FROM samples FINAL
    WHERE time_ms >= ${int64(range.fromMs)} AND time_ms <= ${int64(range.toMs)}
    ORDER BY id, time_ms`
  // In the background: one thread leaves the other cores to who waits.
  const options: QueryOptions = { signal, settings: { max_threads: 1 } }
  return bySeries(clickhouse.stream(query, options))
}

export async function histogramsOfSeries(
  clickhouse: ClickHouse,
  ids: readonly bigint[],
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<Map<bigint, TimedHistogram[]>> {
  const found = new Map<bigint, TimedHistogram[]>()
  for (const some of portions(ids)) {
    await gatherHistograms(found, clickhouse, sql`id IN ${uint64s(some)}`, range, signal)
  }
  return found
}

/** How many native histograms each of the series has in a range, at most; those with none are left out. */
export async function histogramCounts(
  clickhouse: ClickHouse,
  ids: readonly bigint[],
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<Map<bigint, number>> {
  const found = new Map<bigint, number>()
  for (const some of portions(ids)) {
    const query = sql`SELECT id, count() AS histograms FROM histograms
      WHERE id IN ${uint64s(some)} AND time_ms >= ${int64(range.fromMs)} AND time_ms <= ${int64(range.toMs)}
      GROUP BY id`
    const block = await clickhouse.query(query, withSignal(signal))
    const id = columnOf(block, 'id', 'UInt64')
    const histograms = columnOf(block, 'histograms', 'UInt64')
    for (let row = 0; row < block.rowCount; row++) found.set(id[row]!, Number(histograms[row]!))
  }
  return found
}

/** All series' native histograms in a range: what the head is filled from. */
export async function histogramsOfAll(
  clickhouse: ClickHouse,
  range: TimeRange,
  signal: AbortSignal,
): Promise<Map<bigint, TimedHistogram[]>> {
  const found = new Map<bigint, TimedHistogram[]>()
  await gatherHistograms(found, clickhouse, sql`1`, range, signal)
  return found
}

async function gatherHistograms(
  found: Map<bigint, TimedHistogram[]>,
  clickhouse: ClickHouse,
  which: Sql,
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<void> {
  const query = sql`SELECT id, time_ms, body FROM histograms FINAL
    WHERE ${which} AND time_ms >= ${int64(range.fromMs)} AND time_ms <= ${int64(range.toMs)}
    ORDER BY id, time_ms`
  for await (const block of clickhouse.stream(query, { ...withSignal(signal), bytes: ['body'] })) {
    const ids = block.columns[0]!.values as BigUint64Array
    const times = block.columns[1]!.values as BigInt64Array
    const bodies = block.columns[2]!.values as readonly Uint8Array[]
    for (let row = 0; row < block.rowCount; row++) {
      const histogram = decodeHistogram(bodies[row]!)
      const entry = { timeMs: Number(times[row]!), histogram }
      const entries = found.get(ids[row]!)
      if (entries === undefined) found.set(ids[row]!, [entry])
      else entries.push(entry)
    }
  }
}

export interface StoredExemplar {
  readonly id: bigint
  readonly timeMs: number
  readonly value: number
  readonly labels: Labels
}

/** More are no picture that anybody looks at; each is an object with labels of its own. */
export const MOST_EXEMPLARS = 100_000

/** The first in the order of the series' numbers and of time; one more than `MOST_EXEMPLARS` where there are more. */
export async function exemplarsOfSeries(
  clickhouse: ClickHouse,
  ids: readonly bigint[],
  range: TimeRange,
  signal: AbortSignal | undefined,
): Promise<StoredExemplar[]> {
  const found: StoredExemplar[] = []
  for (const some of portions(ids)) {
    const left = MOST_EXEMPLARS + 1 - found.length
    if (left === 0) break
    const query = sql`SELECT id, time_ms, value, CAST(label_names, 'Array(String)') AS names, label_values FROM exemplars FINAL
      WHERE id IN ${uint64s(some)}
        AND time_ms >= ${int64(range.fromMs)} AND time_ms <= ${int64(range.toMs)}
      ORDER BY id, time_ms LIMIT ${int64(left)}`
    const block = await clickhouse.query(query, withSignal(signal))
    const id = columnOf(block, 'id', 'UInt64')
    const timeMs = columnOf(block, 'time_ms', 'Int64')
    const value = columnOf(block, 'value', 'Float64')
    const names = columnOf(block, 'names', 'Array(String)')
    const texts = columnOf(block, 'label_values', 'Array(String)')
    for (let row = 0; row < block.rowCount; row++) {
      found.push({
        id: id[row]!,
        timeMs: Number(timeMs[row]!),
        value: value[row]!,
        labels: labelsOfRow(names[row]!, texts[row]!),
      })
    }
  }
  return found
}

/** The newest sample of each series that is no stale marker. */
export async function lastSamples(
  clickhouse: ClickHouse,
  ids: readonly bigint[],
  signal: AbortSignal,
): Promise<Map<bigint, { timeMs: number; value: number }>> {
  const found = new Map<bigint, { timeMs: number; value: number }>()
  for (const some of portions(ids)) {
    const query = sql`SELECT id, time_ms, mantissa, exponent, raw FROM samples FINAL
      WHERE id IN ${uint64s(some)} AND exponent != ${int64(STALE_EXPONENT)}
      ORDER BY id, time_ms DESC LIMIT 1 BY id`
    for await (const { id, timesMs, values } of bySeries(clickhouse.stream(query, { signal }))) {
      found.set(id, { timeMs: timesMs[0]!, value: values[0]! })
    }
  }
  return found
}

export async function lastHistograms(
  clickhouse: ClickHouse,
  ids: readonly bigint[],
  signal: AbortSignal,
): Promise<Map<bigint, { timeMs: number; histogram: NativeHistogram }>> {
  const found = new Map<bigint, { timeMs: number; histogram: NativeHistogram }>()
  for (const some of portions(ids)) {
    // A stale marker's body is two bytes long.
    const query = sql`SELECT id, time_ms, body FROM histograms FINAL
      WHERE id IN ${uint64s(some)} AND length(body) > 2
      ORDER BY id, time_ms DESC LIMIT 1 BY id`
    const block = await clickhouse.query(query, { signal, bytes: ['body'] })
    const id = columnOf(block, 'id', 'UInt64')
    const timeMs = columnOf(block, 'time_ms', 'Int64')
    const bodies = (block.columns[2]?.values ?? []) as readonly Uint8Array[]
    for (let row = 0; row < block.rowCount; row++) {
      const histogram = decodeHistogram(bodies[row]!)
      if (histogram !== 'stale') found.set(id[row]!, { timeMs: Number(timeMs[row]!), histogram })
    }
  }
  return found
}

function* portions(ids: readonly bigint[]): Generator<readonly bigint[]> {
  for (let from = 0; from < ids.length; from += SERIES_PER_QUERY)
    yield ids.slice(from, from + SERIES_PER_QUERY)
}

/** Rows come sorted by series and time; a series may go on from one block into the next. */
async function* bySeries(blocks: AsyncIterable<Block>): AsyncIterable<StoredSamples> {
  let open: StoredSamples | undefined
  for await (const block of blocks) {
    const ids = block.columns[0]!.values as BigUint64Array
    const idWords = wordsOf(ids)
    const times = decodeTimes(block)
    const values = decodeValues(block)
    for (let from = 0; from < block.rowCount; ) {
      let to = from + 1
      while (
        to < block.rowCount &&
        idWords[2 * to] === idWords[2 * from] &&
        idWords[2 * to + 1] === idWords[2 * from + 1]
      )
        to++
      const piece = { id: ids[from]!, timesMs: times.subarray(from, to), values: values.subarray(from, to) }
      if (open !== undefined && open.id === piece.id) open = { id: piece.id, ...mergeColumns(open, piece) }
      else {
        if (open !== undefined) yield open
        open = piece
      }
      from = to
    }
  }
  if (open !== undefined) yield open
}

function decodeTimes(block: Block): Float64Array {
  const words = wordsOf(block.columns[1]!.values as BigInt64Array)
  const times = new Float64Array(block.rowCount)
  for (let row = 0; row < times.length; row++) {
    times[row] = (words[2 * row + 1]! | 0) * TWO_TO_32 + words[2 * row]!
  }
  return times
}

function decodeValues(block: Block): Float64Array {
  const mantissas = wordsOf(block.columns[2]!.values as BigInt64Array)
  const exponents = block.columns[3]!.values as Int8Array
  const raws = block.columns[4]!.values as Float64Array
  const values = new Float64Array(block.rowCount)
  for (let row = 0; row < values.length; row++) {
    const exponent = exponents[row]!
    if (exponent === RAW_EXPONENT) values[row] = raws[row]!
    else if (exponent === STALE_EXPONENT) values.set(STALE, row)
    else {
      const mantissa = (mantissas[2 * row + 1]! | 0) * TWO_TO_32 + mantissas[2 * row]!
      values[row] = exponent === 0 ? mantissa : mantissa / POWERS_OF_TEN[exponent]!
    }
  }
  return values
}

function wordsOf(values: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
}
