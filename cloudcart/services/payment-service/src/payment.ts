/**
 * Payments: each key pays once. A payment is stored as pending before the bank is asked and settled after, so that a crash in between leaves
 * a trace; what the bank's book says then decides, and a charge that never reached the bank is called off.
 */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import type { EventType } from '../../../contracts/events.ts'
import type { Database, Queries } from '../../../kit/database/database.ts'
import type { NewEvent } from '../../../kit/events/events.ts'
import type { Log } from '../../../kit/logs.ts'
import { Problem } from '../../../kit/problem.ts'
import { type Bank, BankUnavailable, type Booking } from './bank.ts'
import type { PaymentMetrics } from './metrics.ts'
import * as store from './store.ts'

export interface PaymentRequest {
  readonly key: string
  readonly orderId: string
  readonly userId: string
  readonly amountCents: number
  readonly method: store.Method
  readonly token: string
}

/** Where a test stops the process. */
export type PaymentPoint = 'pending-stored' | 'bank-booked'

export interface PaymentsOptions {
  readonly database: Database
  readonly bank: Bank
  /** Writes into the outbox, in the transaction of the change. */
  readonly announce: (queries: Queries, event: NewEvent) => Promise<unknown>
  readonly metrics: PaymentMetrics
  readonly log: Log
  readonly nowMs: () => number
  /** How long who pays with the same key waits for who came first. */
  readonly waitForOtherMs?: number | undefined
  readonly reached?: ((point: PaymentPoint) => void) | undefined
}

export interface Payments {
  /** Succeeded or declined; throws BankUnavailable when the bank was not there. */
  pay(request: PaymentRequest): Promise<store.Payment>
  /** What became of a key; one that nobody paid with can't be paid with any more. */
  callOff(key: string, orderId: string): Promise<store.Payment>
  refund(id: string): Promise<store.Payment>
  /** Settles what was pending for longer than that; how many. */
  recover(olderThanMs: number): Promise<number>
}

const WAIT_FOR_OTHER_MS = 4_000
const LOOK_AGAIN_MS = 40
const RECOVERED_AT_ONCE = 50

