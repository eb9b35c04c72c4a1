/**
 * Builds the file of one day's chunks: chunks first, then a check that the day is still what it was before it was read, then the name under which it
 * is found. Whatever happens in between, crashes included, leaves a file that nobody reads.
 */
import { portionsOfDay, samplesOfDay } from '../clickhouse/day-samples.ts'
import type { ClickHouse } from '../clickhouse/port.ts'
import { isSameState, readSampleDays } from '../clickhouse/sample-days.ts'
import { ChunkFile } from './chunk-file.ts'
import type { Chunk } from './chunk-file-format.ts'
import { ChunkFileWriter } from './chunk-file-writer.ts'
import { ChunkWriter } from './chunk-writer.ts'
import type { ChunkedDays } from './chunked-days.ts'

/** Some 200 ms of the engine. */
const ROWS_PER_READ = 1_000_000
const BYTES_PER_WRITE = 8_000_000

export interface DayBuilding {
  readonly clickhouse: ClickHouse
  readonly days: ChunkedDays
  readonly day: number
  /** Where the day's file belongs. */
  readonly path: string
  readonly nowMs: () => number
  /** Waited for before each piece of work: resolves while others have nothing more urgent. */
  readonly calm: () => Promise<void>
  readonly signal: AbortSignal
}

/** The file from which the day is read now, or undefined where the day changed meanwhile. */
export async function buildDay({
  clickhouse,
  days,
  day,
  path,
  nowMs,
  calm,
  signal,
}: DayBuilding): Promise<ChunkFile | undefined> {
  const version = days.versionOf(day)
  const before = version === undefined ? undefined : (await readSampleDays(clickhouse)).get(day)
  if (version === undefined || before === undefined) return undefined
  const writer = await ChunkFileWriter.create(path)
  try {
    const samples = await writeDay(writer)
    const after = (await readSampleDays(clickhouse)).get(day)
    if (after !== undefined && isSameState(before, after) && days.versionOf(day) === version) {
      await writer.finish({ day, state: before, builtMs: nowMs(), samples })
      const file = await ChunkFile.open(path)
      if (days.publish(file, version)) return file
      file.release()
    }
    await writer.discard()
    return undefined
  } catch (error) {
    await writer.discard()
    throw error
  }

  async function writeDay(writer: ChunkFileWriter): Promise<number> {
    let chunks: Chunk[] = []
    let bytes = 0
    let samples = 0
    const write = async (): Promise<void> => {
      if (chunks.length === 0) return
      await calm()
      signal.throwIfAborted()
      await writer.write(chunks)
      chunks = []
      bytes = 0
    }
    const chunkWriter = new ChunkWriter((chunk, count) => {
      chunks.push(chunk)
      bytes += chunk.body.length
      samples += count
    })
    for (const ids of await portionsOfDay(clickhouse, day, ROWS_PER_READ, signal)) {
      await calm()
      for await (const rows of samplesOfDay(clickhouse, day, ids, signal)) chunkWriter.add(rows)
      chunkWriter.end()
      if (bytes >= BYTES_PER_WRITE) await write()
    }
    await write()
    return samples
  }
}
