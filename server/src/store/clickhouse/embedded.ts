/**
 * ClickHouse inside the process, through chDB. One session writes, a few read, so that no read, however long, delays a write; each is
 * its caller's alone while a statement runs on it. One process per data directory, one data directory per process.
 */
import { dirname } from 'node:path'
import { giveBack } from '@vedette/model'
import type { Log } from '../../self/log.ts'
import { openEngine } from './embedded-engine.ts'
import { NativeEncoder } from './native.ts'
import { ColumnRoom, decodeNative, joinBlocks, nativeBlocks } from './native-decode.ts'
import { type InsertingSession, PartWatch } from './part-watch.ts'
import { type Block, type ClickHouse, columnOf, type QueryOptions } from './port.ts'
import type { EngineSession } from './session.ts'
import { INSERT_SETTINGS, STREAM_SETTINGS } from './settings.ts'
import { identifier, literal, type Sql, sql, text } from './sql.ts'
import { moved, observe, observed, showWaiting } from './statement-metrics.ts'
import { Turns } from './turns.ts'

export interface EmbeddedOptions {
  /** The data directory: the engine lives in `clickhouse/` under it, blocks on their way in `tmp/`. */
  readonly path: string
  readonly memoryBytes: number
  /** How many reads run at once. Each takes a thread of libuv's pool (`UV_THREADPOOL_SIZE`) while it runs, and so does a write. */
  readonly readers?: number
  readonly maxWaiting?: number
  readonly database?: string
  /** What reads may still take when the engine is being closed, before they are killed. */
  readonly closeGraceMs?: number
  readonly log: Log
}

/** How long a table that is to be opened anew waits for those who read; after that they are let in again for a while. */
const REOPEN_PATIENCE_MS = 5_000

