/**
 * Keeps the files of chunks of days that are over, in the background: builds what is missing, newest day first, and takes away what does not
 * count any more. A day that was written to again is read row by row until its chunks are built anew, which waits until nothing more comes for a while and is not
 * done again and again for a trickle of late samples.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { counter, gaugeOf, histogram } from '../../self/metrics.ts'
import type { ClickHouse } from '../clickhouse/port.ts'
import { type DayState, isSameState, readSampleDays } from '../clickhouse/sample-days.ts'
import { ChunkFile } from './chunk-file.ts'
import { syncDirectory, UNFINISHED } from './chunk-file-writer.ts'
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
const SUFFIX = '.chunks'
/** These say nothing of the file. */
const SHORTAGES = new Set(['EMFILE', 'ENFILE', 'ENOMEM'])

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
  /** The directory of the files. Whoever deletes it loses no sample; what isn't ours in it is left alone. */
  readonly path: string
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
  /** When each day was built last, whether that counts or not. */
  readonly #builtMs = new Map<number, number>()
  #waiting = 0
  #isOpen = false
  /** Whether nothing was written yet since the process began: only then do the numbers of a day's parts prove what they say. */
  #isEarly = true
  /** Nothing is built before. */
  #restUntilMs = 0

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
      'What the files of chunks that are read take on the disk.',
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
    this.#isEarly = false
  }

  /**
   * Finds out which files of earlier processes count. The others are gone, and that is on the disk, before anything is written: a state of a day that
   * comes again after a power failure, with other samples, is not taken for the one that was chunked.
   */
  async #open(): Promise<void> {
    const { clickhouse, path, days, log } = this.#options
    await mkdir(path, { recursive: true })
    const states = await readSampleDays(clickhouse)
    let gone = 0
    for (const name of await this.#names()) {
      const file = name.endsWith(SUFFIX) ? await this.#openFile(join(path, name)) : undefined
      if (file !== undefined && this.#isEarly) this.#builtMs.set(file.day, file.builtMs)
      const now = file && states.get(file.day)
      const isRight = this.#isEarly && now !== undefined && isSameState(now, file!.state)
      if (isRight && days.publish(file!, 0)) continue
      file?.release()
      await rm(join(path, name), { force: true, recursive: true })
      gone++
    }
    if (gone > 0) await syncDirectory(path)
    this.#waiting = this.#closedDays(states).length
    this.#isOpen = true
    log.debug('chunks of days', { read: days.count, gone })
  }

  /** Undefined where it is of no use. */
  async #openFile(path: string): Promise<ChunkFile | undefined> {
    try {
      return await ChunkFile.open(path)
    } catch (error) {
      if (SHORTAGES.has((error as NodeJS.ErrnoException).code ?? '')) throw error
      this.#options.log.warn('a file of chunks is built anew', { file: path, reason: messageOf(error) })
      return undefined
    }
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
    for (const { day, state } of days.valid()) {
      const now = states.get(day)
      // Out of retention; or somebody else has changed it, which nobody should.
      if (now === undefined || !isSameState(now, state)) days.drop(day)
    }
    await this.#sweep()
    const closed = this.#closedDays(states)
    this.#waiting = closed.length
    for (const day of closed) {
      signal.throwIfAborted()
      if (this.#mayBuild(day) && (await this.#tryToBuild(day, signal))) this.#waiting--
    }
    rounds.inc()
  }

  /** One day that can't be built holds up no other, and is left alone for hours; a full disk is for an hour. */
  async #tryToBuild(day: number, signal: AbortSignal): Promise<boolean> {
    const { nowMs, log } = this.#options
    try {
      return await this.#build(day, signal)
    } catch (error) {
      if (signal.aborted) throw error
      builds.inc({ outcome: 'failed' })
      this.#builtMs.set(day, nowMs())
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') this.#restUntilMs = nowMs() + HOUR_MS
      log.warn('a day could not be turned into chunks, its rows are read meanwhile', {
        day: dateOf(day),
        reason: messageOf(error),
      })
      return false
    }
  }

  /** Days that are over and have no chunks that count, newest first. */
  #closedDays(states: ReadonlyMap<number, DayState>): number[] {
    const { days, nowMs, headWindowMs } = this.#options
    const overBeforeMs = nowMs() - headWindowMs - this.#timing.graceMs
    return [...states.keys()]
      .filter(day => (day + 1) * DAY_MS <= overBeforeMs && day > days.firstKeptDay && !days.isValid(day))
      .sort((a, b) => b - a)
  }

  #mayBuild(day: number): boolean {
    const { days, nowMs } = this.#options
    if (nowMs() < this.#restUntilMs) return false
    const writtenMs = days.lastWrittenMs(day)
    if (writtenMs !== undefined && nowMs() - writtenMs < this.#timing.quietMs) return false
    const builtMs = this.#builtMs.get(day)
    return builtMs === undefined || nowMs() - builtMs >= this.#timing.againMs
  }

  async #build(day: number, signal: AbortSignal): Promise<boolean> {
    const { clickhouse, days, nowMs, log } = this.#options
    const startedMs = performance.now()
    const calm = (): Promise<void> => this.#calm(signal)
    const file = await buildDay({ clickhouse, days, day, path: this.#pathOf(day), nowMs, calm, signal })
    this.#builtMs.set(day, nowMs())
    if (file === undefined) {
      builds.inc({ outcome: 'changed' })
      return false
    }
    builds.inc({ outcome: 'done' })
    const took = performance.now() - startedMs
    seconds.observe(took / 1000)
    log.debug('a day was turned into chunks', {
      day: dateOf(day),
      samples: file.samples,
      bytes: file.bytes,
      milliseconds: Math.round(took),
    })
    return true
  }

  async #calm(signal: AbortSignal): Promise<void> {
    while (this.#options.isBehind()) await delay(this.#timing.calmMs, undefined, { signal, ref: false })
  }

  /** Who reads a file that goes has it open. */
  async #sweep(): Promise<void> {
    const { path, days, log } = this.#options
    await mkdir(path, { recursive: true })
    const named = new Set(days.valid().map(({ day }) => `${dateOf(day)}${SUFFIX}`))
    for (const name of await this.#names()) {
      if (named.has(name)) continue
      try {
        await rm(join(path, name), { force: true, recursive: true })
      } catch (error) {
        log.warn('a file of chunks that is not needed can not be deleted', {
          file: join(path, name),
          reason: messageOf(error),
        })
      }
    }
  }

  /** Of whole files and of those that are not. */
  async #names(): Promise<string[]> {
    const names = await readdir(this.#options.path)
    return names.filter(name => name.endsWith(SUFFIX) || name.endsWith(SUFFIX + UNFINISHED))
  }

  #pathOf(day: number): string {
    return join(this.#options.path, `${dateOf(day)}${SUFFIX}`)
  }
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** Where there shall be no chunks: while nobody keeps them, late samples may make them wrong in a way that their heads don't tell. */
export async function deleteChunks(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await syncDirectory(dirname(path))
}
