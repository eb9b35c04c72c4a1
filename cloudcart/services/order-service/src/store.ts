/** Orders as rows. A change of state is a conditional UPDATE; its count says whether it happened. */
import type { OrderLine } from '../../../contracts/events.ts'
import type { Queries, Value } from '../../../kit/database/database.ts'
import { ORDER_STATUSES, type OrderStatus } from './order-states.ts'

export interface OrderHead {
  readonly id: string
  readonly userId: string
  readonly status: OrderStatus
  readonly totalCents: number
  readonly shippingAddress: string | null
  readonly paying: string | null
  readonly paymentId: string | null
  readonly createdMs: number
  readonly updatedMs: number
}

export interface Order extends OrderHead {
  readonly items: readonly OrderLine[]
  readonly history: readonly { readonly status: OrderStatus; readonly atMs: number }[]
}

/** An order from the first moment on, when there is nothing but its key. */
export interface Draft {
  readonly id: string
  readonly userId: string
  readonly key: string
  readonly fingerprint: string
  readonly totalCents: number
  readonly shippingAddress: string | null
}

const HEAD = `id, user_id AS "userId", status, total_cents AS "totalCents", shipping_address AS "shippingAddress", paying,
  payment_id AS "paymentId", created_ms AS "createdMs", updated_ms AS "updatedMs"`

/** False when the user has an order with this key already. */
export async function addDraft(queries: Queries, draft: Draft, nowMs: number): Promise<boolean> {
  const { id, userId, key, fingerprint, totalCents, shippingAddress } = draft
  const added = await queries.run(
    `INSERT INTO orders (id, user_id, status, total_cents, shipping_address, idempotency_key, fingerprint, created_ms, updated_ms)
      VALUES ($1, $2, 'creating', $3, $4, $5, $6, $7, $7) ON CONFLICT (user_id, idempotency_key) DO NOTHING`,
    [id, userId, totalCents, shippingAddress, key, fingerprint, nowMs],
  )
  return added === 1
}

export interface Claimed {
  readonly id: string
  readonly status: OrderStatus | 'creating'
  readonly fingerprint: string
}

export function byKey(queries: Queries, userId: string, key: string): Promise<Claimed | undefined> {
  return queries.one<Claimed>(
    'SELECT id, status, fingerprint FROM orders WHERE user_id = $1 AND idempotency_key = $2',
    [userId, key],
  )
}

/** False when it was cleared away meanwhile. */
export async function completeDraft(
  queries: Queries,
  id: string,
  lines: readonly OrderLine[],
  nowMs: number,
): Promise<boolean> {
  const completed = await queries.run(
    `UPDATE orders SET status = 'awaiting_payment', created_ms = $2, updated_ms = $2 WHERE id = $1 AND status = 'creating'`,
    [id, nowMs],
  )
  if (completed === 0) return false
  const values = lines.flatMap(({ productId, name, quantity, unitPriceCents }, line): Value[] => [
    line,
    productId,
    name,
    quantity,
    unitPriceCents,
  ])
  const rows = lines.map(
    (_, row) => `($1, ${[2, 3, 4, 5, 6].map(column => `$${row * 5 + column}`).join(', ')})`,
  )
  await queries.run(
    `INSERT INTO order_items (order_id, line, product_id, name, quantity, unit_price_cents) VALUES ${rows.join(', ')}`,
    [id, ...values],
  )
  await addHistory(queries, id, 'awaiting_payment', nowMs)
  return true
}

export async function dropDraft(queries: Queries, id: string): Promise<boolean> {
  return (await queries.run(`DELETE FROM orders WHERE id = $1 AND status = 'creating'`, [id])) === 1
}

export async function draftsBefore(queries: Queries, beforeMs: number, most: number): Promise<string[]> {
  const rows = await queries.all<{ id: string }>(
    `SELECT id FROM orders WHERE status = 'creating' AND updated_ms <= $1 ORDER BY updated_ms LIMIT $2`,
    [beforeMs, most],
  )
  return rows.map(({ id }) => id)
}

export async function find(queries: Queries, id: string): Promise<Order | undefined> {
  const head = await queries.one<OrderHead>(
    `SELECT ${HEAD} FROM orders WHERE id = $1 AND status <> 'creating'`,
    [id],
  )
  return head === undefined ? undefined : (await complete(queries, [head]))[0]
}

export interface Wanted {
  readonly userId?: string | undefined
  readonly status?: OrderStatus | undefined
  readonly limit: number
  readonly offset: number
}

/** The newest first. */
export async function list(queries: Queries, wanted: Wanted): Promise<{ items: Order[]; total: number }> {
  const params: Value[] = []
  const conditions = [`status <> 'creating'`]
  if (wanted.userId !== undefined) conditions.push(`user_id = $${params.push(wanted.userId)}`)
  if (wanted.status !== undefined) conditions.push(`status = $${params.push(wanted.status)}`)
  const where = conditions.join(' AND ')
  const count = await queries.one<{ n: number }>(`SELECT COUNT(*) AS n FROM orders WHERE ${where}`, params)
  const heads = await queries.all<OrderHead>(
    `SELECT ${HEAD} FROM orders WHERE ${where} ORDER BY created_ms DESC, id
      LIMIT $${params.push(wanted.limit)} OFFSET $${params.push(wanted.offset)}`,
    params,
  )
  return { items: await complete(queries, heads), total: Number(count?.n ?? 0) }
}

