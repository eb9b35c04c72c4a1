/**
 * The faults that come from outside: stolen passwords tried from many addresses, and crowds at the last pieces of one product. On top of
 * the visitors, with chance of their own, so that the visitors' plan stays what it is.
 */
import type { ActiveFault } from '../contracts/chaos-state.ts'
import type { Credentials } from './carry-out.ts'
import type { Clock } from './clock.ts'
import type { GatewayClient, WebAnswer, WebRequest } from './gateway-client.ts'
import type { LoadTally } from './load-metrics.ts'
import { ACCOUNTS, accountOf, attackerOrigin, type Origin, shopperOrigin, WATCHER } from './people.ts'
import { createRandom } from './random.ts'
import { levelsIn, type ShopMemory, textIn } from './shop-memory.ts'

export const MOST_STOLEN_PASSWORDS_A_SECOND = 30
export const LARGEST_CROWD = 50

export interface AttackOptions {
  readonly client: GatewayClient
  readonly clock: Clock
  readonly tally: LoadTally
  readonly memory: ShopMemory
  readonly admin: Credentials
  readonly seed: number
  readonly run: string
  readonly faults: () => readonly ActiveFault[]
}

export interface Attacks {
  stop(): void
}

/** While there is an attack, and while there is none. */
const TICK_MS = 100
const LOOK_MS = 1_000
const CROWD_EVERY_MS = 8_000
/** A crowd is worth its name from here on; until then more people are asked to log in. */
const LOGINS_BEFORE_A_CROWD = 6
const MOST_IN_FLIGHT = 64

export function startAttacks(options: AttackOptions): Attacks {
  const { client, clock, tally, memory, admin, seed, run, faults } = options
  const random = createRandom(seed, 0x61747461)
  let stopped = false
  let inFlight = 0
  let owed = 0
  let lastMs = clock.now()
  let nextCrowdMs = 0
  let crowds = 0

  const send = async (
    kind: 'stuffing' | 'crowd',
    origin: Origin,
    request: WebRequest,
  ): Promise<WebAnswer> => {
    inFlight++
    const answer = await client.send(origin, request, kind === 'crowd')
    inFlight--
    tally.request(kind, answer.outcome)
    return answer
  }
  const gradeOf = (fault: string): number =>
    faults().find(each => each.fault === fault && each.endMs > clock.now())?.grade ?? 0

  const tryStolenPassword = (): void => {
    const { email } = accountOf(seed, random.between(0, ACCOUNTS - 1))
    const body = { email, password: `stolen-${random.between(1, 1e9)}` }
    void send('stuffing', attackerOrigin(random), { method: 'POST', path: '/api/users/login', body })
  }

  const crowd = async (size: number): Promise<void> => {
    const number = crowds++
    memory.adminToken ??= textIn(
      await send('crowd', WATCHER, { method: 'POST', path: '/api/users/login', body: { ...admin } }),
      'token',
    )
    const token = memory.adminToken
    const answer = await send('crowd', WATCHER, {
      method: 'GET',
      path: '/api/inventory/levels',
      token,
    })
    if (answer.status === 401) memory.adminToken = undefined
    const scarce = levelsIn(answer).find(level => level.available > 0)
    if (scarce === undefined || stopped) return
    const buyers = await tokensFor(size)
    const items = [{ productId: scarce.productId, quantity: 1 }]
    await Promise.all(
      Array.from({ length: size }, async (_, buyer) => {
        const own = buyers[buyer % buyers.length]
        if (own === undefined || stopped) return
        const origin = shopperOrigin(random)
        const idempotencyKey = `crowd-${run}-${number}-${buyer}`
        const body = { items }
        const order = {
          method: 'POST',
          path: '/api/orders/orders',
          body,
          token: own,
          idempotencyKey,
        } as const
        const id = textIn(await send('crowd', origin, order), 'id')
        if (id === undefined || stopped) return
        const payment = { method: 'card', token: 'tok_ok' }
        const path = `/api/orders/orders/${id}/payments`
        await send('crowd', origin, { method: 'POST', path, body: payment, token: own })
      }),
    )
  }

  /** Of people who are logged in; a few more log in each time, as passwords cost the shop dearly. */
  const tokensFor = async (size: number): Promise<readonly string[]> => {
    const missing = [...memory.registered].filter(account => !memory.tokens.has(account))
    const asked = memory.tokens.size < size ? missing.slice(0, LOGINS_BEFORE_A_CROWD) : []
    for (const account of asked) {
      const { email, password } = accountOf(seed, account)
      const request = { method: 'POST', path: '/api/users/login', body: { email, password } } as const
      const token = textIn(await send('crowd', shopperOrigin(random), request), 'token')
      if (token !== undefined) memory.tokens.set(account, token)
    }
    return [...memory.tokens.values()].slice(-size)
  }

  const tick = (): void => {
    const nowMs = clock.now()
    const seconds = Math.min(1, Math.max(0, (nowMs - lastMs) / 1000))
    lastMs = nowMs
    const stuffing = gradeOf('credential-stuffing')
    owed = stuffing === 0 ? 0 : owed + stuffing * MOST_STOLEN_PASSWORDS_A_SECOND * seconds
    for (; owed >= 1; owed--) if (inFlight < MOST_IN_FLIGHT) tryStolenPassword()
    const oversell = gradeOf('oversell-attempt')
    if (oversell > 0 && nowMs >= nextCrowdMs && inFlight === 0) {
      nextCrowdMs = nowMs + CROWD_EVERY_MS
      void crowd(Math.max(2, Math.round(LARGEST_CROWD * oversell)))
    }
    if (!stopped) cancel = clock.after(stuffing + oversell > 0 ? TICK_MS : LOOK_MS, tick)
  }
  let cancel = clock.after(LOOK_MS, tick)
  return {
    stop() {
      stopped = true
      cancel()
    },
  }
}
