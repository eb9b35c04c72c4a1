/**
 * Events that must not be lost: written in the transaction of the change they tell of, sent from there in order, deleted when the log has
 * them. What a crash left behind is sent at the next start; the log may then have an event twice, under the same id. One outbox for each
 * database: two that send from the same table would send all of it twice.
 */
import { AsyncResource } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import type { Database, Queries } from '../database/database.ts'
import type { Kit } from '../kit.ts'
import type { EventLog, NewEvent } from './events.ts'

/** In the database of every service that has one: see kit/stores.ts. */
export const OUTBOX_SQL = `CREATE TABLE IF NOT EXISTS outbox (
  position BIGINT NOT NULL, id TEXT NOT NULL PRIMARY KEY, topic TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL,
  payload TEXT NOT NULL, traceparent TEXT NOT NULL)`

export interface OutboxOptions {
  readonly database: Database
  readonly events: EventLog
  /** By the event's type. */
  readonly topicOf: (type: string) => string
  readonly log: {
    info(message: string, fields?: Readonly<Record<string, string>>): void
    warn(message: string, fields?: Readonly<Record<string, string>>): void
  }
  readonly nowMs?: () => number
  /** The pause after the first failure; it doubles. */
  readonly retryMs?: number
}

export interface Outbox {
  /** Writes an event into the transaction that is given; it is sent when that is committed, and never when it is not. */
  add(queries: Queries, event: NewEvent): Promise<void>
  /** Sends what is there, if the log takes it at once; the rest is sent after the next start. */
  close(): Promise<void>
}

interface OutboxRow {
  readonly id: string
  readonly topic: string
  readonly type: string
  readonly key: string
  readonly payload: string
  readonly traceparent: string
}

const AT_ONCE = 100
const RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000
/** Nobody tells that a transaction is committed: its event is looked for, at once and then less and less often. */
const LOOK_AGAIN_MS = 4
const LONGEST_LOOK_MS = 200
/** Who has not committed by now has rolled back. A start would find the event all the same. */
const LOOK_FOR_MS = 10_000

export function createOutbox(options: OutboxOptions): Outbox {
  const { database, events, topicOf, log, nowMs = Date.now, retryMs = RETRY_MS } = options
  /** Written by us and not seen yet: until when they are looked for. */
  const expected = new Map<string, number>()
  let lastPosition = 0
  let lookMs = LOOK_AGAIN_MS
  let pauseMs = retryMs
  let away = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let soon = false
  let again = false
  let sending: Promise<void> | undefined

  const sendAll = async (): Promise<void> => {
    for (;;) {
      const rows = await database.all<OutboxRow>(
        'SELECT id, topic, type, key, payload, traceparent FROM outbox ORDER BY position LIMIT $1',
        [AT_ONCE],
      )
      for (const { id, topic, type, key, payload, traceparent } of rows) {
        const headers: Record<string, string> = traceparent === '' ? {} : { traceparent }
        await events.publish(topic, [{ id, type, key, payload: JSON.parse(payload) }], headers)
        await database.run('DELETE FROM outbox WHERE id = $1', [id])
        expected.delete(id)
      }
      if (rows.length < AT_ONCE) return
    }
  }
  const send = async (): Promise<void> => {
    do {
      again = false
      const now = nowMs()
      for (const [id, untilMs] of expected) if (untilMs < now) expected.delete(id)
      try {
        await sendAll()
      } catch (error) {
        if (!away && !closed) {
          const reason = (error as Error).message
          log.warn('events wait in the outbox, because they could not be sent', { reason })
        }
        away = true
        lookIn(pauseMs)
        pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS)
        return
      }
      if (away) log.info('the events that waited in the outbox are sent')
      away = false
      pauseMs = retryMs
    } while (again)
    if (expected.size === 0) return
    lookIn(lookMs)
    lookMs = Math.min(lookMs * 2, LONGEST_LOOK_MS)
  }
  const lookIn = (ms: number): void => {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(look, ms).unref()
  }
  // In the context of who made the outbox: inside of a transaction the database takes no other statement, and an event is added there.
  const look = AsyncResource.bind((): void => {
    again = true
    sending ??= untraced(send).finally(() => {
      sending = undefined
    })
  })

  look()
  return {
    async add(queries, { id = randomUUID(), type, key, payload }) {
      const headers: Record<string, string> = {}
      propagation.inject(context.active(), headers)
      lastPosition = Math.max(lastPosition + 1, nowMs() * 1000)
      await queries.run(
        'INSERT INTO outbox (position, id, topic, type, key, payload, traceparent) VALUES ($1, $2, $3, $4, $5, $6, $7)',
        [lastPosition, id, topicOf(type), type, key, JSON.stringify(payload), headers.traceparent ?? ''],
      )
      expected.set(id, nowMs() + LOOK_FOR_MS)
      lookMs = LOOK_AGAIN_MS
      // While the log is away its pauses are kept.
      if (away || soon || closed) return
      soon = true
      setImmediate(() => {
        soon = false
        if (!closed && !away) look()
      })
    },
    async close() {
      if (closed) return
      closed = true
      clearTimeout(timer)
      await sending
      if (!away) await untraced(send)
    },
  }
}

/** A service's own, for events of one topic: answers what writes an event into the transaction given. */
export function startOutbox(kit: Kit, topic: string): Outbox['add'] {
  const { database, events, log, nowMs } = kit
  const outbox = createOutbox({ database, events, log, nowMs, topicOf: () => topic })
  kit.onStop(() => outbox.close())
  return outbox.add
}

/** The look itself belongs to no trace; what it sends goes on in the trace that the event was written in. */
function untraced<T>(work: () => T): T {
  return context.with(suppressTracing(ROOT_CONTEXT), work)
}
