/**
 * Paying an order: an attempt is stored and holds the order, the payment service is asked once with the attempt as key, and the answer
 * settles both. Where no answer comes, the order stays held until recovery has found out.
 */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import { type Attempt, addAttempt, attemptByKey, dropFailed, settleAttempt } from './attempts.ts'
import { addDuty, type Duty } from './duty.ts'
import type { PaymentOutcome } from './neighbours.ts'
import { eventOf, LOOK_AGAIN_MS, type Saga } from './order.ts'
import { destination } from './order-states.ts'
import {
  IdempotencyConflict,
  NotAllowed,
  PaymentDeclined,
  PaymentUnavailable,
  PaymentUnknown,
  SoldOut,
  StillInProgress,
  UnknownOrder,
} from './problems.ts'
import * as store from './store.ts'

export interface PaymentWish {
  readonly orderId: string
  readonly key: string
  readonly method: string
  readonly token: string
}

/** The paid order. Who pays again hears the same; two at once pay once. */
export async function payOrder(saga: Saga, wish: PaymentWish): Promise<store.Order> {
  const deadline = performance.now() + saga.waitForOtherMs
  const fingerprint = fingerprintOf(wish)
  for (;;) {
    const order = await store.find(saga.database, wish.orderId)
    if (order === undefined) throw new UnknownOrder(wish.orderId)
    const known = await attemptByKey(saga.database, order.id, wish.key)
    if (known !== undefined && known.fingerprint !== fingerprint) throw new IdempotencyConflict()
    if (known?.status === 'declined') throw new PaymentDeclined(order.id, known.reason ?? 'unknown')
    if (order.status === 'confirmed' || order.status === 'shipped' || order.status === 'delivered')
      return order
    if (destination(order.status, 'pay') === undefined) throw new NotAllowed(order.status, 'pay')
    if (order.paying === null) {
      const attempt: Attempt = {
        id: `try-${randomBytes(8).toString('hex')}`,
        orderId: order.id,
        key: wish.key,
        fingerprint,
        method: wish.method,
        status: 'asked',
        reason: null,
        askedMs: saga.nowMs(),
      }
      if (await claim(saga, attempt)) return ask(saga, order, attempt, wish)
    }
    if (performance.now() > deadline) throw new StillInProgress('A payment of this order')
    await pause(LOOK_AGAIN_MS)
  }
}

function claim({ database }: Saga, attempt: Attempt): Promise<boolean> {
  return database.transaction(async queries => {
    if (!(await store.claimForPayment(queries, attempt.orderId, attempt.id))) return false
    await dropFailed(queries, attempt.orderId, attempt.key)
    if (await addAttempt(queries, attempt)) return true
    // Settled by somebody else since it was looked for.
    await store.letGo(queries, attempt.orderId, attempt.id)
    return false
  })
}

async function ask(
  saga: Saga,
  order: store.Order,
  attempt: Attempt,
  wish: PaymentWish,
): Promise<store.Order> {
  const { id, totalCents } = order
  const about = { 'order.id': id, 'order.total_cents': totalCents, 'payment.method': wish.method }
  trace.getActiveSpan()?.setAttributes(about)
  saga.reached('payment-claimed')
  const outcome = await saga.neighbours.pay({
    key: attempt.id,
    orderId: order.id,
    userId: order.userId,
    amountCents: order.totalCents,
    method: wish.method,
    token: wish.token,
  })
  saga.reached('payment-answered')
  await settlePayment(saga, order, attempt, outcome)
  switch (outcome.kind) {
    case 'declined':
      throw new PaymentDeclined(order.id, outcome.reason)
    case 'failed':
      throw new PaymentUnavailable()
    case 'unknown':
      throw new PaymentUnknown()
    default: {
      const paid = (await store.find(saga.database, order.id))!
      if (paid.status === 'cancelled') throw new SoldOut(order.id)
      return paid
    }
  }
}

/** Also recovery's: false where there is nothing to settle, or somebody else has. */
export async function settlePayment(
  saga: Saga,
  order: store.Order,
  attempt: Attempt,
  outcome: PaymentOutcome,
): Promise<boolean> {
  if (outcome.kind === 'unknown') return false
  if (outcome.kind === 'succeeded') return settleSuccess(saga, order, attempt, outcome.paymentId)
  const { database, metrics, log } = saga
  const reason = outcome.kind === 'declined' ? outcome.reason : null
  const mine = await database.transaction(async queries => {
    if (!(await settleAttempt(queries, attempt.id, outcome.kind, reason))) return false
    await store.letGo(queries, order.id, attempt.id)
    return true
  })
  if (!mine) return false
  metrics.payments.inc({ status: outcome.kind })
  log.info(`order payment ${outcome.kind}`, { order_id: order.id, method: attempt.method, reason })
  return true
}

async function settleSuccess(
  saga: Saga,
  order: store.Order,
  attempt: Attempt,
  paymentId: string,
): Promise<boolean> {
  const { database, metrics, log, nowMs, duties } = saga
  const commit: Duty = { orderId: order.id, kind: 'commit', about: '' }
  const mine = await database.transaction(async queries => {
    if (!(await settleAttempt(queries, attempt.id, 'succeeded', null))) return false
    if (!(await store.confirm(queries, order.id, attempt.id, paymentId, nowMs()))) {
      throw new Error(`order ${order.id} was paid by ${paymentId} and can't be confirmed`)
    }
    await addDuty(queries, commit, nowMs())
    await saga.announce(queries, eventOf(order, 'order.confirmed'))
    return true
  })
  if (!mine) return false
  saga.reached('confirmed')
  metrics.payments.inc({ status: 'success' })
  log.info('order confirmed', {
    order_id: order.id,
    user_id: order.userId,
    payment_id: paymentId,
    total_cents: order.totalCents,
    method: attempt.method,
  })
  await duties.perform([commit])
  return true
}

/** The token is in it, but can't be read from it. */
function fingerprintOf({ orderId, method, token }: PaymentWish): string {
  return createHash('sha256')
    .update(JSON.stringify([orderId, method, token]))
    .digest('base64url')
}
