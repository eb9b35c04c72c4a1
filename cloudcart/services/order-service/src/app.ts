/** The order service: from a cart to what is delivered, through stock and payment. */
import { startOutbox } from '../../../kit/events/outbox.ts'
import type { Kit, ServiceDefinition } from '../../../kit/kit.ts'
import { Problem } from '../../../kit/problem.ts'
import { createDuties } from './duties.ts'
import { countDuties, DUTIES } from './duty.ts'
import { ACTIVE, createOrderMetrics } from './metrics.ts'
import { moveOrder } from './moving.ts'
import { createNeighbours } from './neighbours.ts'
import type { Saga, SagaPoint } from './order.ts'
import type { OrderStatus } from './order-states.ts'
import { fulfil, recover } from './recovery.ts'
import { orderRoutes } from './routes.ts'
import { slowDatabaseMs } from './slow-database.ts'
import { countByStatus, forgetBefore } from './store.ts'

export interface OrderOptions {
  /** What is in the middle for longer was left there. */
  readonly stuckMs?: number
  readonly lookMs?: number
  /** How long an order waits to be paid. */
  readonly unpaidMs?: number
  /** How long who comes second waits for who came first. */
  readonly waitForOtherMs?: number
  readonly reached?: (point: SagaPoint) => void
}

const MINUTE_MS = 60_000
const WAIT_FOR_OTHER_MS = 4_000
const KEPT_MS = 3 * 24 * 60 * MINUTE_MS

export function createOrderService(options: OrderOptions = {}): ServiceDefinition {
  const { stuckMs = 15_000, lookMs = 2_000, unpaidMs = 15 * MINUTE_MS, reached = () => {} } = options
  const { waitForOtherMs = WAIT_FOR_OTHER_MS } = options
  return {
    name: 'order-service',
    migrations: new URL('../migrations/', import.meta.url),
    databaseDelayMs: faults => slowDatabaseMs(faults.grade('slow-database')),
    build(kit: Kit) {
      const { database, log, nowMs, settings, tracer } = kit
      const metrics = createOrderMetrics(kit)
      const neighbours = createNeighbours({ ...kit, metrics })
      const soldOut = async (orderId: string): Promise<void> => {
        await moveOrder(saga, orderId, 'cancel', 'its stock is gone').catch((error: unknown) => {
          // Its customer cancelled it meanwhile.
          if (!(error instanceof Problem)) throw error
        })
      }
      const duties = createDuties({ database, neighbours, metrics, log, nowMs, soldOut })
      const announce = startOutbox(kit, 'orders')
      const saga: Saga = {
        database,
        neighbours,
        duties,
        metrics,
        tracer,
        log,
        nowMs,
        waitForOtherMs,
        announce,
        reached,
      }
      orderRoutes(kit, saga)

      kit.every(lookMs, async () => {
        await recover(saga, stuckMs)
        await fulfil(saga, { ...settings, unpaidMs })
      })
      kit.every(5_000, async () => {
        const counts = await countByStatus(database)
        for (const [status, label] of Object.entries(ACTIVE)) {
          metrics.active.set({ status: label }, counts.get(status as OrderStatus) ?? 0)
        }
        const open = new Map((await countDuties(database)).map(({ kind, n }) => [kind, Number(n)]))
        for (const kind of DUTIES) metrics.dutiesLeft.set({ kind }, open.get(kind) ?? 0)
      })
      kit.every(10 * MINUTE_MS, async () => void (await forgetBefore(database, nowMs() - KEPT_MS)))
    },
  }
}

export const orderService = createOrderService()
