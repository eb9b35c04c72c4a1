/**
 * The shop's visitors: carries out the plan at its times, whatever the shop answers. An open loop: people come whether or not the shop
 * is well; but only so many wait at once, the rest is counted and let go.
 */
import type { Registry } from 'prom-client'
import type { ActiveFault } from '../contracts/chaos-state.ts'
import { DEMO_ADMIN } from '../contracts/demo-accounts.ts'
import { startAttacks } from './attacks.ts'
import { type Credentials, carryOut, type Moment } from './carry-out.ts'
import { type Clock, REAL_CLOCK } from './clock.ts'
import { watchFaults } from './fault-watch.ts'
import { createGatewayClient, type GatewayClient } from './gateway-client.ts'
import { createTally, type LoadStats } from './load-metrics.ts'
import { type Action, createPlan } from './plan.ts'
import { createSession, createShopMemory, type Session } from './shop-memory.ts'

export const DEFAULT_RATE = 20
export const DEFAULT_SEED = 7
export const ADMIN_EMAIL = DEMO_ADMIN.email

export interface LoadOptions {
  readonly gatewayUrl: string
  readonly seed?: number
  /** Requests a second at the gateway, the mean of a day. Default: 20. */
  readonly rate?: number
  /** How much faster than real the shop's day passes and its people think. Default: 1. */
  readonly speed?: number
  /** Ends the load as `stop` does. */
  readonly signal?: AbortSignal
  /** What is broken on purpose. By default the chaos service is asked, every two seconds. */
  readonly faults?: () => { readonly faults: readonly ActiveFault[] }
  readonly admin?: Partial<Credentials>
  readonly registry?: Registry
  /** Requests that wait for their answer at the same time. */
  readonly mostInFlight?: number
  readonly clock?: Clock
  readonly client?: GatewayClient
  readonly intensity?: (timeMs: number) => number
  /** Told of each action when its time has come. */
  readonly onAction?: (action: Action) => void
}

export interface Load extends AsyncDisposable {
  stats(): LoadStats
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>
}

const MOST_IN_FLIGHT = 64
/** So long a pause (a machine that slept) is not caught up on. */
const FORGIVEN_MS = 1_000

export function startLoad(options: LoadOptions): Load {
  const { seed = DEFAULT_SEED, rate = DEFAULT_RATE, speed = 1, clock = REAL_CLOCK } = options
  const { mostInFlight = MOST_IN_FLIGHT, signal, intensity, onAction } = options
  const startMs = clock.now()
  const run = startMs.toString(36)
  const admin = { email: ADMIN_EMAIL, password: 'cloudcart-demo', ...options.admin }
  const client = options.client ?? createGatewayClient(options.gatewayUrl)
  const plan = createPlan({ seed, rate, speed, startMs, ...(intensity === undefined ? {} : { intensity }) })
  const memory = createShopMemory()
  const tally = createTally(options.registry, () => plan.visitors)
  const watch =
    options.faults === undefined ? watchFaults({ client, clock, tally, memory, admin }) : undefined
  const faults = watch?.faults ?? (() => options.faults!().faults)
  // Connections of their own: attackers who wait must not keep visitors from asking.
  const attackers = options.client ?? createGatewayClient(options.gatewayUrl)
  const attacks = startAttacks({ client: attackers, clock, tally, memory, admin, seed, run, faults })

  const visits = new Map<number, { readonly session: Session; last: Promise<void> }>()
  let inFlight = 0
  let action = plan.next()
  /** How far the plan has been put off by pauses. */
  let lateMs = 0

  const begin = (next: Action): void => {
    const { visitor, step, last } = next
    onAction?.(next)
    const visit = visits.get(visitor.number) ?? { session: createSession(), last: ready }
    visits.set(visitor.number, visit)
    const { session } = visit
    if (step.fillsCart) session.cartFilled = true
    if (inFlight >= mostInFlight) {
      tally.request(step.kind, 'dropped')
    } else {
      inFlight++
      const send: Moment['send'] = async (request, wanted) => {
        const answer = await client.send(visitor.origin, request, wanted)
        tally.request(step.kind, answer.outcome)
        return answer
      }
      const moment = { visitor, session, memory, admin, seed, timeMs: next.atMs, run, send }
      // One thing after the other, as people do; only machines don't wait for the answer.
      const before = visitor.kind === 'abuser' ? ready : visit.last
      visit.last = before.then(() => carryOut(moment, step)).then(over, over)
    }
    if (!last) return
    visits.delete(visitor.number)
    if (visitor.kind === 'shopper' || visitor.kind === 'newcomer') {
      void visit.last.then(() => tally.session(outcomeOf(session)))
    }
  }
  const over = (): void => {
    inFlight--
    if (inFlight === 0) drained?.()
  }

  const wake = (): void => {
    const nowMs = clock.now()
    lateMs += Math.max(0, nowMs - (action.atMs + lateMs) - FORGIVEN_MS)
    while (action.atMs + lateMs <= nowMs) {
      begin(action)
      action = plan.next()
    }
    cancel = clock.after(Math.max(1, action.atMs + lateMs - nowMs), wake)
  }
  let cancel = clock.after(Math.max(1, action.atMs - startMs), wake)

  let drained: (() => void) | undefined
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      cancel()
      attacks.stop()
      watch?.stop()
      // What is under way is broken off: an answer that is late would keep us here.
      await Promise.all([client.close(), attackers.close()])
      if (inFlight > 0) await new Promise<void>(resolve => (drained = resolve))
    })()
    return stopped
  }
  if (signal?.aborted) void stop()
  else signal?.addEventListener('abort', () => void stop(), { once: true })
  return {
    stats: () => tally.stats({ inFlight, visitors: plan.visitors }),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const ready = Promise.resolve()

function outcomeOf({ bought, cartFilled }: Session): 'bought' | 'abandoned' | 'bounced' {
  if (bought) return 'bought'
  return cartFilled ? 'abandoned' : 'bounced'
}
