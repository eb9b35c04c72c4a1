/** Attempts to pay, as rows: stored before the payment service is asked, so that a crash leaves a trace. */
import type { Queries } from '../../../kit/database/database.ts'

export interface Attempt {
  readonly id: string
  readonly orderId: string
  readonly key: string
  readonly fingerprint: string
  readonly method: string
  readonly status: 'asked' | 'succeeded' | 'declined' | 'failed'
  readonly reason: string | null
  readonly askedMs: number
}

const ATTEMPT = `id, order_id AS "orderId", idempotency_key AS "key", fingerprint, method, status, reason, asked_ms AS "askedMs"`

/** False when the order has an attempt with this key already. */
export async function addAttempt(queries: Queries, attempt: Attempt): Promise<boolean> {
  const { id, orderId, key, fingerprint, method, status, reason, askedMs } = attempt
  const added = await queries.run(
    `INSERT INTO payment_attempts (id, order_id, idempotency_key, fingerprint, method, status, reason, asked_ms)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (order_id, idempotency_key) DO NOTHING`,
    [id, orderId, key, fingerprint, method, status, reason, askedMs],
  )
  return added === 1
}

export function attemptByKey(queries: Queries, orderId: string, key: string): Promise<Attempt | undefined> {
  return queries.one<Attempt>(
    `SELECT ${ATTEMPT} FROM payment_attempts WHERE order_id = $1 AND idempotency_key = $2`,
    [orderId, key],
  )
}

export async function settleAttempt(
  queries: Queries,
  id: string,
  status: Attempt['status'],
  reason: string | null,
): Promise<boolean> {
  const settled = await queries.run(
    `UPDATE payment_attempts SET status = $2, reason = $3 WHERE id = $1 AND status = 'asked'`,
    [id, status, reason],
  )
  return settled === 1
}

/** One that failed takes no place: its key may be used again. */
export function dropFailed(queries: Queries, orderId: string, key: string): Promise<number> {
  return queries.run(
    `DELETE FROM payment_attempts WHERE order_id = $1 AND idempotency_key = $2 AND status = 'failed'`,
    [orderId, key],
  )
}

export function askedBefore(queries: Queries, beforeMs: number, most: number): Promise<Attempt[]> {
  return queries.all<Attempt>(
    `SELECT ${ATTEMPT} FROM payment_attempts WHERE status = 'asked' AND asked_ms <= $1 ORDER BY asked_ms LIMIT $2`,
    [beforeMs, most],
  )
}
