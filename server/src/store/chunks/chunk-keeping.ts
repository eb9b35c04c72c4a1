/**
 * Keeps the chunks of days that are over, in the background: builds what is missing, newest day first, and takes away what nothing names
 * any more. A day that was written to again is read row by row until its chunks are built anew, which waits until nothing more comes for a while and is not
 * done again and again for a trickle of late samples.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { counter, gaugeOf, histogram } from '../../self/metrics.ts'
import {
  type BuildRows,
  type ChunkedDay,
  isSameState,
  readBuilds,
  readChunkedDays,
  readSampleDays,
  type SampleDay,
  sweepBuilds,
  writeChunkedDays,
} from '../clickhouse/chunk-tables.ts'
import type { ClickHouse } from '../clickhouse/port.ts'
import { FORMAT_VERSION } from './chunk-format.ts'
import type { ChunkedDays } from './chunked-days.ts'
import { buildDay } from './day-building.ts'

const builds = counter(
  'vedette_store_chunk_builds_total',
  'Builds of the chunks of a day, by how they ended.',
  ['outcome'],
)
const rounds = counter(
  'vedette_store_chunk_rounds_total',
  'Times that days were looked for whose chunks can be built.',
)
const seconds = histogram(
  'vedette_store_chunk_build_seconds',
  'How long it took to build the chunks of a day.',
  [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000],
)

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

export interface ChunkTiming {
  /** From the start of the process on others come first. */
  readonly firstMs: number
  readonly everyMs: number
  /** How long after its end a day counts as over. */
  readonly graceMs: number
  /** How long nothing must have been written to a day. */
  readonly quietMs: number
  /** How long after a build the day is not built again. */
  readonly againMs: number
  readonly calmMs: number
}

export const CHUNK_TIMING: ChunkTiming = {
  firstMs: 60_000,
  everyMs: 300_000,
  graceMs: HOUR_MS,
  quietMs: 600_000,
  againMs: 6 * HOUR_MS,
  calmMs: 500,
}

export interface ChunkKeepingOptions {
  readonly clickhouse: ClickHouse
  readonly days: ChunkedDays
  readonly headWindowMs: number
  readonly nowMs: () => number
  /** Whether samples wait to be written. */
  readonly isBehind: () => boolean
  readonly log: Log
  readonly timing?: Partial<ChunkTiming>
}

export class ChunkKeeping {
  readonly #options: ChunkKeepingOptions
  readonly #timing: ChunkTiming
  #lastBuild = 0n
  /** The build that counts of each day, or did until somebody wrote to it. */
  readonly #named = new Map<number, bigint>()
  /** Rows that nothing names any more. */
  #leftOver: BuildRows[] = []
  /** When each day was built last, whether that counts or not. */
  readonly #builtMs = new Map<number, number>()
  #waiting = 0
  #isOpen = false

  constructor(options: ChunkKeepingOptions) {
    this.#options = options
    this.#timing = { ...CHUNK_TIMING, ...options.timing }
    const { days } = options
    gaugeOf(
      'vedette_store_chunked_partitions',
      'Days (partitions of the samples) that are read from their chunks.',
      () => days.count,
    )
    gaugeOf(
      'vedette_store_chunk_bytes',
      'Bytes of the chunks that are read, before ClickHouse compresses them.',
      () => days.bytes,
    )
    gaugeOf(
      'vedette_store_chunk_partitions_waiting',
      'Days that are over and read row by row, because their chunks are not built yet or not of all samples.',
      () => this.#waiting,
    )
  }

