/** What the parts of the saga share: what they need, and how an order is told to others. */
import type { Tracer } from '@opentelemetry/api'
import type { EventType, OrderLine } from '../../../contracts/events.ts'
import type { Database, Queries } from '../../../kit/database/database.ts'
import type { NewEvent } from '../../../kit/events/events.ts'
import type { Log } from '../../../kit/logs.ts'
import type { Duties } from './duties.ts'
import type { OrderMetrics } from './metrics.ts'
import type { Neighbours } from './neighbours.ts'

/** Where a test stops the process. */
export type SagaPoint =
  | 'draft-stored'
  | 'reserved'
  | 'order-stored'
  | 'payment-claimed'
  | 'payment-answered'
  | 'confirmed'
  | 'cancelled'
  | 'returned'

export interface Saga {
  readonly database: Database
  readonly neighbours: Neighbours
  readonly duties: Duties
  readonly metrics: OrderMetrics
  readonly tracer: Tracer
  readonly log: Log
  readonly nowMs: () => number
  /** How long who comes second waits for who came first. */
  readonly waitForOtherMs: number
  /** Writes into the outbox, in the transaction of the change. */
  readonly announce: (queries: Queries, event: NewEvent) => Promise<unknown>
  readonly reached: (point: SagaPoint) => void
}

export interface OrderTold {
  readonly id: string
  readonly userId: string
  readonly totalCents: number
  readonly items: readonly OrderLine[]
}

export function eventOf({ id, userId, totalCents, items }: OrderTold, type: EventType): NewEvent {
  return { type, key: id, payload: { orderId: id, userId, totalCents, lines: items } }
}

export const LOOK_AGAIN_MS = 50