/** Items and history of several orders at once. */
async function complete(queries: Queries, heads: readonly OrderHead[]): Promise<Order[]> {
  if (heads.length === 0) return []
  const ids = heads.map(head => head.id)
  const places = ids.map((_, i) => `$${i + 1}`).join(', ')
  const items = await queries.all<OrderLine & { orderId: string }>(
    `SELECT order_id AS "orderId", product_id AS "productId", name, quantity, unit_price_cents AS "unitPriceCents"
      FROM order_items WHERE order_id IN (${places}) ORDER BY order_id, line`,
    ids,
  )
  const history = await queries.all<{ orderId: string; status: OrderStatus; atMs: number }>(
    `SELECT order_id AS "orderId", status, at_ms AS "atMs" FROM order_history WHERE order_id IN (${places})`,
    ids,
  )
  const itemsOf = Map.groupBy(items, item => item.orderId)
  const historyOf = Map.groupBy(history, each => each.orderId)
  return heads.map(head => ({
    ...head,
    items: (itemsOf.get(head.id) ?? []).map(({ orderId: _, ...line }) => line),
    history: (historyOf.get(head.id) ?? [])
      .map(({ status, atMs }) => ({ status, atMs }))
      .sort((a, b) => a.atMs - b.atMs || rank(a.status) - rank(b.status)),
  }))
}

const rank = (status: OrderStatus): number => ORDER_STATUSES.indexOf(status)

function addHistory(queries: Queries, id: string, status: OrderStatus, nowMs: number): Promise<number> {
  return queries.run('INSERT INTO order_history (order_id, status, at_ms) VALUES ($1, $2, $3)', [
    id,
    status,
    nowMs,
  ])
}

/** False when it is no longer where it comes from, or a payment is at work. */
export async function move(
  queries: Queries,
  id: string,
  from: OrderStatus,
  to: OrderStatus,
  nowMs: number,
): Promise<boolean> {
  const moved = await queries.run(
    'UPDATE orders SET status = $3, updated_ms = $4 WHERE id = $1 AND status = $2 AND paying IS NULL',
    [id, from, to, nowMs],
  )
  if (moved === 0) return false
  await addHistory(queries, id, to, nowMs)
  return true
}

/** The order is this attempt's until it is let go; false when it is another's, or can't be paid any more. */
export async function claimForPayment(queries: Queries, id: string, attempt: string): Promise<boolean> {
  const claimed = await queries.run(
    `UPDATE orders SET paying = $2 WHERE id = $1 AND status = 'awaiting_payment' AND paying IS NULL`,
    [id, attempt],
  )
  return claimed === 1
}

export async function confirm(
  queries: Queries,
  id: string,
  attempt: string,
  paymentId: string,
  nowMs: number,
): Promise<boolean> {
  const confirmed = await queries.run(
    `UPDATE orders SET status = 'confirmed', paying = NULL, payment_id = $3, updated_ms = $4
      WHERE id = $1 AND paying = $2 AND status = 'awaiting_payment'`,
    [id, attempt, paymentId, nowMs],
  )
  if (confirmed === 0) return false
  await addHistory(queries, id, 'confirmed', nowMs)
  return true
}

export function letGo(queries: Queries, id: string, attempt: string): Promise<number> {
  return queries.run('UPDATE orders SET paying = NULL WHERE id = $1 AND paying = $2', [id, attempt])
}

/** Orders that stay in a state since then; those that a payment is at work on are left out. */
export async function restingSince(
  queries: Queries,
  status: OrderStatus,
  beforeMs: number,
  most: number,
): Promise<string[]> {
  const rows = await queries.all<{ id: string }>(
    `SELECT id FROM orders WHERE status = $1 AND updated_ms <= $2 AND paying IS NULL ORDER BY updated_ms LIMIT $3`,
    [status, beforeMs, most],
  )
  return rows.map(({ id }) => id)
}

export async function countByStatus(queries: Queries): Promise<Map<OrderStatus, number>> {
  const rows = await queries.all<{ status: OrderStatus; n: number }>(
    `SELECT status, COUNT(*) AS n FROM orders WHERE status IN ('awaiting_payment', 'confirmed', 'shipped') GROUP BY status`,
  )
  return new Map(rows.map(({ status, n }) => [status, Number(n)]))
}

/** Orders that are over. */
export function forgetBefore(queries: Queries, beforeMs: number): Promise<number> {
  return queries.run(
    `DELETE FROM orders WHERE status IN ('delivered', 'returned', 'cancelled') AND updated_ms < $1
      AND id NOT IN (SELECT order_id FROM duties)`,
    [beforeMs],
  )
}
