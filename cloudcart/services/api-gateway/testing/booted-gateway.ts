/** A gateway for a test, with one stand-in for all services behind it and another one that says what is broken. */
import { CHAOS_STATE_PATH, type ChaosState } from '../../../contracts/chaos-state.ts'
import { NO_CHAOS } from '../../../contracts/events.ts'
import type { Role } from '../../../kit/tokens.ts'
import { type Booted, type BootedOptions, bootForTest } from '../../../testing/booted.ts'
import { type StandIn, startStandIn } from '../../../testing/stand-in.ts'
import { until } from '../../../testing/until.ts'
import { createApiGateway, type GatewayOptions } from '../src/app.ts'

export interface BootedGateway extends AsyncDisposable {
  readonly gateway: Booted
  /** All services but chaos. */
  readonly services: StandIn
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Headers of a signed-in person. */
  as(role: Role): Promise<Record<string, string>>
  /** Breaks things, and waits until the gateway knows. */
  break(state: Partial<ChaosState>): Promise<void>
}

export const WHOLE: ChaosState = { chaos: NO_CHAOS, faults: [], injections: [] }

export async function bootGateway(
  options: GatewayOptions = {},
  booting: BootedOptions = {},
): Promise<BootedGateway> {
  let state = WHOLE
  const services = await startStandIn()
  const chaos = await startStandIn(({ url }) => (url === CHAOS_STATE_PATH ? { body: state } : { body: {} }))
  const urlOf = (service: string) => (service === 'chaos-service' ? chaos.url : services.url)
  const gateway = await bootForTest(createApiGateway(options), {
    ...booting,
    settings: { urlOf, ...booting.settings },
  })
  return {
    gateway,
    services,
    fetch: (path, init) => fetch(`${gateway.url}${path}`, init),
    as: async role => ({
      authorization: `Bearer ${await gateway.kit.tokens.sign({ userId: `u-${role}`, role })}`,
    }),
    async break(next) {
      state = { ...WHOLE, ...next }
      const known = JSON.stringify(state)
      await until('the gateway to know', () => JSON.stringify(gateway.kit.faults.state()) === known)
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop()
      await services[Symbol.asyncDispose]()
      await chaos[Symbol.asyncDispose]()
    },
  }
}
