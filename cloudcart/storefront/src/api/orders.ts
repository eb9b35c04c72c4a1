import type { Call } from './call.ts'
import type { Page } from './products.ts'

export const ORDER_STATUSES = [
  'awaiting_payment',
  'confirmed',
  'shipped',
  'delivered',
  'returned',
  'cancelled',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export interface OrderItem {
  readonly productId: string
  readonly name: string
  readonly quantity: number
  readonly unitPriceCents: number
}

export interface Order {
  readonly id: string
  readonly userId: string
  readonly status: OrderStatus
  readonly items: readonly OrderItem[]
  readonly totalCents: number
  readonly createdAt: string
  readonly updatedAt: string
  readonly history: readonly { readonly status: OrderStatus; readonly at: string }[]
}

export type Move = 'cancel' | 'return' | 'ship' | 'deliver'

/** Which moves an order in this state allows; the order service has the last word. */
export const MOVES: Readonly<Record<OrderStatus, readonly Move[]>> = {
  awaiting_payment: ['cancel'],
  confirmed: ['ship', 'cancel'],
  shipped: ['deliver'],
  delivered: ['return'],
  returned: [],
  cancelled: [],
}

export interface NewOrder {
  readonly items: readonly { readonly productId: string; readonly quantity: number }[]
  readonly shippingAddress: string
}

export const PAYMENT_METHODS = ['card', 'paypal', 'bank_transfer', 'gift_card'] as const
export type PaymentMethod = (typeof PAYMENT_METHODS)[number]

export interface Payment {
  readonly method: PaymentMethod
  readonly token: string
}

const ORDERS = '/api/orders/orders'
const at = (id: string): string => `${ORDERS}/${encodeURIComponent(id)}`

export function placeOrder(call: Call, order: NewOrder, idempotencyKey: string): Promise<Order> {
  return call('POST', ORDERS, { body: order, idempotencyKey })
}

export function payOrder(call: Call, id: string, payment: Payment, idempotencyKey: string): Promise<Order> {
  return call('POST', `${at(id)}/payments`, { body: payment, idempotencyKey })
}

export function findOrder(call: Call, id: string): Promise<Order> {
  return call('GET', at(id))
}

export interface OrderPage extends Page<Order> {
  readonly next?: string
}

export function myOrders(call: Call, offset: number): Promise<OrderPage> {
  return call('GET', ORDERS, { query: { limit: ORDERS_PER_PAGE, offset } })
}

export const ORDERS_PER_PAGE = 20

export function allOrders(call: Call, status: OrderStatus | undefined, offset: number): Promise<OrderPage> {
  return call('GET', ORDERS, { query: { all: 1, status, limit: ORDERS_PER_PAGE, offset } })
}

export function moveOrder(call: Call, id: string, move: Move): Promise<Order> {
  return call('POST', `${at(id)}/${move}`)
}
