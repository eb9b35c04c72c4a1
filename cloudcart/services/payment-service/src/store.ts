/** Payments as rows. A change of state is a conditional UPDATE; its count says whether it happened. */
import type { Queries } from '../../../kit/database/database.ts'

export const METHODS = ['card', 'paypal', 'bank_transfer', 'gift_card'] as const
export type Method = (typeof METHODS)[number]

export type PaymentStatus = 'pending' | 'succeeded' | 'declined' | 'failed' | 'void' | 'refunded'

export interface Payment {
  readonly id: string
  readonly key: string
  readonly fingerprint: string
  readonly orderId: string
  readonly userId: string
  readonly amountCents: number
  readonly method: Method
  readonly status: PaymentStatus
  /** Why it was declined, or failed. */
  readonly reason: string | null
  readonly attempt: number
  readonly createdMs: number
}

const PAYMENT = `id, idempotency_key AS "key", fingerprint, order_id AS "orderId", user_id AS "userId",
  amount_cents AS "amountCents", method, status, reason, attempt, created_ms AS "createdMs"`

/** False when a payment has the key already. */
export async function add(queries: Queries, payment: Payment): Promise<boolean> {
  const { id, key, fingerprint, orderId, userId, amountCents, method, status, reason, attempt, createdMs } =
    payment
  const added = await queries.run(
    `INSERT INTO payments (id, idempotency_key, fingerprint, order_id, user_id, amount_cents, method, status, reason, attempt,
        created_ms, updated_ms)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) ON CONFLICT (idempotency_key) DO NOTHING`,
    [id, key, fingerprint, orderId, userId, amountCents, method, status, reason, attempt, createdMs],
  )
  return added === 1
}

export function byKey(queries: Queries, key: string): Promise<Payment | undefined> {
  return queries.one<Payment>(`SELECT ${PAYMENT} FROM payments WHERE idempotency_key = $1`, [key])
}

export function byId(queries: Queries, id: string): Promise<Payment | undefined> {
  return queries.one<Payment>(`SELECT ${PAYMENT} FROM payments WHERE id = $1`, [id])
}

export function ofOrder(queries: Queries, orderId: string): Promise<Payment[]> {
  return queries.all<Payment>(`SELECT ${PAYMENT} FROM payments WHERE order_id = $1 ORDER BY created_ms, id`, [
    orderId,
  ])
}

/** False when somebody else settled this attempt before. */
export async function settle(
  queries: Queries,
  { id, attempt }: Payment,
  status: PaymentStatus,
  reason: string | null,
  nowMs: number,
): Promise<boolean> {
  const settled = await queries.run(
    `UPDATE payments SET status = $3, reason = $4, updated_ms = $5 WHERE id = $1 AND attempt = $2 AND status = 'pending'`,
    [id, attempt, status, reason, nowMs],
  )
  return settled === 1
}

/** A failed payment is tried again; undefined when somebody else does that already. */
export function tryAgain(queries: Queries, id: string, nowMs: number): Promise<Payment | undefined> {
  return queries.one<Payment>(
    `UPDATE payments SET status = 'pending', reason = NULL, attempt = attempt + 1, updated_ms = $2
      WHERE id = $1 AND status = 'failed' RETURNING ${PAYMENT}`,
    [id, nowMs],
  )
}

export async function refunded(queries: Queries, id: string, nowMs: number): Promise<boolean> {
  const changed = await queries.run(
    `UPDATE payments SET status = 'refunded', updated_ms = $2 WHERE id = $1 AND status = 'succeeded'`,
    [id, nowMs],
  )
  return changed === 1
}

export function pendingSince(queries: Queries, beforeMs: number, most: number): Promise<Payment[]> {
  return queries.all<Payment>(
    `SELECT ${PAYMENT} FROM payments WHERE status = 'pending' AND updated_ms <= $1 ORDER BY updated_ms LIMIT $2`,
    [beforeMs, most],
  )
}

export async function countPending(queries: Queries): Promise<number> {
  const row = await queries.one<{ n: number }>(`SELECT COUNT(*) AS n FROM payments WHERE status = 'pending'`)
  return Number(row?.n ?? 0)
}

export function forgetBefore(queries: Queries, beforeMs: number): Promise<number> {
  return queries.run(`DELETE FROM payments WHERE status <> 'pending' AND updated_ms < $1`, [beforeMs])
}
