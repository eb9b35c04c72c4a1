/**
 * Stock: an order holds what it asks for, all or nothing, and never more than there is; what is held is taken away when the order is paid,
 * and goes back when it is not. Every change of what is available is told as `inventory.changed`, in the transaction that made it.
 */
import type { StockReason } from '../../../contracts/events.ts'
import type { Database, Queries } from '../../../kit/database/database.ts'
import type { NewEvent } from '../../../kit/events/events.ts'
import { Problem } from '../../../kit/problem.ts'
import type { InventoryMetrics } from './metrics.ts'
import * as store from './store.ts'

export interface StockOptions {
  readonly database: Database
  /** Writes into the outbox, in the transaction of the change. */
  readonly announce: (queries: Queries, event: NewEvent) => Promise<unknown>
  readonly metrics: InventoryMetrics
  readonly nowMs: () => number
  /** How long an unpaid order keeps what it holds. */
  readonly holdMs: number
}

export interface Missing {
  readonly productId: string
  readonly wanted: number
  readonly available: number
}

export class OutOfStock extends Problem {
  constructor(missing: readonly Missing[]) {
    super(409, 'out_of_stock', `Not enough of ${missing.map(each => each.productId).join(', ')} is left.`, {
      missing,
    })
  }
}

export type GiveBackReason = Extract<StockReason, 'cancellation' | 'return'>

export interface Stock {
  /** Once per order: asked again with the same items it answers the same. */
  reserve(orderId: string, items: readonly store.Item[]): Promise<store.Reservation>
  commit(orderId: string): Promise<store.ReservationStatus>
  /** Whatever became of the order's items, they are for sale again; what comes late for this order is refused. */
  release(orderId: string, reason: GiveBackReason): Promise<store.ReservationStatus>
  adjust(productId: string, change: number, reason: StockReason): Promise<store.Level>
  /** How many reservations were too old. */
  expire(): Promise<number>
}

const EXPIRED_AT_ONCE = 50

