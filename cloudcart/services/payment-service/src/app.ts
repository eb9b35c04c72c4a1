/** The payment service: takes what orders cost, once, and gives it back. */
import { startOutbox } from '../../../kit/events/outbox.ts'
import type { Kit, ServiceDefinition } from '../../../kit/kit.ts'
import { createBank } from './bank.ts'
import { createPaymentMetrics } from './metrics.ts'
import { createPayments, type PaymentPoint } from './payment.ts'
import { paymentRoutes } from './routes.ts'
import { countPending, forgetBefore } from './store.ts'

export interface PaymentOptions {
  readonly bankLatencyMs?: () => number
  /** Older pending payments were left by a process that is gone. */
  readonly stuckMs?: number
  readonly recoverEveryMs?: number
  readonly waitForOtherMs?: number
  readonly reached?: (point: PaymentPoint) => void
}

const MINUTE_MS = 60_000
const KEPT_MS = 4 * 24 * 60 * MINUTE_MS

export function createPaymentService(options: PaymentOptions = {}): ServiceDefinition {
  const { bankLatencyMs, stuckMs = 10_000, recoverEveryMs = 3_000, waitForOtherMs, reached } = options
  return {
    name: 'payment-service',
    migrations: new URL('../migrations/', import.meta.url),
    build(kit: Kit) {
      const { database, faults, log, nowMs, tracer } = kit
      const metrics = createPaymentMetrics(kit)
      const bank = createBank({
        database,
        faults,
        tracer,
        nowMs,
        ...(bankLatencyMs === undefined ? {} : { latencyMs: bankLatencyMs }),
      })
      const announce = startOutbox(kit, 'payments')
      const payments = createPayments({
        database,
        bank,
        announce,
        metrics,
        log,
        nowMs,
        waitForOtherMs,
        reached,
      })
      paymentRoutes(kit, payments)

      kit.every(recoverEveryMs, async () => {
        const recovered = await payments.recover(stuckMs)
        if (recovered > 0) log.warn(`${recovered} payments were left pending and are settled`, { recovered })
        metrics.pending.set(await countPending(database))
      })
      kit.every(10 * MINUTE_MS, async () => {
        const beforeMs = nowMs() - KEPT_MS
        await forgetBefore(database, beforeMs)
        await bank.forgetBefore(beforeMs)
      })
    },
  }
}

export const paymentService = createPaymentService()
