/** Which messages went out, by event and channel. */
import type { Queries } from '../../../kit/database/database.ts'
import type { Channel, Message } from './message.ts'

export const STATUSES = ['success', 'failed'] as const
export type Status = (typeof STATUSES)[number]

export interface Delivery {
  readonly eventId: string
  readonly channel: Channel
  readonly eventType: string
  readonly about: string
  readonly title: string
  readonly status: Status
  readonly attempts: number
  readonly reason: string | null
  readonly updatedMs: number
}

interface DeliveryRow {
  event_id: string
  channel: Channel
  event_type: string
  about: string
  title: string
  status: Status
  attempts: number
  reason: string | null
  updated_ms: number
}

export interface Outcome {
  readonly eventId: string
  readonly eventType: string
  readonly channel: Channel
  readonly message: Message
  readonly status: Status
  readonly reason: string | undefined
}

export async function recordDelivery(queries: Queries, outcome: Outcome, atMs: number): Promise<void> {
  const { eventId, channel, eventType, message, status, reason } = outcome
  await queries.run(
    `INSERT INTO deliveries (event_id, channel, event_type, about, title, status, attempts, reason, updated_ms)
     VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)
     ON CONFLICT (event_id, channel) DO UPDATE SET status = excluded.status, reason = excluded.reason,
       attempts = deliveries.attempts + 1, updated_ms = excluded.updated_ms`,
    [eventId, channel, eventType, message.about, message.title, status, reason ?? null, atMs],
  )
}

export async function deliveredChannels(queries: Queries, eventId: string): Promise<ReadonlySet<string>> {
  const rows = await queries.all<{ channel: string }>(
    `SELECT channel FROM deliveries WHERE event_id = $1 AND status = 'success'`,
    [eventId],
  )
  return new Set(rows.map(row => row.channel))
}

export async function recentDeliveries(
  queries: Queries,
  limit: number,
  status: Status | undefined,
): Promise<Delivery[]> {
  const rows = await queries.all<DeliveryRow>(
    `SELECT * FROM deliveries WHERE status = $1 OR $1 = '' ORDER BY updated_ms DESC, event_id LIMIT $2`,
    [status ?? '', limit],
  )
  return rows.map(row => ({
    eventId: row.event_id,
    channel: row.channel,
    eventType: row.event_type,
    about: row.about,
    title: row.title,
    status: row.status,
    attempts: row.attempts,
    reason: row.reason,
    updatedMs: row.updated_ms,
  }))
}

export function forgetDeliveries(queries: Queries, beforeMs: number): Promise<number> {
  return queries.run('DELETE FROM deliveries WHERE updated_ms < $1', [beforeMs])
}

/** Remembers this start; how many there were before. */
export async function countStarts(queries: Queries, atMs: number): Promise<number> {
  const row = await queries.one<{ starts: number }>('SELECT COUNT(*) AS starts FROM worker_starts')
  await queries.run('INSERT INTO worker_starts (started_ms) VALUES ($1)', [atMs])
  return row?.starts ?? 0
}
