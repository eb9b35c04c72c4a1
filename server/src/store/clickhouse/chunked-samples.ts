/** Samples of days that have chunks, series by series: strings of bytes of which only what is wanted is decoded. */
import { ChunkReader } from '../chunks/chunk-reader.ts'
import { type ChunkWish, type TakeWanted, wantedOf } from '../chunks/window-picks.ts'
import type { Block, ClickHouse, QueryOptions } from './port.ts'
import { dates, sql, uint64s } from './sql.ts'
import type { SeriesRows } from './stored-samples.ts'

export interface ChunkQuery extends ChunkWish {
  /** Ascending. */
  readonly ids: readonly bigint[]
  /** The build that counts of each day. */
  readonly builds: ReadonlyMap<number, bigint>
}

const ROW_BYTES = 20
const SETTINGS = {
  // Parts are merged as they are read: in blocks that the processor's cache holds, and the first is here soon.
  max_block_size: 512,
  preferred_block_size_bytes: 2_000_000,
}

/** Rows sorted by series and time. */
export async function* chunkedSamples(
  clickhouse: ClickHouse,
  { ids, builds, ...wish }: ChunkQuery,
  signal: AbortSignal,
): AsyncIterable<SeriesRows> {
  const query = sql`SELECT id, body FROM sample_chunks
    PREWHERE id IN ${uint64s(ids)} AND day IN ${dates([...builds.keys()])} AND build IN ${uint64s(builds.values())}
    ORDER BY id, day, piece`
  const options: QueryOptions = { signal, settings: SETTINGS, bytes: ['body'], reuse: true }
  const take = wantedOf(wish)
  const reader = new ChunkReader()
  for await (const block of clickhouse.stream(query, options)) yield new ChunkRows(block, reader, take)
}

class ChunkRows implements SeriesRows {
  readonly areChunks = true
  readonly rowCount: number
  readonly idWords: Uint32Array
  readonly #bodies: readonly Uint8Array[]
  readonly #reader: ChunkReader
  readonly #take: TakeWanted
  /** The row that the reader is at. */
  #opened = -1

  constructor({ columns, rowCount }: Block, reader: ChunkReader, take: TakeWanted) {
    const ids = columns[0]!.values as BigUint64Array
    this.rowCount = rowCount
    this.idWords = new Uint32Array(ids.buffer, ids.byteOffset, ids.length * 2)
    this.#bodies = columns[1]!.values as readonly Uint8Array[]
    this.#reader = reader
    this.#take = take
  }

  get bytes(): number {
    let bytes = this.rowCount * ROW_BYTES
    for (let row = 0; row < this.rowCount; row++) bytes += this.#bodies[row]!.length
    return bytes
  }

  mostSamples(from: number, to: number): number {
    let most = 0
    for (let row = from; row < to; row++) most += this.#open(row).count
    return most
  }

  decode(from: number, to: number, timesMs: Float64Array, values: Float64Array, at: number): number {
    let out = at
    for (let row = from; row < to; row++) out += this.#take(this.#open(row), timesMs, values, out)
    return out - at
  }

  #open(row: number): ChunkReader {
    if (row !== this.#opened) {
      this.#reader.open(this.#bodies[row]!)
      this.#opened = row
    }
    return this.#reader
  }
}
