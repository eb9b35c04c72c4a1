/**
 * The fault `cardinality-bomb`: what happens when somebody puts a session's id into a label. Each request makes a new series, up to a bound
 * that follows the grade, and the metric is gone when the fault is over. The ids are made up: no session is in them.
 */
import { randomBytes } from 'node:crypto'
import { Counter } from 'prom-client'
import type { Kit } from '../../../kit/kit.ts'

const METRIC = 'user_requests_by_session_total'
const MOST_SESSIONS = 2_000
const LOOK_EVERY_MS = 1_000

export function armCardinalityBomb({ registry, faults, on, every }: Kit): void {
  let counter: Counter<'session'> | undefined
  let sessions: string[] = []
  let turn = 0

  on.request(() => {
    const grade = faults.grade('cardinality-bomb')
    if (grade === 0) return
    counter ??= new Counter({
      name: METRIC,
      help: 'Requests by session: a label that nobody should have.',
      labelNames: ['session'],
      registers: [registry],
    })
    const room = sessions.length < MOST_SESSIONS * grade
    if (room) sessions.push(randomBytes(12).toString('hex'))
    const session = room ? sessions.at(-1)! : sessions[turn++ % sessions.length]!
    counter.inc({ session })
  })
  every(LOOK_EVERY_MS, () => {
    if (counter === undefined || faults.grade('cardinality-bomb') > 0) return
    registry.removeSingleMetric(METRIC)
    counter = undefined
    sessions = []
  })
}
