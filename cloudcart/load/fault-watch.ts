/** Asks the chaos service, through the gateway as an admin would, what is broken on purpose. */
import type { ActiveFault } from '../contracts/chaos-state.ts'
import { isFaultName } from '../contracts/faults.ts'
import type { Credentials } from './carry-out.ts'
import type { Clock } from './clock.ts'
import type { GatewayClient, WebAnswer, WebRequest } from './gateway-client.ts'
import type { LoadTally } from './load-metrics.ts'
import { WATCHER } from './people.ts'
import { objectOf, type ShopMemory, textIn } from './shop-memory.ts'

export interface FaultWatchOptions {
  readonly client: GatewayClient
  readonly clock: Clock
  readonly tally: LoadTally
  readonly memory: ShopMemory
  readonly admin: Credentials
}

export interface FaultWatch {
  faults(): readonly ActiveFault[]
  stop(): void
}

const EVERY_MS = 2_000
/** A password that is refused is not tried each time: that costs the shop more than the answer is worth. */
const LOGIN_EVERY_MS = 30_000
/** Without an answer for so long nothing counts as broken. */
const FORGOTTEN_AFTER_MS = 10_000

export function watchFaults({ client, clock, tally, memory, admin }: FaultWatchOptions): FaultWatch {
  let known: readonly ActiveFault[] = []
  let knownSinceMs = 0
  let loginAtMs = 0
  let stopped = false

  const send = async (request: WebRequest): Promise<WebAnswer> => {
    const answer = await client.send(WATCHER, request, true)
    tally.request('watch', answer.outcome)
    return answer
  }
  const ask = async (): Promise<void> => {
    if (memory.adminToken === undefined) {
      if (clock.now() < loginAtMs) return
      loginAtMs = clock.now() + LOGIN_EVERY_MS
      const login = await send({ method: 'POST', path: '/api/users/login', body: { ...admin } })
      memory.adminToken = textIn(login, 'token')
      if (memory.adminToken === undefined) return
    }
    const answer = await send({ method: 'GET', path: '/api/chaos/faults', token: memory.adminToken })
    if (answer.status === 401) memory.adminToken = undefined
    if (answer.status !== 200) return
    known = activeFaultsIn(answer.body)
    knownSinceMs = clock.now()
  }
  const next = (): void => {
    void ask().then(() => {
      if (!stopped) cancel = clock.after(EVERY_MS, next)
    })
  }
  let cancel = clock.after(0, next)
  return {
    faults: () => (clock.now() - knownSinceMs > FORGOTTEN_AFTER_MS ? [] : known),
    stop() {
      stopped = true
      cancel()
    },
  }
}

export function activeFaultsIn(body: unknown): readonly ActiveFault[] {
  const { active } = objectOf(body)
  if (!Array.isArray(active)) return []
  return active.flatMap(each => {
    const { fault, target, grade, startMs, endMs } = objectOf(each)
    if (typeof fault !== 'string' || !isFaultName(fault)) return []
    if (grade !== 0.1 && grade !== 0.5 && grade !== 1) return []
    return [{ fault, target: String(target), grade, startMs: Number(startMs), endMs: Number(endMs) }]
  })
}
