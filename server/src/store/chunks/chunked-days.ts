/**
 * Which days may be read from their chunks: those whose chunks hold exactly what `samples` holds, at this moment. The process is the only one
 * that writes to the database, so it knows by itself of every insert, and tells of it here before it begins; what was
 * written by earlier processes is known by the numbers of the day's parts, which were noted when the chunks were built.
 */
import { counter } from '../../self/metrics.ts'
import type { ChunkedDay } from '../clickhouse/chunk-tables.ts'
import type { TimeRange } from '../contract.ts'

const stale = counter(
  'vedette_store_chunk_partitions_stale_total',
  'Days whose chunks no longer counted, because samples came late.',
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
  /** The build that counts of each day. */
  readonly builds: ReadonlyMap<number, bigint>
  release(): void
}

export const NONE_HELD: DaysHeld = { builds: new Map(), release: () => {} }

export interface ChunkedDaysOptions {
  readonly nowMs: () => number
  /** What is older is deleted, whole days at a time. */
  readonly retentionMs: number
}

export class ChunkedDays {
  readonly #options: ChunkedDaysOptions
  readonly #valid = new Map<number, ChunkedDay>()
  readonly #written = new Map<number, Written>()
  readonly #held = new Map<bigint, number>()

  constructor(options: ChunkedDaysOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#valid.size
  }

  get bytes(): number {
    let bytes = 0
    for (const day of this.#valid.values()) bytes += day.bytes
    return bytes
  }

  valid(): readonly ChunkedDay[] {
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
      if (this.#valid.delete(day)) stale.inc()
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

  /** From here on the day is read from its chunks. False where the process wrote to it since `version` was asked for. */
  publish(day: ChunkedDay, version: number): boolean {
    if (this.versionOf(day.day) !== version) return false
    this.#valid.set(day.day, day)
    return true
  }

  drop(day: number): void {
    this.#valid.delete(day)
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
    const builds = new Map<number, bigint>()
    for (const { day, build } of this.#valid.values()) if (day >= first && day <= last) builds.set(day, build)
    if (builds.size === 0) return NONE_HELD
    const held = [...builds.values()]
    for (const build of held) this.#held.set(build, (this.#held.get(build) ?? 0) + 1)
    let released = false
    return {
      builds,
      release: () => {
        if (released) return
        released = true
        for (const build of held) {
          const left = this.#held.get(build)! - 1
          if (left === 0) this.#held.delete(build)
          else this.#held.set(build, left)
        }
      },
    }
  }

  isHeld(build: bigint): boolean {
    return this.#held.has(build)
  }
}
