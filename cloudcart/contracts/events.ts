/** What services tell each other by events: topic, type and payload. Money is whole cents, ids are text. */
export const TOPICS = [
  'users',
  'products',
  'inventory',
  'orders',
  'payments',
  'chaos',
  'notifications',
] as const

export type Topic = (typeof TOPICS)[number]

export interface OrderLine {
  readonly productId: string
  readonly name: string
  readonly quantity: number
  readonly unitPriceCents: number
}

interface OrderEvent {
  readonly orderId: string
  readonly userId: string
  readonly totalCents: number
  readonly lines: readonly OrderLine[]
}

interface PaymentEvent {
  readonly paymentId: string
  readonly orderId: string
  readonly userId: string
  readonly amountCents: number
  readonly method: string
}

export interface FaultEvent {
  readonly fault: string
  readonly target: string
  /** 0.1, 0.5 or 1. */
  readonly grade: number
  readonly startMs: number
  readonly endMs?: number
}

/** Type of event to topic and payload. */
export interface Events {
  'user.registered': { topic: 'users'; payload: { userId: string; name: string } }
  'user.updated': { topic: 'users'; payload: { userId: string; fields: readonly string[] } }
  'user.login_failed': { topic: 'users'; payload: { reason: string } }
  'product.created': { topic: 'products'; payload: { productId: string; name: string; category: string } }
  'product.stock_low': {
    topic: 'products'
    payload: { productId: string; name: string; left: number; severity: 'warning' | 'critical' }
  }
  'inventory.changed': {
    topic: 'inventory'
    payload: { productId: string; change: number; reason: StockReason; onHand: number; reserved: number }
  }
  'order.created': { topic: 'orders'; payload: OrderEvent }
  'order.confirmed': { topic: 'orders'; payload: OrderEvent }
  'order.shipped': { topic: 'orders'; payload: OrderEvent }
  'order.delivered': { topic: 'orders'; payload: OrderEvent }
  'order.cancelled': { topic: 'orders'; payload: OrderEvent & { reason: string } }
  'order.returned': { topic: 'orders'; payload: OrderEvent }
  'payment.succeeded': { topic: 'payments'; payload: PaymentEvent }
  'payment.failed': { topic: 'payments'; payload: PaymentEvent & { reason: string } }
  'payment.refunded': { topic: 'payments'; payload: PaymentEvent }
  'chaos.enabled': { topic: 'chaos'; payload: { by: string } }
  'chaos.disabled': { topic: 'chaos'; payload: { by: string } }
  'chaos.configured': { topic: 'chaos'; payload: ChaosConfiguration }
  'chaos.injected': {
    topic: 'chaos'
    payload: { kind: 'latency' | 'error' | 'timeout' | 'random'; target: string; detail: string }
  }
  'fault.started': { topic: 'chaos'; payload: FaultEvent }
  'fault.ended': { topic: 'chaos'; payload: FaultEvent }
  'notification.sent': { topic: 'notifications'; payload: { channel: string; about: string; status: string } }
}

export type EventType = keyof Events

/** Why stock changes; the label `reason` of `product_stock_updates_total`. */
export const STOCK_REASONS = ['purchase', 'cancellation', 'return', 'restock', 'correction'] as const
export type StockReason = (typeof STOCK_REASONS)[number]

/** What the gateway does to requests while chaos is on. */
export interface ChaosConfiguration {
  readonly enabled: boolean
  readonly latency: { readonly probability: number; readonly minMs: number; readonly maxMs: number }
  readonly error: { readonly probability: number; readonly codes: readonly number[] }
  readonly timeout: { readonly probability: number }
}

export const NO_CHAOS: ChaosConfiguration = {
  enabled: false,
  latency: { probability: 0.2, minMs: 200, maxMs: 1500 },
  error: { probability: 0.05, codes: [500, 503] },
  timeout: { probability: 0.01 },
}
