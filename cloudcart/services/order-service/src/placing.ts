/**
 * From a cart to an order: a draft is stored, stock is reserved for it, then it is an order. What a crash or a lost answer leaves in between
 * is a draft, and recovery gives its stock back.
 */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import type { OrderLine } from '../../../contracts/events.ts'
import { addDuty, type Duty } from './duty.ts'
import { eventOf, LOOK_AGAIN_MS, type Saga } from './order.ts'
import {
  IdempotencyConflict,
  OutOfStock,
  Overtaken,
  StillInProgress,
  TooMany,
  UnknownProduct,
} from './problems.ts'
import * as store from './store.ts'

export interface Cart {
  readonly userId: string
  /** The same key makes one order. */
  readonly key: string
  readonly items: readonly { readonly productId: string; readonly quantity: number }[]
  readonly shippingAddress: string | null
}

/** Of one product, however many lines it stands in; the inventory holds no more for one order. */
const MOST_OF_ONE = 1_000

export async function placeOrder(saga: Saga, cart: Cart): Promise<store.Order> {
  const fingerprint = fingerprintOf(cart)
  const deadline = performance.now() + saga.waitForOtherMs
  for (;;) {
    const known = await store.byKey(saga.database, cart.userId, cart.key)
    if (known === undefined) {
      const placed = await place(saga, cart, fingerprint)
      if (placed !== undefined) return placed
    } else if (known.fingerprint !== fingerprint) throw new IdempotencyConflict()
    else if (known.status !== 'creating') return (await store.find(saga.database, known.id))!
    if (performance.now() > deadline) throw new StillInProgress('This order')
    await pause(LOOK_AGAIN_MS)
  }
}

/** Undefined when somebody else came first with the same key. */
async function place(saga: Saga, cart: Cart, fingerprint: string): Promise<store.Order | undefined> {
  const { database, neighbours, metrics, log, nowMs, reached } = saga
  const lines = await price(saga, cart)
  const totalCents = lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0)
  const id = `ord-${randomBytes(8).toString('hex')}`
  const { userId, key, shippingAddress } = cart
  trace
    .getActiveSpan()
    ?.setAttributes({ 'order.id': id, 'order.total_cents': totalCents, 'order.lines': lines.length })

  if (
    !(await store.addDraft(database, { id, userId, key, fingerprint, totalCents, shippingAddress }, nowMs()))
  ) {
    return undefined
  }
  reached('draft-stored')
  try {
    await neighbours.reserve(id, lines)
  } catch (error) {
    if (error instanceof OutOfStock) await store.dropDraft(database, id)
    else await giveUpDraft(saga, id)
    throw error
  }
  reached('reserved')

  const storedMs = nowMs()
  await database.transaction(async queries => {
    if (!(await store.completeDraft(queries, id, lines, storedMs))) throw new Overtaken()
    await saga.announce(queries, eventOf({ id, userId, totalCents, items: lines }, 'order.created'))
  })
  reached('order-stored')
  metrics.created.inc()
  metrics.value.observe(totalCents / 100)
  log.info('order created', { order_id: id, user_id: userId, total_cents: totalCents, lines: lines.length })
  return {
    id,
    userId,
    status: 'awaiting_payment',
    totalCents,
    shippingAddress,
    paying: null,
    paymentId: null,
    createdMs: storedMs,
    updatedMs: storedMs,
    items: lines,
    history: [{ status: 'awaiting_payment', atMs: storedMs }],
  }
}

/** Whether it reserved anything or not, after this nothing is. */
export async function giveUpDraft({ database, nowMs }: Saga, id: string): Promise<boolean> {
  return database.transaction(async queries => {
    if (!(await store.dropDraft(queries, id))) return false
    await addDuty(queries, stockOf(id), nowMs())
    return true
  })
}

export function stockOf(orderId: string): Duty {
  return { orderId, kind: 'release', about: 'cancellation' }
}

/** Names and prices as they are now: the order keeps them. */
async function price({ neighbours }: Saga, { items }: Cart): Promise<OrderLine[]> {
  const quantities = new Map<string, number>()
  for (const { productId, quantity } of items) {
    quantities.set(productId, (quantities.get(productId) ?? 0) + quantity)
  }
  for (const [productId, quantity] of quantities) {
    if (quantity > MOST_OF_ONE) throw new TooMany(productId, MOST_OF_ONE)
  }
  const ids = [...quantities.keys()]
  const products = await neighbours.products(ids)
  const unknown = ids.filter(id => !products.has(id))
  if (unknown.length > 0) throw new UnknownProduct(unknown)
  return ids.map(productId => {
    const { name, priceCents } = products.get(productId)!
    return { productId, name, quantity: quantities.get(productId)!, unitPriceCents: priceCents }
  })
}

function fingerprintOf({ items, shippingAddress }: Cart): string {
  const asked = [items.map(({ productId, quantity }) => [productId, quantity]), shippingAddress]
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url')
}
