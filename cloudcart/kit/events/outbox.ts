/**
 * Events that must not be lost: written in the transaction of the change they tell of, sent from there in order, deleted when the log has
 * them. What a crash left behind is sent at the next start; the log may then have an event twice, under the same id.
 */
import { randomUUID } from 'node:crypto'
import { context, propagation, ROOT_CONTEXT } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import type { Queries } from '../database/database.ts'
import type { Kit } from '../kit.ts'
import type { NewEvent } from './events.ts'

/** In the migrations of every service with a database: see kit/database. */
export const OUTBOX_SQL = `CREATE TABLE IF NOT EXISTS outbox (
  position BIGINT NOT NULL, id TEXT NOT NULL PRIMARY KEY, topic TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL,
  payload TEXT NOT NULL, traceparent TEXT NOT NULL)`

interface OutboxRow {
  readonly id: string
  readonly type: string
  readonly key: string
  readonly payload: string
  readonly traceparent: string
}

const AT_ONCE = 100
const LOOK_EVERY_MS = 200
/** A transaction may commit this long after it wrote its event; until then it is looked for. */
const LOOK_FOR_MS = 10_000

/** Answers what writes an event into the transaction given. */
export function startOutbox(kit: Kit, topic: string): (queries: Queries, event: NewEvent) => Promise<void> {
  const { database, events, nowMs } = kit
  let lastPosition = 0
  // What a crash left is looked for at the start.
  let lookUntilMs = nowMs() + LOOK_FOR_MS
  let relaying: Promise<void> | undefined

  const relay = async (): Promise<void> => {
    for (;;) {
      const rows = await database.all<OutboxRow>(
        'SELECT id, type, key, payload, traceparent FROM outbox WHERE topic = $1 ORDER BY position LIMIT $2',
        [topic, AT_ONCE],
      )
      for (const { id, type, key, payload, traceparent } of rows) {
        const headers: Record<string, string> = traceparent === '' ? {} : { traceparent }
        try {
          await events.publish(topic, [{ id, type, key, payload: JSON.parse(payload) }], headers)
        } catch (error) {
          lookUntilMs = nowMs() + LOOK_FOR_MS
          throw error
        }
        await database.run('DELETE FROM outbox WHERE id = $1', [id])
      }
      if (rows.length < AT_ONCE) return
    }
  }
  const wake = (): Promise<void> => {
    relaying ??= untraced(relay).finally(() => {
      relaying = undefined
    })
    return relaying
  }
  kit.every(LOOK_EVERY_MS, () => (nowMs() < lookUntilMs ? wake() : undefined))
  kit.onStop(() => wake().catch(() => {}))

  return async (queries, { id = randomUUID(), type, key, payload }) => {
    const headers: Record<string, string> = {}
    propagation.inject(context.active(), headers)
    lastPosition = Math.max(lastPosition + 1, nowMs() * 1000)
    await queries.run(
      'INSERT INTO outbox (position, id, topic, type, key, payload, traceparent) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [lastPosition, id, topic, type, key, JSON.stringify(payload), headers.traceparent ?? ''],
    )
    lookUntilMs = nowMs() + LOOK_FOR_MS
    // In SQLite the look gets its turn after the transaction that this is part of; in PostgreSQL the timer may have to come.
    setImmediate(() => void wake().catch(() => {}))
  }
}

/** The look itself belongs to no trace; what it publishes goes on in the trace that the event was written in. */
function untraced<T>(work: () => T): T {
  return context.with(suppressTracing(ROOT_CONTEXT), work)
}
