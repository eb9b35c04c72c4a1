/**
 * Builds the chunks of one day: rows first, then a check that the day is still what it was before it was read, then the row that makes them
 * count. Whatever happens in between, crashes included, leaves rows that nothing names.
 */
import {
  type BuildRows,
  type Chunk,
  type ChunkedDay,
  isSameState,
  readSampleDays,
  writeChunkedDays,
  writeChunks,
} from '../clickhouse/chunk-tables.ts'
import { portionsOfDay, samplesOfDay } from '../clickhouse/day-samples.ts'
import type { ClickHouse } from '../clickhouse/port.ts'
import { FORMAT_VERSION } from './chunk-format.ts'
import { ChunkWriter } from './chunk-writer.ts'
import type { ChunkedDays } from './chunked-days.ts'

/** Some 200 ms of the engine. */
const ROWS_PER_READ = 1_000_000
const BYTES_PER_WRITE = 8_000_000

export interface DayBuilding {
  readonly clickhouse: ClickHouse
  readonly days: ChunkedDays
  readonly day: number
  readonly build: bigint
  readonly nowMs: () => number
  /** Waited for before each piece of work: resolves while others have nothing more urgent. */
  readonly calm: () => Promise<void>
  readonly signal: AbortSignal
}

export interface Built {
  /** Undefined where the day changed meanwhile. */
  readonly day: ChunkedDay | undefined
  readonly rows: BuildRows
}

export async function buildDay(building: DayBuilding): Promise<Built> {
  const { clickhouse, days, day, build, calm, signal } = building
  const version = days.versionOf(day)
  const before = version === undefined ? undefined : (await readSampleDays(clickhouse)).get(day)
  let chunks: Chunk[] = []
  let bytes = 0
  const counted = { chunks: 0, samples: 0, bytes: 0 }
  const changed: Built = { day: undefined, rows: { day, build, chunks: 0 } }
  if (version === undefined || before === undefined) return changed

  const write = async (): Promise<void> => {
    if (chunks.length === 0) return
    await calm()
    signal.throwIfAborted()
    await writeChunks(clickhouse, day, build, chunks)
    chunks = []
    bytes = 0
  }
  const writer = new ChunkWriter((chunk, samples) => {
    chunks.push(chunk)
    bytes += chunk.body.length
    counted.chunks++
    counted.samples += samples
    counted.bytes += chunk.body.length
  })
  for (const ids of await portionsOfDay(clickhouse, day, ROWS_PER_READ, signal)) {
    await calm()
    for await (const rows of samplesOfDay(clickhouse, day, ids, signal)) writer.add(rows)
    writer.end()
    if (bytes >= BYTES_PER_WRITE) await write()
  }
  await write()
  const rows = { day, build, chunks: counted.chunks }
  const after = (await readSampleDays(clickhouse)).get(day)
  if (after === undefined || !isSameState(before.state, after.state) || days.versionOf(day) !== version) {
    return { day: undefined, rows }
  }
  const built: ChunkedDay = {
    ...counted,
    day,
    build,
    removed: false,
    state: before.state,
    format: FORMAT_VERSION,
    builtMs: building.nowMs(),
  }
  await writeChunkedDays(clickhouse, [built])
  return { day: days.publish(built, version) ? built : undefined, rows }
}
