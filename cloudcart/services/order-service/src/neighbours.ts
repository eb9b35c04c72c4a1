/** What orders ask of other services, and what an answer, or none, means for an order. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, type Call, TimedOut, Unreachable } from '../../../kit/call.ts'
import type { Faults } from '../../../kit/faults.ts'
import type { Log } from '../../../kit/logs.ts'
import type { OrderMetrics } from './metrics.ts'
import { CatalogueUnavailable, InventoryUnavailable, OutOfStock } from './problems.ts'

export interface ProductSeen {
  readonly id: string
  readonly name: string
  readonly priceCents: number
}

export interface PaymentAsked {
  /** The attempt: the payment service pays each once. */
  readonly key: string
  readonly orderId: string
  readonly userId: string
  readonly amountCents: number
  readonly method: string
  readonly token: string
}

export type PaymentOutcome =
  | { readonly kind: 'succeeded'; readonly paymentId: string }
  | { readonly kind: 'declined'; readonly reason: string }
  /** Nothing was charged, and nothing will be. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'unknown' }

export interface Neighbours {
  products(ids: readonly string[]): Promise<ReadonlyMap<string, ProductSeen>>
  /** Throws OutOfStock when nothing was reserved, InventoryUnavailable when that is not known. */
  reserve(orderId: string, items: readonly { productId: string; quantity: number }[]): Promise<void>
  /** False when nothing is reserved any more. */
  commit(orderId: string): Promise<boolean>
  release(orderId: string, reason: string): Promise<void>
  pay(asked: PaymentAsked): Promise<PaymentOutcome>
  /** What became of a payment; if it never came, it can't come any more. */
  callOff(key: string, orderId: string): Promise<PaymentOutcome>
  /** False when the payment service was not able to. */
  refund(paymentId: string): Promise<boolean>
}

export interface NeighboursOptions {
  readonly call: Call
  readonly faults: Pick<Faults, 'grade'>
  readonly metrics: OrderMetrics
  readonly log: Log
  readonly signal: AbortSignal
}

interface Patience {
  readonly tries: number
  readonly timeoutMs: number
  readonly pauseMs: () => number
}

const PATIENT: Patience = { tries: 2, timeoutMs: 2_500, pauseMs: () => 100 + Math.random() * 200 }
/** How trouble is made worse: many tries at once, each given up before the answer can come. The fault `retry-storm` is about it. */
const STORMING: Patience = { tries: 6, timeoutMs: 800, pauseMs: () => 0 }
const PAYMENT_TIMEOUT_MS = 5_000

interface ProblemSeen {
  readonly code?: string
  readonly detail?: string
  readonly missing?: readonly unknown[]
}

interface PaymentSeen {
  readonly id: string
  readonly status: string
  readonly declineReason?: string
}

export function createNeighbours({ call, faults, metrics, log, signal }: NeighboursOptions): Neighbours {
  const askInventory = async (path: string, body?: unknown): Promise<Answer> => {
    const patience = faults.grade('retry-storm') > 0 ? STORMING : PATIENT
    for (let tried = 1; ; tried++) {
      const why = await call('inventory-service', {
        method: 'POST',
        path,
        timeoutMs: patience.timeoutMs,
        ...(body === undefined ? {} : { body }),
      }).then(
        answer => (answer.status >= 500 ? `failed with ${answer.status}` : answer),
        (error: unknown) => wordsFor(error),
      )
      if (typeof why !== 'string') return why
      if (tried === patience.tries || signal.aborted) throw new InventoryUnavailable(why)
      metrics.retries.inc({ service: 'inventory-service' })
      log.warn('inventory-service did not answer well; trying again', { path, tried, why })
      await pause(patience.pauseMs())
    }
  }

  const askPayments = (path: string, key: string, body: unknown): Promise<Answer> =>
    call('payment-service', {
      method: 'POST',
      path,
      body,
      headers: { 'idempotency-key': key },
      timeoutMs: PAYMENT_TIMEOUT_MS,
    })

  const callOff = async (key: string, orderId: string): Promise<PaymentOutcome> => {
    try {
      const answer = await askPayments('/internal/payments/call-off', key, { orderId })
      return answer.status === 200 ? outcomeOf(answer.json<PaymentSeen>()) : { kind: 'unknown' }
    } catch (error) {
      wordsFor(error)
      return { kind: 'unknown' }
    }
  }

  return {
    async products(ids) {
      const answer = await call('product-service', {
        method: 'POST',
        path: '/internal/products/lookup',
        body: { ids },
        timeoutMs: PATIENT.timeoutMs,
      }).catch((error: unknown) => {
        throw new CatalogueUnavailable(wordsFor(error))
      })
      if (answer.status !== 200) throw new CatalogueUnavailable(`failed with ${answer.status}`)
      const { items } = answer.json<{ items: ProductSeen[] }>()
      return new Map(items.map(item => [item.id, item]))
    },

    async reserve(orderId, items) {
      const answer = await askInventory('/internal/reservations', { orderId, items })
      if (answer.status === 201) return
      const { code, detail, missing } = answer.json<ProblemSeen>()
      if (code === 'out_of_stock') throw new OutOfStock(missing ?? [])
      throw new InventoryUnavailable(`refused: ${detail ?? answer.status}`)
    },

    async commit(orderId) {
      const answer = await askInventory(`/internal/reservations/${orderId}/commit`)
      if (answer.status === 200) return true
      if (answer.status === 409) return false
      throw new InventoryUnavailable(`refused with ${answer.status}`)
    },

    async release(orderId, reason) {
      const answer = await askInventory(`/internal/reservations/${orderId}/release`, { reason })
      if (answer.status !== 200) throw new InventoryUnavailable(`refused with ${answer.status}`)
    },

    async pay({ key, ...body }) {
      try {
        const answer = await askPayments('/internal/payments', key, body)
        if (answer.status === 201) return outcomeOf(answer.json<PaymentSeen>())
        const { code } = answer.json<ProblemSeen>()
        if (code === 'bank_unavailable') return { kind: 'failed' }
        log.warn(`payment-service answered ${answer.status}`, { order_id: body.orderId, code })
      } catch (error) {
        log.warn(`payment-service ${wordsFor(error)}`, { order_id: body.orderId })
        if (neverSent(error)) return { kind: 'failed' }
      }
      return callOff(key, body.orderId)
    },

    callOff,

    async refund(paymentId) {
      try {
        const answer = await call('payment-service', {
          method: 'POST',
          path: `/internal/payments/${paymentId}/refund`,
          timeoutMs: PAYMENT_TIMEOUT_MS,
        })
        if (answer.status !== 200)
          log.warn(`payment-service answered a refund with ${answer.status}`, { paymentId })
        return answer.status === 200
      } catch (error) {
        log.warn(`payment-service ${wordsFor(error)}`, { paymentId })
        return false
      }
    },
  }
}

function outcomeOf({ id, status, declineReason }: PaymentSeen): PaymentOutcome {
  if (status === 'succeeded' || status === 'refunded') return { kind: 'succeeded', paymentId: id }
  if (status === 'declined') return { kind: 'declined', reason: declineReason ?? 'unknown' }
  return { kind: status === 'pending' ? 'unknown' : 'failed' }
}

/** Throws what is no trouble of the network. */
function wordsFor(error: unknown): string {
  if (error instanceof TimedOut) return 'does not answer in time'
  if (error instanceof Unreachable) return "can't be reached"
  throw error
}

/** Nobody listens there: the request did not leave the house. */
function neverSent(error: unknown): boolean {
  return error instanceof Unreachable && (error.cause as NodeJS.ErrnoException).code === 'ECONNREFUSED'
}
