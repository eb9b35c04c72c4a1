/** Cancelling, shipping, delivering and returning: a move in the table of states, and what it makes necessary elsewhere. */
import { trace } from '@opentelemetry/api'
import type { EventType } from '../../../contracts/events.ts'
import { addDuty, type Duty, dropDuty, hasDuty } from './duty.ts'
import { eventOf, type Saga } from './order.ts'
import { destination, type Move, type OrderStatus } from './order-states.ts'
import { NotAllowed, StillInProgress, UnknownOrder } from './problems.ts'
import * as store from './store.ts'

/** `why` stands in the log. */
export async function moveOrder(
  saga: Saga,
  id: string,
  move: Exclude<Move, 'pay'>,
  why: string,
): Promise<store.Order> {
  const { database, metrics, log, nowMs } = saga
  const order = await store.find(database, id)
  if (order === undefined) throw new UnknownOrder(id)
  const to = destination(order.status, move)
  if (to === undefined) throw new NotAllowed(order.status, move)
  const duties = dutiesOf(order, to)
  const moved = await database.transaction(async queries => {
    if (to === 'shipped' && (await hasDuty(queries, id, 'commit'))) return false
    if (!(await store.move(queries, id, order.status, to, nowMs()))) return false
    if (to === 'cancelled') await dropDuty(queries, id, 'commit')
    for (const duty of duties) await addDuty(queries, duty, nowMs())
    await saga.announce(queries, eventOf(order, `order.${to}` as EventType))
    return true
  })
  if (!moved) return refuse(saga, id, move)

  if (to === 'cancelled') saga.reached('cancelled')
  if (to === 'returned') saga.reached('returned')
  if (to === 'cancelled') metrics.cancelled.inc()
  if (to === 'delivered') metrics.completed.inc()
  trace
    .getActiveSpan()
    ?.setAttributes({ 'order.id': id, 'order.status': to, 'order.total_cents': order.totalCents })
  log.info(`order ${to}`, { order_id: id, user_id: order.userId, total_cents: order.totalCents, why })
  await saga.duties.perform(duties)
  return (await store.find(database, id))!
}

function dutiesOf({ id, paymentId }: store.Order, to: OrderStatus): Duty[] {
  if (to !== 'cancelled' && to !== 'returned') return []
  const about = to === 'returned' ? 'return' : 'cancellation'
  const release: Duty = { orderId: id, kind: 'release', about }
  return paymentId === null ? [release] : [release, { orderId: id, kind: 'refund', about: paymentId }]
}

/** Something happened since it was looked at. */
async function refuse({ database }: Saga, id: string, move: Move): Promise<never> {
  const now = await store.find(database, id)
  if (now === undefined) throw new UnknownOrder(id)
  if (now.paying !== null) throw new StillInProgress('A payment of this order')
  if (destination(now.status, move) === undefined) throw new NotAllowed(now.status, move)
  throw new StillInProgress('Taking the stock of this order')
}