export async function openEmbedded(options: EmbeddedOptions): Promise<ClickHouse> {
  const { path, memoryBytes, log, readers: readerCount = 3, maxWaiting = 256, database = 'vedette' } = options
  const startedMs = performance.now()
  const engine = await openEngine({ path, memoryBytes, database, readers: readerCount })
  const { insertFile } = engine
  const writers = new Turns([engine.writer], { maxWaiting, what: 'writes' })
  const readers = new Turns(engine.readers, { maxWaiting, what: 'reads' })
  const underWay = new Map<EngineSession, Promise<unknown>>()
  const encoder = new NativeEncoder()
  const parts = new PartWatch({ log, reopen })
  for (const [table, path] of await tablePaths(engine.writer)) await parts.trust(table, path)
  for (const [path, names] of await setAside(engine.writer)) {
    log.warn(
      'parts whose files are broken were set aside when the database was opened, what they held may be missing',
      {
        path,
        parts: names,
      },
    )
  }
  showWaiting(
    () => readers.waiting,
    () => writers.waiting,
  )
  log.debug('ClickHouse opened', { path, milliseconds: Math.round(performance.now() - startedMs) })

  /** Lets go of the session when its work is really over, however early the caller stopped waiting. */
  function hold(turns: Turns<EngineSession>, session: EngineSession, work: Promise<unknown>): void {
    underWay.set(session, work)
    const end = (): void => {
      underWay.delete(session)
      turns.release(session)
    }
    work.then(end, end)
  }

  async function insert(table: string, block: Block, options: QueryOptions = {}): Promise<void> {
    if (block.rowCount === 0) return
    const names = block.columns.map(column => `\`${identifier(column.name).fragment}\``)
    const structure = block.columns.map((column, i) => `${names[i]} ${column.type}`).join(', ')
    const columns = names.join(', ')
    const session = await writers.acquire(options.signal)
    const work = observed('insert', async () => {
      const bytes = encoder.encode(block)
      await insertFile.write(bytes)
      const from = `file(${literal(insertFile.path)}, 'Native', ${literal(structure)})`
      const text = `INSERT INTO ${identifier(table).fragment} (${columns}) SELECT ${columns} FROM ${from}`
      await session.run({ text, params: {} }, { ...INSERT_SETTINGS, ...options.settings })
      await parts.afterInsert(table, inserting(session))
      moved('written', { rows: block.rowCount, bytes: bytes.length })
      await insertFile.shrink()
    })
    hold(writers, session, work)
    await work
  }

  async function query(sql: Sql, options: QueryOptions = {}): Promise<Block> {
    const session = await readers.acquire(options.signal)
    const work = observed('query', () => session.run(sql, options.settings ?? {}))
    hold(readers, session, work)
    const bytes = (await interruptible(session, work, options.signal)).bytes()
    const block = joinBlocks(decodeNative(bytes, options.bytes))
    moved('read', { rows: block.rowCount, bytes: bytes.length })
    return block
  }

  async function* stream(sql: Sql, options: QueryOptions = {}): AsyncGenerator<Block, void, undefined> {
    const session = await readers.acquire(options.signal)
    const chunks = session.stream(sql, { ...STREAM_SETTINGS, ...options.settings })
    const over = Promise.withResolvers<unknown>()
    hold(readers, session, over.promise)
    const observation = observe('stream')
    const room = options.reuse === true ? new ColumnRoom() : undefined
    let failure: unknown
    try {
      while (true) {
        const chunk = await interruptible(session, chunks.next(), options.signal)
        if (chunk.done === true) return
        for (const block of nativeBlocks(chunk.value, options.bytes, room)) {
          moved('read', { rows: block.rowCount, bytes: chunk.value.length })
          yield block
        }
        giveBack(chunk.value)
      }
    } catch (error) {
      failure = error
      throw error
    } finally {
      // Waits in the generator's own queue for a fetch that is still under way: the session is free when that has ended.
      chunks.return().then(over.resolve, over.resolve)
      observation.end(failure)
    }
  }

  async function command(sql: Sql, options: QueryOptions = {}): Promise<void> {
    const session = await writers.acquire(options.signal)
    const work = observed('command', () => session.run(sql, options.settings ?? {}))
    hold(writers, session, work)
    await interruptible(session, work, options.signal)
  }

  /** For some milliseconds the table is not there: nobody may be reading. */
  async function reopen(table: string): Promise<void> {
    const name = identifier(table).fragment
    const writer = await writers.acquire()
    const taken: EngineSession[] = []
    try {
      const patience = AbortSignal.timeout(REOPEN_PATIENCE_MS)
      for (let i = 0; i < readerCount; i++) taken.push(await readers.acquire(patience))
      await writer.run({ text: `DETACH TABLE IF EXISTS ${name} SYNC`, params: {} }, {})
      await writer.run({ text: `ATTACH TABLE IF NOT EXISTS ${name}`, params: {} }, {})
    } finally {
      for (const session of taken) readers.release(session)
      writers.release(writer)
    }
  }

  let closing: Promise<void> | undefined
  async function close(): Promise<void> {
    const watched = parts.close()
    const written = writers.close()
    const read = readers.close()
    const grace = setTimeout(() => {
      for (const session of engine.readers) {
        const work = underWay.get(session)
        if (work !== undefined) session.killUntilSettled(work)
      }
    }, options.closeGraceMs ?? 5_000)
    await Promise.all([watched, written, read])
    clearTimeout(grace)
    await engine.close()
  }

  return {
    kind: 'embedded',
    query,
    stream,
    insert,
    command,
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

/** By table of the session's database: where its parts are. */
async function tablePaths(session: EngineSession, only?: string): Promise<Map<string, string>> {
  const which = only === undefined ? sql`` : sql` AND name = ${text(only)}`
  const result = await session.run(
    sql`SELECT name, arrayElement(data_paths, 1) AS path FROM system.tables
      WHERE database = currentDatabase() AND notEmpty(data_paths)${which}`,
    {},
  )
  const block = joinBlocks(decodeNative(result.bytes()))
  const paths = columnOf(block, 'path', 'String')
  return new Map(columnOf(block, 'name', 'String').map((name, i) => [name, paths[i]!]))
}

/** By directory: parts that the engine itself found broken, now or at an earlier start. */
async function setAside(session: EngineSession): Promise<Map<string, string[]>> {
  const result = await session.run(
    sql`SELECT path, name FROM system.detached_parts WHERE database = currentDatabase() AND reason = 'broken-on-start'`,
    {},
  )
  const block = joinBlocks(decodeNative(result.bytes()))
  const names = columnOf(block, 'name', 'String')
  return Map.groupBy(names, (_, i) => dirname(columnOf(block, 'path', 'String')[i]!))
}

function inserting(session: EngineSession): InsertingSession {
  return {
    pathOf: async table => (await tablePaths(session, table)).get(table),
    dropPart: async (table, part) => {
      const statement = `ALTER TABLE ${identifier(table).fragment} DROP PART ${literal(part)}`
      await session.run({ text: statement, params: {} }, {})
    },
  }
}

/** Waits for the work or the abort, whichever comes first; an abort kills the work. */
async function interruptible<T>(
  session: EngineSession,
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => {
    aborted.reject(signal.reason)
    session.killUntilSettled(work)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
