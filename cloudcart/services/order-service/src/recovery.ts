/** What time does to orders: what was left in the middle is finished or undone, what nobody pays is cancelled, what is paid is shipped. */
import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import { Problem } from '../../../kit/problem.ts'
import { askedBefore } from './attempts.ts'
import { moveOrder } from './moving.ts'
import type { Saga } from './order.ts'
import type { Move, OrderStatus } from './order-states.ts'
import { settlePayment } from './paying.ts'
import { giveUpDraft, stockOf } from './placing.ts'
import { draftsBefore, find, restingSince } from './store.ts'

const AT_ONCE = 50

/** `stuckMs`: what is older was left by a process that is gone, or waits for an answer that won't come. */
export async function recover(saga: Saga, stuckMs: number): Promise<void> {
  const { database, neighbours, metrics, log, nowMs, duties } = saga
  const beforeMs = nowMs() - stuckMs
  for (const id of await draftsBefore(database, beforeMs, AT_ONCE)) {
    const given = await asTrace(saga, 'give up order', id, async () => {
      const mine = await giveUpDraft(saga, id)
      if (mine) await duties.perform([stockOf(id)])
      return mine
    })
    if (!given) continue
    metrics.recoveries.inc({ what: 'draft' })
    log.warn('an order was left half made; its stock goes back', { order_id: id })
  }
  for (const attempt of await askedBefore(database, beforeMs, AT_ONCE)) {
    const outcome = await neighbours.callOff(attempt.id, attempt.orderId)
    const order = await find(database, attempt.orderId)
    if (outcome.kind === 'unknown' || order === undefined) continue
    const settle = () => settlePayment(saga, order, attempt, outcome)
    if (!(await asTrace(saga, 'settle payment', order.id, settle))) continue
    metrics.recoveries.inc({ what: 'payment' })
    log.warn('a payment was left open and is settled', { order_id: order.id, outcome: outcome.kind })
  }
  metrics.recoveries.inc({ what: 'duty' }, await duties.performDue())
}

export interface Pace {
  readonly unpaidMs: number
  readonly shippingMs: number
  readonly deliveryMs: number
}

export async function fulfil(saga: Saga, { unpaidMs, shippingMs, deliveryMs }: Pace): Promise<void> {
  await moveAll(saga, 'awaiting_payment', unpaidMs, 'cancel', 'not paid in time')
  await moveAll(saga, 'shipped', deliveryMs, 'deliver', 'it arrived')
  await moveAll(saga, 'confirmed', shippingMs, 'ship', 'it is packed')
}

async function moveAll(
  saga: Saga,
  status: OrderStatus,
  restingMs: number,
  move: Exclude<Move, 'pay'>,
  why: string,
): Promise<void> {
  for (const id of await restingSince(saga.database, status, saga.nowMs() - restingMs, AT_ONCE)) {
    try {
      await asTrace(saga, `${move} order`, id, () => moveOrder(saga, id, move, why))
    } catch (error) {
      // Somebody was quicker, or its stock is not taken yet: there is a next time.
      if (!(error instanceof Problem)) throw error
    }
  }
}

/** Looking around is part of no trace, but what is done to an order is one. */
function asTrace<T>({ tracer }: Saga, name: string, orderId: string, work: () => Promise<T>): Promise<T> {
  return context.with(ROOT_CONTEXT, () =>
    tracer.startActiveSpan(name, { attributes: { 'order.id': orderId } }, async span => {
      try {
        return await work()
      } finally {
        span.end()
      }
    }),
  )
}
