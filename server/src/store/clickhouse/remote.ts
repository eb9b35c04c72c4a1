/**
 * ClickHouse as a server or cluster, over its HTTP interface: the same statements and the same Native blocks as embedded. Every statement
 * has an id by which it is killed when nobody waits for it any more.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '../../self/log.ts'
import { failureKind, numberedError, RESULT_TOO_LARGE } from './failure.ts'
import { type Exchange, HttpExchanges } from './http-exchange.ts'
import { NativeEncoder } from './native.ts'
import { joinBlocks } from './native-decode.ts'
import { decodeNativeStream, type ReceivedBlock } from './native-stream.ts'
import { type Block, type ClickHouse, ClickHouseError, type QueryOptions } from './port.ts'
import { INSERT_SETTINGS, type Settings, STATEMENT_SETTINGS } from './settings.ts'
import { identifier, inlineLarge, type Sql } from './sql.ts'
import { moved, observe, type StatementKind, showWaiting } from './statement-metrics.ts'
import { Turns } from './turns.ts'

export interface RemoteOptions {
  /** Servers of one cluster, tried in turn while they can't be reached. Credentials in a URL count for all. */
  readonly urls: readonly string[]
  readonly user?: string
  readonly password?: string
  readonly database?: string
  /** How many reads and how many writes run at once; each waits only for its own kind. */
  readonly readers?: number
  readonly writers?: number
  readonly maxWaiting?: number
  /** A server that says nothing for so long is given up; statements that change the schema may take ten times as long. */
  readonly silenceMs?: number
  readonly connectTimeoutMs?: number
  /** What `query` may hold; larger results are for `stream`. */
  readonly maxResultBytes?: number
  /** What statements may still take at the end, before they are given up. */
  readonly closeGraceMs?: number
  readonly log: Log
}

/** A query that is to be killed may still be on its way to the server. */
const KILL_AFTER_MS = [0, 50, 200, 800]
const KILLS_AT_THE_END_MS = 2_000

