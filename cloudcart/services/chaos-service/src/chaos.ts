/** Chaos at the gateway: what it does by chance while it is on, and single injections by hand that are over after a few seconds. */
import type { ActiveInjection } from '../../../contracts/chaos-state.ts'
import type { ChaosConfiguration } from '../../../contracts/events.ts'
import type { Database } from '../../../kit/database/database.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Announce } from './faults.ts'
import type { Injection } from './injection.ts'
import type { ChaosMetrics } from './metrics.ts'
import type { Store } from './store.ts'

const MOST_INJECTIONS = 20
/** Where chaos hits. */
const TARGET = 'api-gateway'

export interface ChaosNeeds {
  readonly configuration: ChaosConfiguration
  readonly database: Database
  readonly store: Pick<Store, 'configure'>
  readonly announce: Announce
  readonly metrics: ChaosMetrics
  readonly nowMs: () => number
  /** 0 to 1. */
  readonly chance?: () => number
}

export interface Chaos {
  configuration(): ChaosConfiguration
  injections(): readonly ActiveInjection[]
  enable(by: string): Promise<ChaosConfiguration>
  disable(by: string): Promise<ChaosConfiguration>
  configure(parts: Omit<ChaosConfiguration, 'enabled'>): Promise<ChaosConfiguration>
  inject(injection: Injection): Promise<ActiveInjection>
}

export function createChaos(needs: ChaosNeeds): Chaos {
  const { database, store, announce, metrics, nowMs, chance = Math.random } = needs
  let { configuration } = needs
  let injections: readonly ActiveInjection[] = []
  const current = () => injections.filter(each => each.endMs > nowMs())

  const turn = async (enabled: boolean, by: string): Promise<ChaosConfiguration> => {
    const next = { ...configuration, enabled }
    try {
      await database.transaction(async queries => {
        await store.configure(next, queries)
        await announce(queries, enabled ? 'chaos.enabled' : 'chaos.disabled', 'chaos', { by })
      })
    } catch (error) {
      metrics.switched(enabled, false)
      throw error
    }
    configuration = { ...configuration, enabled }
    // Whoever switches chaos off wants peace: what was injected by hand is over too.
    if (!enabled) injections = []
    metrics.switched(enabled, true)
    return configuration
  }

  return {
    configuration: () => configuration,
    injections: current,
    enable: by => turn(true, by),
    disable: by => turn(false, by),

    async configure({ latency, error, timeout }) {
      if (latency.minMs > latency.maxMs) {
        throw new Problem(400, 'invalid_request', 'latency.minMs is larger than latency.maxMs')
      }
      const next = { ...configuration, latency, error, timeout }
      await database.transaction(async queries => {
        await store.configure(next, queries)
        await announce(queries, 'chaos.configured', 'chaos', next)
      })
      configuration = { ...configuration, latency, error, timeout }
      metrics.configured()
      return configuration
    },

    async inject(wanted) {
      try {
        const kind =
          wanted.kind === 'random' ? pick(['latency', 'error', 'timeout'] as const, chance) : wanted.kind
        const { latency, error } = configuration
        const latencyMs =
          wanted.latencyMs ?? Math.round(latency.minMs + chance() * (latency.maxMs - latency.minMs))
        const code = wanted.code ?? pick(error.codes, chance)
        const endMs = nowMs() + wanted.seconds * 1000
        const injection: ActiveInjection = {
          kind,
          latencyMs: kind === 'latency' ? latencyMs : 0,
          code: kind === 'error' ? code : kind === 'timeout' ? 504 : 0,
          endMs,
        }
        if (current().length >= MOST_INJECTIONS) {
          throw new Problem(409, 'too_many_injections', `There are ${MOST_INJECTIONS} at work already.`)
        }
        const detail = `${wordsOf(injection)} for ${wanted.seconds} s`
        await database.transaction(queries =>
          announce(queries, 'chaos.injected', 'chaos', { kind: wanted.kind, target: TARGET, detail }),
        )
        injections = [...current(), injection]
        metrics.injected(wanted.kind, injection)
        return injection
      } catch (error) {
        metrics.injectionFailed(wanted.kind)
        throw error
      }
    },
  }
}

function pick<T>(from: readonly T[], chance: () => number): T {
  return from[Math.floor(chance() * from.length)]!
}

function wordsOf({ kind, latencyMs, code }: ActiveInjection): string {
  if (kind === 'latency') return `${latencyMs} ms of latency`
  return kind === 'error' ? `errors ${code}` : 'no answers'
}
