/** What became of an order, and what is still to come. */
import type { Order, OrderStatus } from '../api/orders.ts'
import { STATUS_WORDS } from '../ui/StatusBadge.tsx'
import { When } from '../ui/When.tsx'

const USUAL: readonly OrderStatus[] = ['awaiting_payment', 'confirmed', 'shipped', 'delivered']

const SAYS: Readonly<Record<OrderStatus, string>> = {
  awaiting_payment: 'Placed; what you ordered is put aside for you',
  confirmed: 'Paid; we are packing',
  shipped: 'On its way to you',
  delivered: 'It has arrived',
  returned: 'Sent back; your money is on its way',
  cancelled: 'Called off; nothing stays charged',
}

export function History({ order }: { readonly order: Order }) {
  const ended = order.status === 'cancelled' || order.status === 'returned'
  const toCome = ended ? [] : USUAL.slice(USUAL.indexOf(order.status) + 1)
  return (
    <ol className="history" aria-label="History">
      {order.history.map(({ status, at }, index) => (
        <li
          key={`${status} ${at}`}
          className={index === order.history.length - 1 ? 'history-now' : 'history-done'}
        >
          <strong>{STATUS_WORDS[status] ?? status}</strong>
          <span>{SAYS[status]}</span>
          <When at={at} />
        </li>
      ))}
      {toCome.map(status => (
        <li key={status} className="history-later">
          <strong>{STATUS_WORDS[status]}</strong>
        </li>
      ))}
    </ol>
  )
}
