/**
 * Looks at what the embedded engine has written, because the engine doesn't: chDB takes a file that the disk did not take (no space, an
 * I/O error) for a file that was written, calls the insert or merge a success, and finds out at its next start, when it sets the part
 * aside with all its rows. An insert counts only once the files of its parts are whole. A merge is looked at before the engine removes the
 * parts that it was made of, which takes eight minutes.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { counter } from '../../self/metrics.ts'
import { CANNOT_OPEN_FILE, NO_SPACE, numberedError } from './failure.ts'
import { flawOf } from './part-files.ts'

const brokenParts = counter(
  'vedette_store_broken_parts_total',
  'Parts whose files the disk did not take whole, found and taken out before anything was lost.',
  ['origin'],
)

/** Partition, first and last block, level, and a mutation's number. What is being written has another beginning. */
const PART = /^[^_]+_(?<first>\d+)_(?<last>\d+)_(?<level>\d+)(?<mutation>_\d+)?$/
const LOOK_EVERY_MS = 60_000
const REOPEN_AGAIN_MS = 5_000

export interface PartWatchOptions {
  readonly log: Log
  /** Has the engine open the table anew: it then sets aside what is broken, and a broken merge's parts count again. */
  readonly reopen: (table: string) => Promise<void>
  readonly reopenAgainMs?: number
}

/** What the session that has inserted can tell and do. */
export interface InsertingSession {
  /** Where the table's parts are. */
  pathOf(table: string): Promise<string | undefined>
  dropPart(table: string, part: string): Promise<void>
}

interface WatchedTable {
  readonly path: string
  /** Parts that were looked at. */
  known: ReadonlySet<string>
  /** Those among them that have to go. */
  readonly broken: Set<string>
}

export class PartWatch implements AsyncDisposable {
  readonly #options: PartWatchOptions
  readonly #tables = new Map<string, WatchedTable>()
  readonly #reopening = new Map<string, Promise<void>>()
  readonly #timer: NodeJS.Timeout
  readonly #closing = new AbortController()

  constructor(options: PartWatchOptions) {
    this.#options = options
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref()
  }

  /** The table's parts as they are now are whole: the engine has just looked at them. */
  async trust(table: string, path: string): Promise<void> {
    this.#tables.set(table, { path, known: new Set(await partsIn(path)), broken: new Set() })
  }

  /** Throws where a part of the insert is broken, after it was dropped: the insert is to be done again. */
  async afterInsert(table: string, session: InsertingSession): Promise<void> {
    let watched = this.#tables.get(table)
    let flaws = watched === undefined ? undefined : await this.#lookAt(table, watched, () => true)
    if (flaws === undefined) {
      // Made since, or dropped and made again under its name.
      const path = await session.pathOf(table)
      if (path === undefined || path === watched?.path) return
      watched = { path, known: new Set(), broken: new Set() }
      this.#tables.set(table, watched)
      flaws = (await this.#lookAt(table, watched, () => true)) ?? []
    }
    const inserted = flaws.filter(([part]) => isInserted(part))
    for (const [part] of inserted) {
      const drop = session.dropPart(table, part)
      // Where it can't, opening the table anew gets rid of it.
      await drop.then(() => watched!.broken.delete(part)).catch(() => {})
    }
    if (watched!.broken.size > 0) void this.#reopen(table, watched!)
    if (inserted.length === 0) return
    const [part, flaw] = inserted[0]!
    throw numberedError(
      NO_SPACE,
      `the disk did not take all of a write to ${table} (in ${part}, ${flaw}): it has no space left, or fails`,
    )
  }

  /** At what merges and mutations have made since the last time. What inserts make is for those who inserted. */
  async look(): Promise<void> {
    for (const [table, watched] of this.#tables) {
      try {
        await this.#lookAt(table, watched, part => !isInserted(part))
        if (watched.broken.size > 0) await this.#reopen(table, watched)
      } catch (error) {
        this.#options.log.warn('parts of a table could not be looked at', { table, reason: messageOf(error) })
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing.abort()
    await Promise.all(this.#reopening.values())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** What is wrong, by part, of those that nobody has looked at yet; undefined where there are none of these. */
  async #lookAt(
    table: string,
    watched: WatchedTable,
    which: (part: string) => boolean,
  ): Promise<[part: string, flaw: string][] | undefined> {
    const names = await partsIn(watched.path)
    const { known } = watched
    const fresh = names.filter(name => !known.has(name) && which(name))
    watched.known = new Set([...names.filter(name => known.has(name)), ...fresh])
    if (fresh.length === 0) return undefined
    const flaws: [string, string][] = []
    for (const part of fresh) {
      const flaw = await flawOf(join(watched.path, part)).catch(error => `can't be read: ${messageOf(error)}`)
      if (flaw === undefined) continue
      flaws.push([part, flaw])
      watched.broken.add(part)
      brokenParts.inc({ origin: isInserted(part) ? 'insert' : 'merge' })
      this.#options.log.warn('the disk did not take a part of a table whole', { table, part, flaw })
    }
    return flaws
  }

  #reopen(table: string, watched: WatchedTable): Promise<void> {
    const work = this.#reopening.get(table) ?? this.#reopenUntilDone(table, watched)
    this.#reopening.set(table, work)
    return work
  }

  async #reopenUntilDone(table: string, { path, broken }: WatchedTable): Promise<void> {
    const { log, reopen, reopenAgainMs = REOPEN_AGAIN_MS } = this.#options
    const { signal } = this.#closing
    while (!signal.aborted) {
      const parts = [...broken]
      try {
        await reopen(table)
        log.info('a table was opened anew, without its broken parts', { table, parts })
        for (const part of parts) {
          broken.delete(part)
          // Nothing of it is missing anywhere else; what stays set aside is what nobody has an explanation for.
          await rm(join(path, 'detached', `broken-on-start_${part}`), { recursive: true, force: true })
        }
        if (broken.size === 0) break
      } catch (error) {
        if (signal.aborted) break
        log.warn('a table with broken parts could not be opened anew, trying again', {
          table,
          reason: messageOf(error),
        })
        await delay(reopenAgainMs, undefined, { signal, ref: false }).catch(() => {})
      }
    }
    this.#reopening.delete(table)
  }
}

async function partsIn(path: string): Promise<string[]> {
  try {
    return (await readdir(path)).filter(name => PART.test(name))
  } catch (error) {
    // The directory of a table that was dropped goes a while after it.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw numberedError(CANNOT_OPEN_FILE, `parts can't be looked at in ${path}: ${messageOf(error)}`, error)
  }
}

/** Merges raise the level, mutations add their number. */
function isInserted(part: string): boolean {
  const { first, last, level, mutation } = PART.exec(part)?.groups ?? {}
  return first === last && level === '0' && mutation === undefined
}