  /** To be called before anything is written. Where it fails, nothing is read from chunks until it succeeded later. */
  async open(): Promise<void> {
    try {
      await this.#open()
    } catch (error) {
      this.#options.log.warn('chunks of days can not be read yet, their rows are', {
        reason: messageOf(error),
      })
    }
  }

  /**
   * Finds out which chunks of earlier processes count. What does not is noted, so that a state of a day that comes again after a power failure is not
   * taken for the one that was chunked.
   */
  async #open(): Promise<void> {
    const { clickhouse, days, log } = this.#options
    const [known, rows, states] = await Promise.all([
      readChunkedDays(clickhouse),
      readBuilds(clickhouse),
      readSampleDays(clickhouse),
    ])
    const chunks = new Map(rows.map(row => [row.build, row.chunks]))
    for (const { build } of [...known, ...rows]) if (build > this.#lastBuild) this.#lastBuild = build
    const right: ChunkedDay[] = []
    const gone: ChunkedDay[] = []
    for (const each of known) {
      this.#builtMs.set(each.day, each.builtMs)
      if (each.removed) continue
      const now = states.get(each.day)
      const isWhole = (chunks.get(each.build) ?? 0) === each.chunks && each.format === FORMAT_VERSION
      if (isWhole && now !== undefined && isSameState(now.state, each.state)) right.push(each)
      else gone.push({ ...each, build: ++this.#lastBuild, removed: true })
    }
    if (gone.length > 0) await writeChunkedDays(clickhouse, gone)
    for (const each of right) if (days.publish(each, 0)) this.#named.set(each.day, each.build)
    this.#leftOver = rows.filter(({ day, build }) => this.#named.get(day) !== build)
    this.#waiting = this.#closedDays(states).length
    this.#isOpen = true
    log.debug('chunks of days', { read: days.count, gone: gone.length })
  }

  /** Until the signal aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { log } = this.#options
    let waitMs = this.#timing.firstMs
    while (!signal.aborted) {
      await delay(waitMs, undefined, { signal, ref: false }).catch(() => {})
      waitMs = this.#timing.everyMs
      if (signal.aborted) return
      try {
        await this.round(signal)
      } catch (error) {
        if (signal.aborted) return
        builds.inc({ outcome: 'failed' })
        log.warn('days could not be turned into chunks, they are read row by row meanwhile', {
          reason: messageOf(error),
        })
      }
    }
  }

  /** Builds what can be built now. */
  async round(signal: AbortSignal): Promise<void> {
    const { clickhouse, days } = this.#options
    if (!this.#isOpen) await this.#open()
    days.prune()
    const states = await readSampleDays(clickhouse)
    for (const each of days.valid()) {
      const now = states.get(each.day)
      // Out of retention; or somebody else has changed it, which nobody should.
      if (now === undefined || !isSameState(now.state, each.state)) days.drop(each.day)
    }
    const closed = this.#closedDays(states)
    this.#waiting = closed.length
    for (const day of closed) {
      signal.throwIfAborted()
      if (this.#mayBuild(day) && (await this.#build(day, signal))) this.#waiting--
    }
    await this.#sweep()
    rounds.inc()
  }

  /** Days that are over and have no chunks that count, newest first. */
  #closedDays(states: ReadonlyMap<number, SampleDay>): number[] {
    const { days, nowMs, headWindowMs } = this.#options
    const overBeforeMs = nowMs() - headWindowMs - this.#timing.graceMs
    return [...states.keys()]
      .filter(day => (day + 1) * DAY_MS <= overBeforeMs && day > days.firstKeptDay && !days.isValid(day))
      .sort((a, b) => b - a)
  }

  #mayBuild(day: number): boolean {
    const { days, nowMs } = this.#options
    const writtenMs = days.lastWrittenMs(day)
    if (writtenMs !== undefined && nowMs() - writtenMs < this.#timing.quietMs) return false
    const builtMs = this.#builtMs.get(day)
    return builtMs === undefined || nowMs() - builtMs >= this.#timing.againMs
  }

  async #build(day: number, signal: AbortSignal): Promise<boolean> {
    const { clickhouse, days, nowMs, log } = this.#options
    const startedMs = performance.now()
    const build = ++this.#lastBuild
    const calm = (): Promise<void> => this.#calm(signal)
    try {
      const built = await buildDay({ clickhouse, days, day, build, nowMs, calm, signal })
      this.#builtMs.set(day, nowMs())
      const took = performance.now() - startedMs
      if (built.day === undefined) {
        this.#leftOver.push(built.rows)
        builds.inc({ outcome: 'changed' })
        return false
      }
      const earlier = this.#named.get(day)
      if (earlier !== undefined) this.#leftOver.push({ day, build: earlier, chunks: 0 })
      this.#named.set(day, build)
      builds.inc({ outcome: 'done' })
      seconds.observe(took / 1000)
      const { chunks, samples, bytes } = built.day
      log.debug('a day was turned into chunks', {
        day: dateOf(day),
        chunks,
        samples,
        bytes,
        milliseconds: Math.round(took),
      })
      return true
    } catch (error) {
      this.#leftOver.push({ day, build, chunks: 0 })
      throw error
    }
  }

  async #calm(signal: AbortSignal): Promise<void> {
    while (this.#options.isBehind()) await delay(this.#timing.calmMs, undefined, { signal, ref: false })
  }

  async #sweep(): Promise<void> {
    const { clickhouse, days } = this.#options
    const now = this.#leftOver.filter(({ build }) => !days.isHeld(build))
    if (now.length === 0) return
    await sweepBuilds(clickhouse, now)
    this.#leftOver = this.#leftOver.filter(each => !now.includes(each))
  }
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
