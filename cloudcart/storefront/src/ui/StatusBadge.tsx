import type { OrderStatus } from '../api/orders.ts'

export const STATUS_WORDS: Readonly<Record<OrderStatus, string>> = {
  awaiting_payment: 'Awaiting payment',
  confirmed: 'Confirmed',
  shipped: 'Shipped',
  delivered: 'Delivered',
  returned: 'Returned',
  cancelled: 'Cancelled',
}

export function StatusBadge({ status }: { readonly status: OrderStatus }) {
  return <span className={`badge badge-${status}`}>{STATUS_WORDS[status] ?? status}</span>
}
