/** Duties as rows. */
import type { Queries } from '../../../kit/database/database.ts'

export const DUTIES = ['commit', 'release', 'refund'] as const

export interface Duty {
  readonly orderId: string
  readonly kind: (typeof DUTIES)[number]
  /** The payment to give back, or why stock comes back. */
  readonly about: string
}

const NEXT_TRY_MS = 3_000

export function addDuty(queries: Queries, { orderId, kind, about }: Duty, nowMs: number): Promise<number> {
  return queries.run(
    'INSERT INTO duties (order_id, kind, about, due_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (order_id, kind) DO NOTHING',
    // Whoever writes it tries it first.
    [orderId, kind, about, nowMs + NEXT_TRY_MS],
  )
}

export function dropDuty(queries: Queries, orderId: string, kind: Duty['kind']): Promise<number> {
  return queries.run('DELETE FROM duties WHERE order_id = $1 AND kind = $2', [orderId, kind])
}

/** It could not be done; somebody tries again later. */
export function putOff(queries: Queries, { orderId, kind }: Duty, nowMs: number): Promise<number> {
  return queries.run('UPDATE duties SET due_ms = $3 WHERE order_id = $1 AND kind = $2', [
    orderId,
    kind,
    nowMs + NEXT_TRY_MS,
  ])
}

export function dutiesDue(queries: Queries, nowMs: number, most: number): Promise<Duty[]> {
  return queries.all<Duty>(
    `SELECT order_id AS "orderId", kind, about FROM duties WHERE due_ms <= $1 ORDER BY due_ms LIMIT $2`,
    [nowMs, most],
  )
}

export async function hasDuty(queries: Queries, orderId: string, kind: Duty['kind']): Promise<boolean> {
  const found = await queries.one('SELECT 1 AS found FROM duties WHERE order_id = $1 AND kind = $2', [
    orderId,
    kind,
  ])
  return found !== undefined
}

export function countDuties(queries: Queries): Promise<{ kind: Duty['kind']; n: number }[]> {
  return queries.all('SELECT kind, COUNT(*) AS n FROM duties GROUP BY kind')
}
