/** What the generator counts of itself; shown by whoever runs it, who gives the registry. */
import { Counter, Gauge, type Registry } from 'prom-client'
import { OUTCOMES, type Outcome } from './gateway-client.ts'
import { STEP_KINDS, type StepKind } from './visits/steps.ts'

export const SESSION_OUTCOMES = ['bought', 'abandoned', 'bounced'] as const
export type SessionOutcome = (typeof SESSION_OUTCOMES)[number]

/** Besides the steps of visits: what attackers send, what crowds send, and the question what is broken. */
export const REQUEST_KINDS = [...STEP_KINDS, 'stuffing', 'crowd', 'watch'] as const
export type RequestKind = StepKind | 'stuffing' | 'crowd' | 'watch'

export interface LoadStats {
  /** Requests that were sent or should have been. */
  readonly requests: number
  readonly outcomes: Readonly<Record<Outcome, number>>
  readonly kinds: Readonly<Partial<Record<RequestKind, number>>>
  readonly sessions: Readonly<Record<SessionOutcome, number>>
  readonly inFlight: number
  readonly visitors: number
}

export interface LoadTally {
  request(kind: RequestKind, outcome: Outcome): void
  session(outcome: SessionOutcome): void
  stats(now: { readonly inFlight: number; readonly visitors: number }): LoadStats
}

export function createTally(registry: Registry | undefined, visitors: () => number): LoadTally {
  const outcomes = zeros(OUTCOMES)
  const sessions = zeros(SESSION_OUTCOMES)
  const kinds: Partial<Record<RequestKind, number>> = {}
  let requests = 0
  const registers = registry === undefined ? [] : [registry]
  const requestsTotal = new Counter({
    name: 'load_requests_total',
    help: 'Requests of generated visitors, by what they were for and how they ended.',
    labelNames: ['kind', 'outcome'] as const,
    registers,
  })
  const sessionsTotal = new Counter({
    name: 'load_sessions_total',
    help: 'Visits of generated visitors that are over, by what came of them.',
    labelNames: ['outcome'] as const,
    registers,
  })
  new Gauge({
    name: 'load_visitors_active',
    help: 'Generated visitors who are in the shop or will come back.',
    registers,
    collect() {
      this.set(visitors())
    },
  })
  for (const kind of REQUEST_KINDS) requestsTotal.inc({ kind, outcome: 'ok' }, 0)
  for (const outcome of SESSION_OUTCOMES) sessionsTotal.inc({ outcome }, 0)
  return {
    request(kind, outcome) {
      requests++
      outcomes[outcome]++
      kinds[kind] = (kinds[kind] ?? 0) + 1
      requestsTotal.inc({ kind, outcome })
    },
    session(outcome) {
      sessions[outcome]++
      sessionsTotal.inc({ outcome })
    },
    stats: now => ({
      requests,
      outcomes: { ...outcomes },
      kinds: { ...kinds },
      sessions: { ...sessions },
      ...now,
    }),
  }
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map(key => [key, 0])) as Record<K, number>
}
