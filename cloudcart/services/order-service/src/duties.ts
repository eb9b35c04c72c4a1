/**
 * What other services still have to be told of an order: stock that is sold or comes back, money that goes back. A duty is written in the
 * transaction that makes it necessary, done right after, and tried again until it is done; all of them may be done twice.
 */
import type { Database } from '../../../kit/database/database.ts'
import type { Log } from '../../../kit/logs.ts'
import { Problem } from '../../../kit/problem.ts'
import { type Duty, dropDuty, dutiesDue, putOff } from './duty.ts'
import type { OrderMetrics } from './metrics.ts'
import type { Neighbours } from './neighbours.ts'

const AT_ONCE = 50

export interface DutiesOptions {
  readonly database: Database
  readonly neighbours: Neighbours
  readonly metrics: OrderMetrics
  readonly log: Log
  readonly nowMs: () => number
  /** The order is paid, but its stock is gone. */
  readonly soldOut: (orderId: string) => Promise<void>
}

export interface Duties {
  /** Does what it can; what fails stays due. */
  perform(duties: readonly Duty[]): Promise<void>
  performDue(): Promise<number>
}

export function createDuties({ database, neighbours, metrics, log, nowMs, soldOut }: DutiesOptions): Duties {
  const done = async ({ orderId, kind, about }: Duty): Promise<boolean> => {
    if (kind === 'release') {
      await neighbours.release(orderId, about)
      return true
    }
    if (kind === 'refund') {
      if (!(await neighbours.refund(about))) return false
      metrics.payments.inc({ status: 'refunded' })
      return true
    }
    if (!(await neighbours.commit(orderId))) {
      log.warn('an order is paid, but its stock is gone', { order_id: orderId })
      await soldOut(orderId)
    }
    return true
  }

  const attempt = async (duty: Duty): Promise<void> => {
    try {
      if (await done(duty)) {
        await dropDuty(database, duty.orderId, duty.kind)
        return
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      log.warn(`${duty.kind} has to wait: ${error.message}`, { order_id: duty.orderId })
    }
    await putOff(database, duty, nowMs())
  }

  return {
    async perform(duties) {
      await Promise.all(duties.map(attempt))
    },
    async performDue() {
      const due = await dutiesDue(database, nowMs(), AT_ONCE)
      for (const duty of due) await attempt(duty)
      return due.length
    },
  }
}