export function createStock({ database, announce, metrics, nowMs, holdMs }: StockOptions): Stock {
  const tell = (queries: Queries, level: store.Level, change: number, reason: StockReason) =>
    announce(queries, {
      type: 'inventory.changed',
      key: level.productId,
      payload: {
        productId: level.productId,
        change,
        reason,
        onHand: level.onHand,
        reserved: level.reserved,
      },
    })

  const holdAll = async (queries: Queries, orderId: string, items: readonly store.Item[]): Promise<void> => {
    const missing: Missing[] = []
    for (const item of items) {
      const level = await store.hold(queries, item, nowMs())
      if (level === undefined) {
        const left = await store.level(queries, item.productId)
        missing.push({
          productId: item.productId,
          wanted: item.quantity,
          available: left?.available ?? 0,
        })
      } else if (missing.length === 0) {
        await store.addItem(queries, orderId, item)
        await tell(queries, level, -item.quantity, 'purchase')
      }
    }
    if (missing.length > 0) throw new OutOfStock(missing)
  }

  const giveBackAll = async (queries: Queries, orderId: string): Promise<void> => {
    for (const item of await store.itemsOf(queries, orderId)) {
      const level = await store.giveBack(queries, item, nowMs())
      if (level !== undefined) await tell(queries, level, item.quantity, 'cancellation')
    }
  }

  const expireOne = (orderId: string): Promise<boolean> =>
    database.transaction(async queries => {
      if (!(await store.settle(queries, orderId, 'held', 'expired', nowMs()))) return false
      await giveBackAll(queries, orderId)
      return true
    })

  return {
    async reserve(orderId, asked) {
      // In one order, so that two orders for the same products don't wait for each other.
      const items = merged(asked).sort((a, b) => (a.productId < b.productId ? -1 : 1))
      const wanted: store.Reservation = {
        orderId,
        status: 'held',
        fingerprint: JSON.stringify(items.map(each => [each.productId, each.quantity])),
        expiresMs: nowMs() + holdMs,
      }
      try {
        const result = await database.transaction(async queries => {
          if (await store.addReservation(queries, wanted, nowMs())) {
            await holdAll(queries, orderId, items)
            return { added: true, reservation: wanted }
          }
          return { added: false, reservation: (await store.reservation(queries, orderId))! }
        })
        if (!result.added) refuseOther(result.reservation, wanted)
        metrics.reservations.inc({ result: result.added ? 'reserved' : 'repeated' })
        return result.reservation
      } catch (error) {
        if (error instanceof OutOfStock) {
          metrics.reservations.inc({ result: 'out_of_stock' })
          metrics.outOfStock.inc()
        } else metrics.reservations.inc({ result: error instanceof Problem ? 'refused' : 'failed' })
        throw error
      }
    },

    async commit(orderId) {
      const { status, now } = await database.transaction(async queries => {
        if (await store.settle(queries, orderId, 'held', 'committed', nowMs())) {
          for (const item of await store.itemsOf(queries, orderId)) {
            await store.takeAway(queries, item, nowMs())
          }
          return { status: 'committed' as const, now: true }
        }
        return { status: (await store.reservation(queries, orderId))?.status, now: false }
      })
      if (now) metrics.settled.inc({ outcome: 'committed' })
      if (status !== 'committed') {
        throw new Problem(
          409,
          'not_reserved',
          `Nothing is held for this order any more (its reservation is ${status ?? 'unknown'}).`,
        )
      }
      return status
    },

    async release(orderId, reason) {
      const { status, now } = await database.transaction(async queries => {
        const unknown = { orderId, status: 'released' as const, fingerprint: '', expiresMs: nowMs() }
        if (await store.addReservation(queries, unknown, nowMs())) return { status: 'released', now: false }
        if (await store.settle(queries, orderId, 'held', 'released', nowMs())) {
          await giveBackAll(queries, orderId)
          return { status: 'released', now: true }
        }
        if (await store.settle(queries, orderId, 'committed', 'returned', nowMs())) {
          for (const { productId, quantity } of await store.itemsOf(queries, orderId)) {
            const level = await store.change(queries, productId, quantity, nowMs())
            if (level !== undefined) await tell(queries, level, quantity, reason)
          }
          return { status: 'returned', now: true }
        }
        return { status: (await store.reservation(queries, orderId))!.status, now: false }
      })
      if (now) metrics.settled.inc({ outcome: status })
      return status as store.ReservationStatus
    },

    adjust: (productId, change, reason) =>
      database.transaction(async queries => {
        const fresh = change > 0 && (await store.addLevel(queries, productId, change, nowMs())) === 1
        const level = fresh
          ? await store.level(queries, productId)
          : await store.change(queries, productId, change, nowMs())
        if (level !== undefined) {
          await tell(queries, level, change, reason)
          return level
        }
        const left = await store.level(queries, productId)
        if (left === undefined) throw unknownProduct(productId)
        throw new Problem(
          409,
          'stock_too_low',
          `Of ${productId} ${left.onHand} are there and ${left.reserved} of them reserved: ${-change} can't be taken away.`,
        )
      }),

    async expire() {
      let count = 0
      for (const orderId of await store.heldBeyond(database, nowMs(), EXPIRED_AT_ONCE)) {
        if (await expireOne(orderId)) count++
      }
      metrics.settled.inc({ outcome: 'expired' }, count)
      return count
    },
  }
}

export function unknownProduct(productId: string): Problem {
  return new Problem(404, 'unknown_product', `There is no stock of a product ${productId}.`)
}

function refuseOther(found: store.Reservation, wanted: store.Reservation): void {
  if (found.status !== 'held' && found.status !== 'committed') {
    throw new Problem(409, 'reservation_over', `The reservation of this order is ${found.status} already.`)
  }
  if (found.fingerprint !== wanted.fingerprint) {
    throw new Problem(409, 'reserved_otherwise', 'This order has reserved other items already.')
  }
}

function merged(items: readonly store.Item[]): store.Item[] {
  const quantities = new Map<string, number>()
  for (const { productId, quantity } of items) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity)
  }
  return [...quantities].map(([productId, quantity]) => ({ productId, quantity }))
}
