/** Samples of days that have chunks, series by series: strings of bytes of which only what is wanted is decoded. */
import type { SeriesRows } from '../clickhouse/stored-samples.ts'
import type { Arenas } from './arenas.ts'
import type { ChunkFile } from './chunk-file.ts'
import { ChunkFormatError, ChunkReader } from './chunk-reader.ts'
import { DayCursor, UnreadableChunks } from './day-cursor.ts'
import { type ChunkWish, type TakeWanted, wantedOf } from './window-picks.ts'

export interface ChunkQuery extends ChunkWish {
  /** Ascending. */
  readonly ids: readonly bigint[]
  /** One for each day, in the order of days. */
  readonly files: readonly ChunkFile[]
  readonly arenas: Arenas
}

const MOST_ROWS = 1024
/** Of more days, some two months, nothing is read ahead: it would take twice the memory. */
const MOST_AHEAD_BYTES = 16 * 1024 * 1024

/** Rows sorted by series and time. Those of one yield are gone with the next. */
export async function* chunkedSamples(
  { ids, files, arenas, ...wish }: ChunkQuery,
  signal: AbortSignal,
): AsyncIterable<SeriesRows> {
  const wanted = BigUint64Array.from(ids)
  const roomFor = (groups: number): number =>
    files.reduce((sum, file) => sum + DayCursor.roomFor(file, groups), 0)
  const groups = roomFor(2) <= MOST_AHEAD_BYTES ? 2 : 1
  const arena = arenas.take(roomFor(groups))
  const rows = new ChunkRows(wanted, arena, wantedOf(wish))
  let place = 0
  const cursors = files.map(file => {
    const cursor = new DayCursor(file, wanted, arena, place, groups)
    place += DayCursor.roomFor(file, groups)
    return cursor
  })
  try {
    for (let index = 0; index < wanted.length; index++) {
      for (const cursor of cursors) {
        while (true) {
          if (cursor.isSpent) {
            if (rows.rowCount > 0) yield rows
            rows.clear()
            await cursor.next()
            signal.throwIfAborted()
          }
          if (!cursor.isOf(index)) break
          rows.add(index, cursor)
          cursor.step()
          if (rows.rowCount < MOST_ROWS) continue
          yield rows
          rows.clear()
        }
      }
    }
    if (rows.rowCount > 0) yield rows
  } finally {
    await Promise.all(cursors.map(cursor => cursor.settled()))
    arenas.giveBack(arena)
  }
}

class ChunkRows implements SeriesRows {
  readonly areChunks = true
  readonly idWords = new Uint32Array(2 * MOST_ROWS)
  rowCount = 0
  bytes = 0
  readonly #wantedWords: Uint32Array
  readonly #arena: Buffer
  readonly #begins = new Uint32Array(MOST_ROWS)
  readonly #lengths = new Uint32Array(MOST_ROWS)
  readonly #files: ChunkFile[] = []
  readonly #reader = new ChunkReader()
  readonly #take: TakeWanted
  /** The row that the reader is at. */
  #opened = -1

  constructor(wanted: BigUint64Array, arena: Buffer, take: TakeWanted) {
    this.#wantedWords = new Uint32Array(wanted.buffer)
    this.#arena = arena
    this.#take = take
  }

  clear(): void {
    this.rowCount = 0
    this.bytes = 0
    this.#opened = -1
  }

  add(index: number, { file, begin, length }: DayCursor): void {
    const row = this.rowCount++
    this.#files[row] = file
    this.idWords[2 * row] = this.#wantedWords[2 * index]!
    this.idWords[2 * row + 1] = this.#wantedWords[2 * index + 1]!
    this.#begins[row] = begin
    this.#lengths[row] = length
    this.bytes += length
  }

  mostSamples(from: number, to: number): number {
    let most = 0
    for (let row = from; row < to; row++) most += this.#using(row, chunk => chunk.count)
    return most
  }

  decode(from: number, to: number, timesMs: Float64Array, values: Float64Array, at: number): number {
    let out = at
    for (let row = from; row < to; row++) {
      out += this.#using(row, chunk => this.#take(chunk, timesMs, values, out))
    }
    return out - at
  }

  #using(row: number, use: (chunk: ChunkReader) => number): number {
    try {
      return use(this.#open(row))
    } catch (error) {
      if (error instanceof ChunkFormatError) throw new UnreadableChunks(this.#files[row]!, error)
      throw error
    }
  }

  #open(row: number): ChunkReader {
    if (row !== this.#opened) {
      this.#reader.open(this.#arena, this.#begins[row]!, this.#lengths[row]!)
      this.#opened = row
    }
    return this.#reader
  }
}