export async function openRemote(options: RemoteOptions): Promise<ClickHouse> {
  const {
    readers: readerCount = 8,
    writers: writerCount = 4,
    maxWaiting = 256,
    database = 'vedette',
  } = options
  const { silenceMs = 60_000, maxResultBytes = 512 * 1024 * 1024, log } = options
  const exchanges = new HttpExchanges({
    urls: options.urls,
    user: options.user ?? 'default',
    password: options.password ?? '',
    connections: readerCount + writerCount + 2,
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
  })
  const readers = new Turns(
    Array.from({ length: readerCount }, (_, i) => i),
    { maxWaiting, what: 'reads' },
  )
  const writers = new Turns(
    Array.from({ length: writerCount }, () => new NativeEncoder()),
    { maxWaiting, what: 'writes' },
  )
  showWaiting(
    () => readers.waiting,
    () => writers.waiting,
  )
  /** Aborted when what still runs at the end has had its time. */
  const giveUp = new AbortController()
  const kills = new Set<Promise<void>>()

  /** Sends a statement and receives its blocks; kills it on the server when that is not for the server's own reasons over early. */
  async function* run(
    kind: StatementKind,
    exchange: Exchange,
    raw: readonly string[] = [],
  ): AsyncGenerator<ReceivedBlock, void, undefined> {
    const observation = observe(kind)
    const queryId = `vedette-${randomUUID()}`
    const parameters = {
      query_id: queryId,
      default_format: 'Native',
      ...STATEMENT_SETTINGS,
      ...exchange.parameters,
    }
    let failure: unknown
    let ended = false
    try {
      const asks = kind === 'query' || kind === 'stream'
      const body = await exchanges.send({ ...exchange, parameters, asks })
      if (asks) {
        for await (const received of decodeNativeStream(body, raw)) {
          moved('read', { rows: received.block.rowCount, bytes: received.sizeBytes })
          yield received
        }
      } else {
        await drain(body)
      }
      ended = true
    } catch (error) {
      failure = error
      // What the server itself reports has ended there.
      const reported = error instanceof ClickHouseError && failureKind(error.number) !== 'timeout'
      ended = reported && exchange.signal?.aborted !== true
      throw error
    } finally {
      observation.end(failure)
      if (!ended) kill(queryId)
    }
  }

  function kill(queryId: string): void {
    const killed = killAgainAndAgain(queryId).finally(() => kills.delete(killed))
    kills.add(killed)
  }

  async function killAgainAndAgain(queryId: string): Promise<void> {
    for (const waitMs of KILL_AFTER_MS) {
      await delay(waitMs)
      const answers = await exchanges.sendToAll({
        parameters: { default_format: 'TabSeparated' },
        body: `KILL QUERY WHERE query_id = '${queryId}' ASYNC`,
        silenceMs: 5_000,
      })
      // The servers name what they kill.
      if (answers.some(answer => answer.length > 0)) return
    }
  }

  function exchange(sql: Sql, settings: Settings = {}, signal?: AbortSignal): Exchange {
    const { text, params } = inlineLarge(sql)
    const named = Object.entries(params).map(([name, value]) => [`param_${name}`, value])
    return {
      parameters: { database, ...settings, ...Object.fromEntries(named) },
      body: text,
      silenceMs,
      signal: signal === undefined ? giveUp.signal : AbortSignal.any([signal, giveUp.signal]),
    }
  }

  async function query(sql: Sql, options: QueryOptions = {}): Promise<Block> {
    const turn = await readers.acquire(options.signal)
    try {
      // The server holds the answer back until it knows that there is no exception in it.
      const settings = { wait_end_of_query: 1, ...options.settings }
      const blocks: Block[] = []
      let sizeBytes = 0
      for await (const part of run('query', exchange(sql, settings, options.signal), options.bytes)) {
        blocks.push(part.block)
        sizeBytes += part.sizeBytes
        if (sizeBytes > maxResultBytes) {
          throw numberedError(
            RESULT_TOO_LARGE,
            `the result has more than the ${maxResultBytes} bytes that are held`,
          )
        }
      }
      return joinBlocks(blocks)
    } finally {
      readers.release(turn)
    }
  }

  async function* stream(sql: Sql, options: QueryOptions = {}): AsyncGenerator<Block, void, undefined> {
    const turn = await readers.acquire(options.signal)
    try {
      const parts = run('stream', exchange(sql, options.settings, options.signal), options.bytes)
      for await (const part of parts) yield part.block
    } finally {
      readers.release(turn)
    }
  }

  async function insert(table: string, block: Block, options: QueryOptions = {}): Promise<void> {
    if (block.rowCount === 0) return
    const columns = block.columns.map(column => `\`${identifier(column.name).fragment}\``).join(', ')
    const statement = `INSERT INTO ${identifier(table).fragment} (${columns}) FORMAT Native`
    const encoder = await writers.acquire(options.signal)
    try {
      const bytes = encoder.encode(block)
      const parameters = {
        database,
        query: statement,
        wait_end_of_query: 1,
        ...INSERT_SETTINGS,
        ...options.settings,
      }
      await drain(run('insert', { parameters, body: bytes, silenceMs, signal: giveUp.signal }))
      moved('written', { rows: block.rowCount, bytes: bytes.length })
    } finally {
      writers.release(encoder)
    }
  }

  async function command(sql: Sql, options: QueryOptions = {}): Promise<void> {
    const turn = await writers.acquire(options.signal)
    try {
      const settings = { wait_end_of_query: 1, ...options.settings }
      await drain(run('command', { ...exchange(sql, settings, options.signal), silenceMs: silenceMs * 10 }))
    } finally {
      writers.release(turn)
    }
  }

  async function close(): Promise<void> {
    const grace = setTimeout(() => {
      giveUp.abort(numberedError(0, 'ClickHouse is being closed'))
    }, options.closeGraceMs ?? 5_000)
    await Promise.all([readers.close(), writers.close()])
    clearTimeout(grace)
    giveUp.abort()
    // A server that does not answer would not hear of them either.
    await Promise.race([Promise.all(kills), delay(KILLS_AT_THE_END_MS, undefined, { ref: false })])
    await exchanges.destroy()
  }

  try {
    const create = `CREATE DATABASE IF NOT EXISTS ${identifier(database).fragment}`
    await drain(run('command', { parameters: {}, body: create, silenceMs }))
  } catch (error) {
    await exchanges.destroy()
    throw error
  }
  log.debug('ClickHouse answers', { servers: options.urls.length, database })

  let closing: Promise<void> | undefined
  return {
    kind: 'remote',
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

async function drain(blocks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of blocks);
}
