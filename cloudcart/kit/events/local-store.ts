/**
 * The tables of the local event log: events by topic, partition and position, how far each group has come, who handles which partition, and
 * which members are alive. All of it is synchronous, as SQLite is, and each change is one transaction.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { DeadLetter, Message } from './delivery.ts'
import type { NewEvent } from './events.ts'

export const PARTITIONS = 4
/** Longer than another process needs for a transaction of its own. */
const BUSY_MS = 2_000

const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  topic TEXT NOT NULL, part INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, key TEXT NOT NULL,
  payload TEXT NOT NULL, headers TEXT NOT NULL, published_ms INTEGER NOT NULL, PRIMARY KEY (topic, part, position)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS heads (topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (topic, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS groups (
  name TEXT NOT NULL, topic TEXT NOT NULL, part INTEGER NOT NULL, next INTEGER NOT NULL, owner TEXT NOT NULL DEFAULT '',
  lease_ms INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (name, topic, part)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (
  name TEXT NOT NULL, topic TEXT NOT NULL, member TEXT NOT NULL, until_ms INTEGER NOT NULL, PRIMARY KEY (name, topic, member)) WITHOUT ROWID;
`

/** A partition as a member of a group sees it. */
export interface Place {
  readonly group: string
  readonly member: string
  readonly topic: string
  readonly part: number
}

/** Of a member: how long others must leave it its partitions. */
export interface Alive {
  readonly group: string
  readonly member: string
  readonly topics: readonly string[]
  readonly nowMs: number
  readonly untilMs: number
}

export interface Kept {
  /** Of one partition. */
  readonly most: number
  readonly sinceMs: number
}

export type LocalStore = ReturnType<typeof openLocalStore>

export function openLocalStore(file: string | undefined) {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true })
  const database = new DatabaseSync(file ?? ':memory:', { timeout: BUSY_MS })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
  database.exec(SCHEMA)
  const prepare = prepared(database)

  const whole = <T>(work: () => T): T => {
    database.exec('BEGIN IMMEDIATE')
    try {
      const done = work()
      database.exec('COMMIT')
      return done
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
  const insert = (topic: string, events: readonly NewEvent[], headers: string, nowMs: number): void => {
    const head = prepare(`INSERT INTO heads (topic, part, next) VALUES (?, ?, 1)
      ON CONFLICT (topic, part) DO UPDATE SET next = next + 1 RETURNING next - 1 AS position`)
    const row = prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    for (const { id = randomUUID(), type, key, payload } of events) {
      const part = partitionOf(key)
      const { position } = head.get(topic, part) as { position: number }
      row.run(topic, part, position, id, type, key, JSON.stringify(payload), headers, nowMs)
    }
  }

  return {
    append(
      topic: string,
      events: readonly NewEvent[],
      headers: Readonly<Record<string, string>>,
      nowMs: number,
    ): void {
      whole(() => insert(topic, events, JSON.stringify(headers), nowMs))
    },

    /** A group that is new begins at the first event or after the last; one that is known goes on. */
    join(group: string, topics: readonly string[], from: 'beginning' | 'end'): void {
      const begin = prepare(`INSERT INTO groups (name, topic, part, next) VALUES (?1, ?2, ?3,
        coalesce((SELECT ${from === 'end' ? 'next' : '0'} FROM heads WHERE topic = ?2 AND part = ?3), 0)) ON CONFLICT DO NOTHING`)
      whole(() => {
        for (const topic of topics)
          for (let part = 0; part < PARTITIONS; part++) begin.run(group, topic, part)
      })
    },

    /** Says that the member lives, prolongs what it holds, and answers by topic who else does, in an order that is the same for all. */
    alive({ group, member, topics, nowMs, untilMs }: Alive): Map<string, string[]> {
      return whole(() => {
        prepare('DELETE FROM members WHERE until_ms < ? OR until_ms > ?').run(nowMs, latest(nowMs, untilMs))
        const say = prepare(`INSERT INTO members VALUES (?, ?, ?, ?)
          ON CONFLICT (name, topic, member) DO UPDATE SET until_ms = excluded.until_ms`)
        for (const topic of topics) say.run(group, topic, member, untilMs)
        prepare('UPDATE groups SET lease_ms = ? WHERE name = ? AND owner = ? AND lease_ms >= ?').run(
          untilMs,
          group,
          member,
          nowMs,
        )
        const all = prepare('SELECT member FROM members WHERE name = ? AND topic = ? ORDER BY member')
        return new Map(
          topics.map(topic => [topic, all.all(group, topic).map(each => String(each.member))] as const),
        )
      })
    },

    leave(group: string, member: string): void {
      whole(() => {
        prepare('DELETE FROM members WHERE name = ? AND member = ?').run(group, member)
        prepare(`UPDATE groups SET owner = '', lease_ms = 0 WHERE name = ? AND owner = ?`).run(group, member)
      })
    },

    /** Where events wait for the group. */
    behind(group: string): { topic: string; part: number }[] {
      return prepare(`SELECT g.topic, g.part FROM groups g JOIN heads h ON h.topic = g.topic AND h.part = g.part
        WHERE g.name = ? AND g.next < h.next`).all(group) as { topic: string; part: number }[]
    },

    /** The position to go on at; undefined while somebody else holds the partition. */
    claim({ group, member, topic, part }: Place, nowMs: number, untilMs: number): number | undefined {
      const claimed =
        prepare(`UPDATE groups SET owner = ?1, lease_ms = ?2 WHERE name = ?3 AND topic = ?4 AND part = ?5
        AND (owner = ?1 OR lease_ms < ?6 OR lease_ms > ?7) RETURNING next`).get(
          ...[member, untilMs, group, topic, part, nowMs, latest(nowMs, untilMs)],
        )
      return claimed?.next as number | undefined
    },

    release({ group, member, topic, part }: Place): void {
      prepare(
        `UPDATE groups SET owner = '', lease_ms = 0 WHERE name = ? AND topic = ? AND part = ? AND owner = ?`,
      ).run(group, topic, part, member)
    },

    read(topic: string, part: number, from: number, most: number): Message[] {
      return prepare(`SELECT position, id, type, key, payload, headers, published_ms FROM events
        WHERE topic = ? AND part = ? AND position >= ? ORDER BY position LIMIT ?`)
        .all(topic, part, from, most)
        .map(row => ({
          topic,
          partition: part,
          offset: String(row.position),
          key: String(row.key),
          value: String(row.payload),
          id: String(row.id),
          type: String(row.type),
          headers: headersFrom(String(row.headers)),
          publishedMs: Number(row.published_ms),
        }))
    },

    /**
     * The group goes on at `next`; what is given up is kept in the same step. False, and nothing is done, when the partition went to
     * somebody else meanwhile.
     */
    commit({ group, member, topic, part }: Place, next: number, nowMs: number, dead?: DeadLetter): boolean {
      return whole(() => {
        const { changes } = prepare(
          'UPDATE groups SET next = ? WHERE name = ? AND topic = ? AND part = ? AND owner = ?',
        ).run(next, group, topic, part, member)
        if (changes === 0) return false
        if (dead !== undefined) insert(dead.topic, [dead.event], JSON.stringify(dead.headers), nowMs)
        return true
      })
    },

    /** When the oldest event was published that waits for the group; undefined when none waits. */
    oldestMs(group: string, topic: string): number | undefined {
      const found = prepare(`SELECT min((SELECT e.published_ms FROM events e
        WHERE e.topic = g.topic AND e.part = g.part AND e.position >= g.next ORDER BY e.position LIMIT 1)) AS oldest
        FROM groups g WHERE g.name = ? AND g.topic = ?`).get(group, topic)
      return (found?.oldest ?? undefined) as number | undefined
    },

    /** Removes the oldest events beyond what is kept, handled or not. */
    tidy({ most, sinceMs }: Kept): void {
      const young = prepare(`SELECT position FROM events WHERE topic = ? AND part = ? AND published_ms >= ?
        ORDER BY position LIMIT 1`)
      const remove = prepare('DELETE FROM events WHERE topic = ? AND part = ? AND position < ?')
      for (const { topic, part, next } of prepare('SELECT topic, part, next FROM heads').all()) {
        const first = Number(young.get(topic!, part!, sinceMs)?.position ?? next)
        remove.run(topic!, part!, Math.max(first, Number(next) - most))
      }
    },

    close: () => database.close(),
  }
}

/** An event is worth more than its headers. */
function headersFrom(text: string): Record<string, string> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
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

/** What is promised for longer than anybody promises was written before the clock went back; who wrote it may be dead. */
function latest(nowMs: number, untilMs: number): number {
  return untilMs + (untilMs - nowMs)
}