export function createPayments(options: PaymentsOptions): Payments {
  const { database, bank, announce, metrics, log, nowMs, reached = () => {} } = options
  const { waitForOtherMs = WAIT_FOR_OTHER_MS } = options

  const settle = async (payment: store.Payment, { outcome, reason }: Booking): Promise<store.Payment> => {
    const status = outcome === 'approved' ? 'succeeded' : outcome === 'declined' ? 'declined' : 'failed'
    const why = outcome === 'void' ? 'bank_unavailable' : reason
    const mine = await database.transaction(async queries => {
      if (!(await store.settle(queries, payment, status, why, nowMs()))) return false
      await announce(
        queries,
        eventOf(payment, status === 'succeeded' ? 'payment.succeeded' : 'payment.failed', why),
      )
      return true
    })
    if (!mine) return (await store.byId(database, payment.id))!
    metrics.settled(payment.method, status, why, payment.amountCents)
    log.info(`payment ${status}`, {
      payment_id: payment.id,
      order_id: payment.orderId,
      method: payment.method,
      amount_cents: payment.amountCents,
      reason: why,
    })
    return { ...payment, status, reason: why }
  }

  const askBank = async (payment: store.Payment, paidWith: string): Promise<store.Payment> => {
    const end = metrics.duration.startTimer({ method: payment.method })
    reached('pending-stored')
    try {
      const booking = await bank.charge({
        reference: referenceOf(payment),
        amountCents: payment.amountCents,
        token: paidWith,
      })
      reached('bank-booked')
      return answerable(await settle(payment, booking))
    } catch (error) {
      if (error instanceof BankUnavailable) {
        metrics.bankErrors.inc()
        await settle(payment, await bank.settle(referenceOf(payment)))
      }
      throw error
    } finally {
      end()
    }
  }

  /** Somebody else is paying with the same key right now: what they hear is the answer. */
  const waitFor = async (key: string): Promise<store.Payment> => {
    const deadline = performance.now() + waitForOtherMs
    while (performance.now() < deadline) {
      const found = await store.byKey(database, key)
      if (found !== undefined && found.status !== 'pending') return answerable(found)
      await pause(LOOK_AGAIN_MS)
    }
    throw new Problem(409, 'payment_in_progress', 'This payment is being made; ask again in a moment.')
  }

  return {
    async pay(request) {
      const payment: store.Payment = {
        id: `pay-${randomBytes(8).toString('hex')}`,
        key: request.key,
        fingerprint: fingerprintOf(request),
        orderId: request.orderId,
        userId: request.userId,
        amountCents: request.amountCents,
        method: request.method,
        status: 'pending',
        reason: null,
        attempt: 1,
        createdMs: nowMs(),
      }
      trace.getActiveSpan()?.setAttributes({
        'order.id': payment.orderId,
        'payment.method': payment.method,
        'payment.amount_cents': payment.amountCents,
      })
      if (await store.add(database, payment)) return askBank(payment, request.token)

      const found = (await store.byKey(database, request.key))!
      if (found.status === 'void') {
        throw new Problem(409, 'payment_called_off', 'This payment was called off before it came.')
      }
      if (found.fingerprint !== payment.fingerprint) {
        throw new Problem(409, 'idempotency_conflict', 'This Idempotency-Key belongs to another payment.')
      }
      if (found.status !== 'failed') return waitFor(request.key)
      const again = await store.tryAgain(database, found.id, nowMs())
      return again === undefined ? waitFor(request.key) : askBank(again, request.token)
    },

    async callOff(key, orderId) {
      const none = {
        fingerprint: '',
        userId: '',
        amountCents: 0,
        method: 'card',
        reason: null,
        attempt: 0,
      } as const
      const id = `void-${randomBytes(8).toString('hex')}`
      await store.add(database, { ...none, id, key, orderId, status: 'void', createdMs: nowMs() })
      return (await store.byKey(database, key))!
    },

    async refund(id) {
      const payment = await store.byId(database, id)
      if (payment === undefined) throw new Problem(404, 'unknown_payment', `There is no payment ${id}.`)
      if (payment.status === 'refunded') return payment
      if (payment.status !== 'succeeded') {
        throw new Problem(
          409,
          'not_paid',
          `This payment is ${payment.status}: there is nothing to give back.`,
        )
      }
      await bank.refund(`refund-${id}`, payment.amountCents)
      const mine = await database.transaction(async queries => {
        if (!(await store.refunded(queries, id, nowMs()))) return false
        await announce(queries, eventOf(payment, 'payment.refunded', null))
        return true
      })
      if (mine) {
        metrics.refunds.inc()
        const { orderId, amountCents } = payment
        log.info('payment refunded', { payment_id: id, order_id: orderId, amount_cents: amountCents })
      }
      return { ...payment, status: 'refunded' }
    },

    async recover(olderThanMs) {
      const stuck = await store.pendingSince(database, nowMs() - olderThanMs, RECOVERED_AT_ONCE)
      for (const payment of stuck) {
        const { status } = await settle(payment, await bank.settle(referenceOf(payment)))
        metrics.recovered.inc({ status })
      }
      return stuck.length
    },
  }
}

/** A failed one is no answer: the same key may be tried again. */
function answerable(payment: store.Payment): store.Payment {
  if (payment.status === 'failed') throw new BankUnavailable()
  return payment
}

function referenceOf({ id, attempt }: store.Payment): string {
  return `${id}.${attempt}`
}

/** The token is in it, but can't be read from it. */
function fingerprintOf({ orderId, userId, amountCents, method, token }: PaymentRequest): string {
  return createHash('sha256')
    .update(JSON.stringify([orderId, userId, amountCents, method, token]))
    .digest('base64url')
}

function eventOf(payment: store.Payment, type: EventType, reason: string | null): NewEvent {
  const { id, orderId, userId, amountCents, method } = payment
  const known = reason === null ? {} : { reason }
  return { type, key: orderId, payload: { paymentId: id, orderId, userId, amountCents, method, ...known } }
}
