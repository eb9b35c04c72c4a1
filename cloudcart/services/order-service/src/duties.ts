/**
 * What other services still have to be told of an order: stock that is sold or comes back, money that goes back. A duty is written in the
 * transaction that makes it necessary, done right after, and tried again until it is done; all of them may be done twice.
 */
import type { Database, Queries } from '../../../kit/database/database.ts'
import type { Log } from '../../../kit/logs.ts'
import { Problem } from '../../../kit/problem.ts'
import type { OrderMetrics } from './metrics.ts'
import type { Neighbours } from './neighbours.ts'

export const DUTIES = ['commit', 'release', 'refund'] as const

export interface Duty {
  readonly orderId: string
  readonly kind: (typeof DUTIES)[number]
  /** The payment to give back, or why stock comes back. */
  readonly about: string
}

const NEXT_TRY_MS = 3_000
const AT_ONCE = 50

export function addDuty(queries: Queries, { orderId, kind, about }: Duty, nowMs: number): Promise<number> {
  return queries.run(
    'INSERT INTO duties (order_id, kind, about, due_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (order_id, kind) DO NOTHING',
    // Whoever writes it tries it first.
    [orderId, kind, about, nowMs + NEXT_TRY_MS],
  )
}

export function dropDuty(queries: Queries, orderId: string, kind: Duty['kind']): Promise<number> {
  return queries.run('DELETE FROM duties WHERE order_id = $1 AND kind = $2', [orderId, kind])
}

export async function hasDuty(queries: Queries, orderId: string, kind: Duty['kind']): Promise<boolean> {
  const found = await queries.one('SELECT 1 AS found FROM duties WHERE order_id = $1 AND kind = $2', [
    orderId,
    kind,
  ])
  return found !== undefined
}

export function countDuties(queries: Queries): Promise<{ kind: Duty['kind']; n: number }[]> {
  return queries.all('SELECT kind, COUNT(*) AS n FROM duties GROUP BY kind')
}

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
    await database.run('UPDATE duties SET due_ms = $3 WHERE order_id = $1 AND kind = $2', [
      duty.orderId,
      duty.kind,
      nowMs() + NEXT_TRY_MS,
    ])
  }

  return {
    async perform(duties) {
      await Promise.all(duties.map(attempt))
    },
    async performDue() {
      const due = await database.all<Duty>(
        `SELECT order_id AS "orderId", kind, about FROM duties WHERE due_ms <= $1 ORDER BY due_ms LIMIT $2`,
        [nowMs(), AT_ONCE],
      )
      for (const duty of due) await attempt(duty)
      return due.length
    },
  }
}
