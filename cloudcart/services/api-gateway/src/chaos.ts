/** Chaos at the edge: requests are really held back, failed or left without an answer, as the chaos service says. */
import { setTimeout as pause } from 'node:timers/promises'
import { trace } from '@opentelemetry/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ChaosState } from '../../../contracts/chaos-state.ts'
import type { Faults } from '../../../kit/faults.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Metrics } from './metrics.ts'

export interface ChaosNeeds {
  readonly faults: Pick<Faults, 'state'>
  readonly metrics: Pick<Metrics, 'delays' | 'errors' | 'timeouts'>
  /** The gateway stops. */
  readonly signal: AbortSignal
  /** 0 to 1. */
  readonly chance?: () => number
  /** How long a request without an answer is held when the client doesn't give up. */
  readonly holdMs?: number
}

export interface Harm {
  readonly delayMs?: number
  readonly code?: number
  readonly timeout?: boolean
}

const HOLD_MS = 10_000
const LONGEST_DELAY_MS = 30_000
/** Held requests cost a socket each; beyond these, what should be held is answered at once. */
const MOST_HELD = 1_000

/** What is to happen to one request. */
export function harmOf({ chaos, injections }: ChaosState, chance: () => number): Harm {
  const by = (kind: string) => injections.find(each => each.kind === kind)
  const on = (probability: number) => chaos.enabled && chance() < probability
  const { latency, error, timeout } = chaos
  const injected = by('latency')
  const delayMs =
    injected?.latencyMs ??
    (on(latency.probability)
      ? Math.round(latency.minMs + chance() * (latency.maxMs - latency.minMs))
      : undefined)
  const harm: Harm = delayMs === undefined ? {} : { delayMs: Math.min(delayMs, LONGEST_DELAY_MS) }
  if (by('timeout') !== undefined || on(timeout.probability)) return { ...harm, timeout: true }
  const code = by('error')?.code ?? (on(error.probability) ? pick(error.codes, chance) : undefined)
  return code === undefined ? harm : { ...harm, code: code >= 400 && code <= 599 ? code : 500 }
}

function pick(codes: readonly number[], chance: () => number): number {
  return codes[Math.floor(chance() * codes.length)] ?? 500
}

export function createChaos(needs: ChaosNeeds) {
  const { faults, metrics, signal, chance = Math.random, holdMs = HOLD_MS } = needs
  let held = 0

  const hold = async (ms: number, reply: FastifyReply): Promise<void> => {
    if (held >= MOST_HELD) return
    held++
    const gone = new AbortController()
    const leave = () => gone.abort()
    reply.raw.once('close', leave)
    try {
      await pause(ms, undefined, { signal: AbortSignal.any([signal, gone.signal]) }).catch(() => {})
    } finally {
      reply.raw.off('close', leave)
      held--
    }
  }

  return async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const state = faults.state()
    if (!state.chaos.enabled && state.injections.length === 0) return
    const { delayMs, code, timeout } = harmOf(state, chance)
    if (delayMs !== undefined) {
      metrics.delays.observe(delayMs)
      trace.getActiveSpan()?.setAttribute('chaos.latency_ms', delayMs)
      await hold(delayMs, reply)
    }
    if (timeout === true) {
      metrics.timeouts.inc()
      trace.getActiveSpan()?.setAttribute('chaos.timeout', true)
      await hold(holdMs, reply)
      throw new Problem(504, 'chaos_timeout', 'Chaos left this request without an answer.')
    }
    if (code !== undefined) {
      metrics.errors.inc()
      trace.getActiveSpan()?.setAttribute('chaos.error_code', code)
      throw new Problem(code, 'chaos_error', 'Chaos failed this request.')
    }
  }
}
