/**
 * The event log without a broker: topics, partitions, offsets and groups as Kafka has them, in one SQLite file (or in memory). Processes of one
 * machine may share the file: who handles a partition for a group holds a lease on it, and what others publish is noticed by looking.
 */
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { deadTopicOf, type EventLogNotes, settle } from './delivery.ts'
import type { EventLog, NewEvent, StoredEvent, SubscribeOptions, Subscription } from './events.ts'

export interface LocalLogOptions {
  /** In memory where it is missing. */
  readonly file?: string | undefined
  readonly log: EventLogNotes
  readonly nowMs?: () => number
  /** More than so many events of a topic are not kept. */
  readonly mostEvents?: number
}

const PARTITIONS = 4
/** How often somebody else's events are looked for; own ones are noticed at once. */
const LOOK_EVERY_MS = 250
const LEASE_MS = 5_000
const MOST_EVENTS = 20_000
const TIDY_EVERY = 500
const AT_ONCE = 32

const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  topic TEXT NOT NULL, part INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL,
  payload TEXT NOT NULL, headers TEXT NOT NULL, published_ms INTEGER NOT NULL, PRIMARY KEY (topic, part, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heads (topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS groups (
  name TEXT NOT NULL, topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, owner TEXT NOT NULL DEFAULT '',
  lease_ms INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (name, topic, part)) WITHOUT ROWID;
`

interface EventRow {
  readonly position: number
  readonly id: string
  readonly type: string
  readonly key: string
  readonly payload: string
  readonly headers: string
  readonly published_ms: number
}

export function openLocalLog(options: LocalLogOptions): EventLog {
  const { file, log, nowMs = Date.now, mostEvents = MOST_EVENTS } = options
  const database = new DatabaseSync(file ?? ':memory:')
  database.exec('PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
  database.exec(SCHEMA)
  const published = new EventEmitter().setMaxListeners(0)
  const subscriptions = new Set<Subscription>()
  const prepare = prepared(database)
  let sinceTidy = 0
  let closed = false

  const append = (
    topic: string,
    events: readonly NewEvent[],
    headers: Readonly<Record<string, string>>,
  ): void => {
    const head = prepare(`INSERT INTO heads (topic, part, next) VALUES (?, ?, 1)
      ON CONFLICT (topic, part) DO UPDATE SET next = next + 1 RETURNING next - 1 AS position`)
    const insert = prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    const headerText = JSON.stringify(headers)
    database.exec('BEGIN IMMEDIATE')
    try {
      for (const { id = randomUUID(), type, key, payload } of events) {
        const part = partitionOf(key)
        const { position } = head.get(topic, part) as { position: number }
        insert.run(topic, part, position, id, type, key, JSON.stringify(payload), headerText, nowMs())
      }
      database.exec('COMMIT')
    } catch (error) {
      database.exec('ROLLBACK')
      throw error
    }
    sinceTidy += events.length
    if (sinceTidy >= TIDY_EVERY) {
      sinceTidy = 0
      prepare(`DELETE FROM events WHERE topic = ?1 AND position <
        (SELECT next FROM heads WHERE topic = ?1 AND heads.part = events.part) - ?2`).run(
        topic,
        Math.ceil(mostEvents / PARTITIONS),
      )
    }
  }

  return {
    kind: 'local',
    async publish(topic, events, headers = {}) {
      if (closed) throw new Error('the event log is closed')
      append(topic, events, headers)
      published.emit('events')
    },
    async subscribe(subscribed) {
      const made = subscribe(subscribed)
      subscriptions.add(made)
      return made
    },
    async close() {
      if (closed) return
      await Promise.all([...subscriptions].map(each => each.close()))
      closed = true
      database.close()
    },
  }

  function subscribe(subscribed: SubscribeOptions): Subscription {
    const { group, topics, from = 'beginning' } = subscribed
    const member = randomUUID()
    const stopping = new AbortController()
    const working = new Map<string, Promise<void>>()
    let paused = false

    const join = prepare(`INSERT INTO groups (name, topic, part, next) VALUES (?1, ?2, ?3,
      coalesce((SELECT ${from === 'end' ? 'next' : '0'} FROM heads WHERE topic = ?2 AND part = ?3), 0)) ON CONFLICT DO NOTHING`)
    for (const topic of topics) for (let part = 0; part < PARTITIONS; part++) join.run(group, topic, part)

    const claim =
      prepare(`UPDATE groups SET owner = ?1, lease_ms = ?2 WHERE name = ?3 AND topic = ?4 AND part = ?5
      AND (owner = ?1 OR lease_ms < ?6) RETURNING next`)
    const read = prepare(`SELECT position, id, type, key, payload, headers, published_ms FROM events
      WHERE topic = ? AND part = ? AND position >= ? ORDER BY position LIMIT ${AT_ONCE}`)
    const commit = prepare(
      'UPDATE groups SET next = ?1, lease_ms = ?2 WHERE name = ?3 AND topic = ?4 AND part = ?5 AND owner = ?6',
    )
    const behind = prepare(`SELECT count(*) AS found FROM groups g JOIN heads h USING (topic, part)
      WHERE g.name = ? AND g.topic = ? AND part = ? AND g.next < h.next`)

    const next = (topic: string, part: number): EventRow[] => {
      const { found } = behind.get(group, topic, part) as { found: number }
      if (found === 0) return []
      const now = nowMs()
      const claimed = claim.get(member, now + LEASE_MS, group, topic, part, now) as
        | { next: number }
        | undefined
      return claimed === undefined ? [] : (read.all(topic, part, claimed.next) as unknown as EventRow[])
    }
    const work = async (topic: string, part: number): Promise<void> => {
      while (!paused && !stopping.signal.aborted) {
        const rows = next(topic, part)
        if (rows.length === 0) return
        for (const row of rows) {
          if (paused || stopping.signal.aborted) return
          const outcome = await settle(eventOf(row, topic, part), subscribed, stopping.signal)
          if (outcome === 'left') return
          if (outcome !== 'handled') {
            append(deadTopicOf(topic), [{ ...eventOf(row, topic, part) }], { ...outcome.headers })
            log.warn(`${row.type} went to the dead letters`, { topic, reason: outcome.headers.reason })
          }
          commit.run(row.position + 1, nowMs() + LEASE_MS, group, topic, part, member)
        }
      }
    }
    const look = (): void => {
      if (paused || stopping.signal.aborted) return
      for (const topic of topics) {
        for (let part = 0; part < PARTITIONS; part++) {
          const key = `${topic} ${part}`
          if (working.has(key)) continue
          const done = work(topic, part)
            .catch(error => log.error('the event log could not be read', error))
            .finally(() => working.delete(key))
          working.set(key, done)
        }
      }
    }
    published.on('events', look)
    const timer = setInterval(look, LOOK_EVERY_MS).unref()
    queueMicrotask(look)

    const subscription: Subscription = {
      async close() {
        subscriptions.delete(subscription)
        clearInterval(timer)
        published.off('events', look)
        stopping.abort(new Error('the subscription is closed'))
        await Promise.all(working.values())
        if (!closed)
          prepare(`UPDATE groups SET owner = '', lease_ms = 0 WHERE name = ? AND owner = ?`).run(
            group,
            member,
          )
      },
      pause() {
        paused = true
      },
      resume() {
        paused = false
        look()
      },
      async lagSeconds() {
        const oldest = prepare(`SELECT min(e.published_ms) AS oldest FROM groups g JOIN events e
          ON e.topic = g.topic AND e.part = g.part AND e.position >= g.next WHERE g.name = ? AND g.topic = ?`)
        return new Map(
          topics.map(topic => {
            const { oldest: ms } = oldest.get(group, topic) as { oldest: number | null }
            return [topic, ms === null ? 0 : Math.max(0, (nowMs() - ms) / 1000)]
          }),
        )
      },
    }
    return subscription
  }
}

function eventOf(row: EventRow, topic: string, partition: number): Omit<StoredEvent, 'attempt'> {
  return {
    id: row.id,
    topic,
    type: row.type,
    key: row.key,
    payload: JSON.parse(row.payload),
    headers: JSON.parse(row.headers),
    partition,
    offset: String(row.position),
    publishedMs: row.published_ms,
  }
}

/** FNV-1a: the same in each process. */
function partitionOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash >>> 0) % PARTITIONS
}

function prepared(database: DatabaseSync) {
  const known = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  return (sql: string) => {
    let statement = known.get(sql)
    if (statement === undefined) {
      statement = database.prepare(sql)
      known.set(sql, statement)
    }
    return statement
  }
}
