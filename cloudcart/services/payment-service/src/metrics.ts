/** What the payment service measures of itself, beside what all services do. */
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Kit } from '../../../kit/kit.ts'
import { measureQueries } from '../../../kit/work-metrics.ts'
import { DECLINE_REASONS } from './bank.ts'
import { METHODS, type Method, type PaymentStatus } from './store.ts'

export interface PaymentMetrics {
  settled(method: Method, status: PaymentStatus, reason: string | null, amountCents: number): void
  readonly duration: Histogram<'method'>
  readonly refunds: Counter
  readonly bankErrors: Counter
  readonly recovered: Counter<'status'>
  readonly pending: Gauge
}

const PAYMENT_BUCKETS = [0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5]
const DOLLAR_BUCKETS = [10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000]
const STATUSES = ['succeeded', 'declined', 'failed'] as const

export function createPaymentMetrics(kit: Kit): PaymentMetrics {
  const registers = [kit.registry]
  measureQueries(kit, 'payment')
  const payments = new Counter({
    name: 'payments_total',
    help: 'Payments by how they were paid and what came of it; failed ones never reached the bank.',
    labelNames: ['method', 'status'] as const,
    registers,
  })
  const declines = new Counter({
    name: 'payment_declines_total',
    help: 'Payments that the bank declined, by its reason.',
    labelNames: ['reason'] as const,
    registers,
  })
  const amounts = new Histogram({
    name: 'payment_amount_dollars',
    help: 'Dollars of payments that succeeded.',
    buckets: DOLLAR_BUCKETS,
    registers,
  })
  const recovered = new Counter({
    name: 'payments_recovered_total',
    help: 'Payments found pending after a crash, by what the book of the bank said.',
    labelNames: ['status'] as const,
    registers,
  })
  for (const reason of DECLINE_REASONS) declines.inc({ reason }, 0)
  for (const status of STATUSES) {
    recovered.inc({ status }, 0)
    for (const method of METHODS) payments.inc({ method, status }, 0)
  }
  return {
    settled(method, status, reason, amountCents) {
      payments.inc({ method, status })
      if (status === 'declined') declines.inc({ reason: reason ?? 'unknown_token' })
      if (status === 'succeeded') amounts.observe(amountCents / 100)
    },
    duration: new Histogram({
      name: 'payment_duration_seconds',
      help: 'Seconds from the request of a payment to its answer, by method; the bank takes most of them.',
      labelNames: ['method'] as const,
      buckets: PAYMENT_BUCKETS,
      registers,
    }),
    refunds: new Counter({
      name: 'refunds_total',
      help: 'Payments that were given back.',
      registers,
    }),
    bankErrors: new Counter({
      name: 'payment_bank_errors_total',
      help: 'Times that the bank did not answer.',
      registers,
    }),
    recovered,
    pending: new Gauge({
      name: 'payments_pending',
      help: 'Payments whose end is not known yet.',
      registers,
    }),
  }
}
