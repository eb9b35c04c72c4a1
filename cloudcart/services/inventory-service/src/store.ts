/** Levels and reservations as rows. Whatever could race is one conditional UPDATE; its count says whether it happened. */
import type { Queries } from '../../../kit/database/database.ts'

export interface Item {
  readonly productId: string
  readonly quantity: number
}

export interface Level {
  readonly productId: string
  readonly onHand: number
  readonly reserved: number
  readonly available: number
}

export type ReservationStatus = 'held' | 'committed' | 'released' | 'expired' | 'returned'

export interface Reservation {
  readonly orderId: string
  readonly status: ReservationStatus
  readonly fingerprint: string
  readonly expiresMs: number
}

const LEVEL =
  'product_id AS "productId", on_hand AS "onHand", reserved AS "reserved", on_hand - reserved AS "available"'
const RESERVATION = 'order_id AS "orderId", status, fingerprint, expires_ms AS "expiresMs"'

export function levels(queries: Queries): Promise<Level[]> {
  return queries.all<Level>(`SELECT ${LEVEL} FROM levels ORDER BY product_id`)
}

export function level(queries: Queries, productId: string): Promise<Level | undefined> {
  return queries.one<Level>(`SELECT ${LEVEL} FROM levels WHERE product_id = $1`, [productId])
}

/** A product that is there already keeps its level. */
export function addLevel(
  queries: Queries,
  productId: string,
  onHand: number,
  nowMs: number,
): Promise<number> {
  return queries.run(
    `INSERT INTO levels (product_id, on_hand, shelf, updated_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (product_id) DO NOTHING`,
    [productId, onHand, onHand, nowMs],
  )
}

/** Undefined when there are not so many left. */
export function hold(
  queries: Queries,
  { productId, quantity }: Item,
  nowMs: number,
): Promise<Level | undefined> {
  return queries.one<Level>(
    `UPDATE levels SET reserved = reserved + $2, updated_ms = $3
      WHERE product_id = $1 AND on_hand - reserved >= $2 RETURNING ${LEVEL}`,
    [productId, quantity, nowMs],
  )
}

/** What was held goes back. */
export function giveBack(
  queries: Queries,
  { productId, quantity }: Item,
  nowMs: number,
): Promise<Level | undefined> {
  return queries.one<Level>(
    `UPDATE levels SET reserved = reserved - $2, updated_ms = $3 WHERE product_id = $1 RETURNING ${LEVEL}`,
    [productId, quantity, nowMs],
  )
}

/** What was held leaves the house. */
export function takeAway(queries: Queries, { productId, quantity }: Item, nowMs: number): Promise<number> {
  return queries.run(
    'UPDATE levels SET on_hand = on_hand - $2, reserved = reserved - $2, updated_ms = $3 WHERE product_id = $1',
    [productId, quantity, nowMs],
  )
}

/** Undefined where the product is unknown, or less would lie there than is promised. */
export function change(
  queries: Queries,
  productId: string,
  by: number,
  nowMs: number,
): Promise<Level | undefined> {
  return queries.one<Level>(
    `UPDATE levels SET on_hand = on_hand + $2, updated_ms = $3
      WHERE product_id = $1 AND on_hand + $2 >= reserved RETURNING ${LEVEL}`,
    [productId, by, nowMs],
  )
}

export function reservation(queries: Queries, orderId: string): Promise<Reservation | undefined> {
  return queries.one<Reservation>(`SELECT ${RESERVATION} FROM reservations WHERE order_id = $1`, [orderId])
}

export function itemsOf(queries: Queries, orderId: string): Promise<Item[]> {
  return queries.all<Item>(
    'SELECT product_id AS "productId", quantity FROM reserved_items WHERE order_id = $1 ORDER BY product_id',
    [orderId],
  )
}

/** False when the order has a reservation already. */
export async function addReservation(
  queries: Queries,
  { orderId, status, fingerprint, expiresMs }: Reservation,
  nowMs: number,
): Promise<boolean> {
  const added = await queries.run(
    `INSERT INTO reservations (order_id, status, fingerprint, expires_ms, updated_ms) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (order_id) DO NOTHING`,
    [orderId, status, fingerprint, expiresMs, nowMs],
  )
  return added === 1
}

export function addItem(queries: Queries, orderId: string, { productId, quantity }: Item): Promise<number> {
  return queries.run('INSERT INTO reserved_items (order_id, product_id, quantity) VALUES ($1, $2, $3)', [
    orderId,
    productId,
    quantity,
  ])
}

/** False when it was not (or no longer) in the state it comes from. */
export async function settle(
  queries: Queries,
  orderId: string,
  from: ReservationStatus,
  to: ReservationStatus,
  nowMs: number,
): Promise<boolean> {
  const settled = await queries.run(
    'UPDATE reservations SET status = $3, updated_ms = $4 WHERE order_id = $1 AND status = $2',
    [orderId, from, to, nowMs],
  )
  return settled === 1
}

export async function heldBeyond(queries: Queries, nowMs: number, most: number): Promise<string[]> {
  const rows = await queries.all<{ orderId: string }>(
    `SELECT order_id AS "orderId" FROM reservations WHERE status = 'held' AND expires_ms <= $1 ORDER BY expires_ms LIMIT $2`,
    [nowMs, most],
  )
  return rows.map(({ orderId }) => orderId)
}

export function forgetSettledBefore(queries: Queries, beforeMs: number): Promise<number> {
  return queries.run(`DELETE FROM reservations WHERE status <> 'held' AND expires_ms < $1`, [beforeMs])
}

export interface Shelf {
  readonly productId: string
  readonly available: number
  readonly shelf: number
  readonly restockDueMs: number | null
}

/** Those that are nearly empty, and those for which the supplier was called. */
export function shelvesToWatch(queries: Queries, below: number): Promise<Shelf[]> {
  return queries.all<Shelf>(
    `SELECT product_id AS "productId", on_hand - reserved AS "available", shelf, restock_due_ms AS "restockDueMs"
      FROM levels WHERE on_hand - reserved < $1 OR restock_due_ms IS NOT NULL`,
    [below],
  )
}

export function callSupplier(queries: Queries, productId: string, dueMs: number | null): Promise<number> {
  return queries.run('UPDATE levels SET restock_due_ms = $2 WHERE product_id = $1', [productId, dueMs])
}

/** False when another instance let the supplier in before. */
export async function supplierCame(queries: Queries, productId: string, dueMs: number): Promise<boolean> {
  const came = await queries.run(
    'UPDATE levels SET restock_due_ms = NULL WHERE product_id = $1 AND restock_due_ms = $2',
    [productId, dueMs],
  )
  return came === 1
}

export async function reservedUnits(queries: Queries): Promise<number> {
  const row = await queries.one<{ units: number }>('SELECT COALESCE(SUM(reserved), 0) AS "units" FROM levels')
  return Number(row?.units ?? 0)
}
