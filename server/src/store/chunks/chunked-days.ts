/**
 * Which days may be read from their chunks: those whose chunks hold exactly what `samples` holds, at this moment. The process is the only one
 * that writes to the database, so it knows by itself of every insert, and tells of it here before it begins; what was
 * written by earlier processes is known by the numbers of the day's parts, which stand in the file of its chunks.
 */
import type { Log } from '../../self/log.ts'
import { counter } from '../../self/metrics.ts'
import type { TimeRange } from '../contract.ts'
import { Arenas } from './arenas.ts'
import type { ChunkFile } from './chunk-file.ts'

const stale = counter(
  'vedette_store_chunk_partitions_stale_total',
  'Days whose chunks no longer counted, because samples came late.',
)

const damaged = counter(
  'vedette_store_chunk_files_damaged_total',
  'Files of chunks that could not be read, so that the rows of their days are.',
)

const DAY_MS = 86_400_000

/** What the process itself wrote to a day. */
interface Written {
  /** Inserts begun so far. */
  begun: number
  underWay: number
  lastMs: number
}

/** Days as they were when a reading began. Their chunks stay until it is released. */
export interface DaysHeld {
  /** By day, in their order. */
  readonly files: ReadonlyMap<number, ChunkFile>
  release(): void
}

export const NONE_HELD: DaysHeld = { files: new Map(), release: () => {} }

export interface ChunkedDaysOptions {
  readonly log: Log
  readonly nowMs: () => number
  /** What is older is deleted, whole days at a time. */
  readonly retentionMs: number
}

export class ChunkedDays {
  readonly arenas = new Arenas()
  readonly #options: ChunkedDaysOptions
  readonly #valid = new Map<number, ChunkFile>()
  readonly #written = new Map<number, Written>()

  constructor(options: ChunkedDaysOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#valid.size
  }

  get bytes(): number {
    let bytes = 0
    for (const file of this.#valid.values()) bytes += file.bytes
    return bytes
  }

  valid(): readonly ChunkFile[] {
    return [...this.#valid.values()]
  }

  isValid(day: number): boolean {
    return this.#valid.has(day)
  }

  /** The first day of which samples are kept, if only the last of them. */
  get firstKeptDay(): number {
    return Math.floor((this.#options.nowMs() - this.#options.retentionMs) / DAY_MS)
  }

  /** To be called before samples of these days are inserted; the answer when that is over, however it ended. */
  writing(days: Iterable<number>): () => void {
    const touched: Written[] = []
    for (const day of days) {
      let written = this.#written.get(day)
      if (written === undefined) {
        written = { begun: 0, underWay: 0, lastMs: 0 }
        this.#written.set(day, written)
      }
      written.begun++
      written.underWay++
      written.lastMs = this.#options.nowMs()
      touched.push(written)
      if (this.drop(day)) stale.inc()
    }
    return () => {
      for (const written of touched) {
        written.underWay--
        written.lastMs = this.#options.nowMs()
      }
    }
  }

  /** What changes when the process writes to a day; undefined while it does. */
  versionOf(day: number): number | undefined {
    const written = this.#written.get(day)
    if (written === undefined) return 0
    return written.underWay > 0 ? undefined : written.begun
  }

  /** When the process last wrote to a day. */
  lastWrittenMs(day: number): number | undefined {
    return this.#written.get(day)?.lastMs
  }

  /** From here on the day is read from this file. False where the process wrote to the day since `version` was asked for. */
  publish(file: ChunkFile, version: number): boolean {
    if (this.versionOf(file.day) !== version) return false
    this.drop(file.day)
    this.#valid.set(file.day, file)
    return true
  }

  /** Its rows are read from here on. False where they were anyway. */
  drop(day: number): boolean {
    this.#valid.get(day)?.release()
    return this.#valid.delete(day)
  }

  /** A file can't be read: it is not what it was. */
  damaged(file: ChunkFile, reason: string): void {
    if (this.#valid.get(file.day) !== file) return
    this.drop(file.day)
    damaged.inc()
    this.#options.log.warn(
      'the chunks of a day are damaged: its rows are read, and the chunks are built anew in some hours',
      {
        file: file.path,
        reason,
      },
    )
  }

  /** Forgets what was written to days that are out of retention. */
  prune(): void {
    for (const [day, { underWay }] of this.#written) {
      if (day < this.firstKeptDay && underWay === 0) this.#written.delete(day)
    }
  }

  /** The days of the range that may be read from their chunks, which then stay until they are released. */
  hold({ fromMs, toMs }: TimeRange): DaysHeld {
    if (this.#valid.size === 0) return NONE_HELD
    const first = Math.max(Math.floor(fromMs / DAY_MS), this.firstKeptDay)
    const last = Math.floor(toMs / DAY_MS)
    const files = [...this.#valid.values()]
      .filter(({ day }) => day >= first && day <= last)
      .sort((a, b) => a.day - b.day)
    if (files.length === 0) return NONE_HELD
    for (const file of files) file.retain()
    let released = false
    return {
      files: new Map(files.map(file => [file.day, file])),
      release: () => {
        if (released) return
        released = true
        for (const file of files) file.release()
      },
    }
  }

  /** When nobody reads any more. */
  close(): void {
    for (const day of [...this.#valid.keys()]) this.drop(day)
    this.arenas.close()
  }
}
