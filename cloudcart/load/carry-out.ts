/** Steps as requests: how each is asked of the gateway, and what its answer teaches. */
import { CATALOGUE } from '../contracts/catalogue.ts'
import type { WebAnswer, WebRequest } from './gateway-client.ts'
import { type Account, accountOf, newcomerOf } from './people.ts'
import type { Visitor } from './plan.ts'
import { levelsIn, ordersIn, type Session, type ShopMemory, textIn } from './shop-memory.ts'
import type { Intent, StepKind } from './visits/steps.ts'

export interface Moment {
  readonly visitor: Visitor
  readonly session: Session
  readonly memory: ShopMemory
  readonly admin: Credentials
  readonly seed: number
  readonly timeMs: number
  /** Different in each run, so that this run's orders aren't taken for repeats of the last one's. */
  readonly run: string
  readonly send: (request: WebRequest, wanted?: boolean) => Promise<WebAnswer>
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

type Carry<K extends StepKind> = (moment: Moment, step: Extract<Intent, { kind: K }>) => Promise<unknown>

const USERS = '/api/users'
const PRODUCT_LIST = '/api/products/products'
const ORDERS = '/api/orders/orders'

const CARRIES: { readonly [K in StepKind]: Carry<K> } = {
  categories: ({ send }) => send({ method: 'GET', path: '/api/products/categories' }),
  list: ({ send }, { category, offset }) => {
    const filter = category === undefined ? '' : `&category=${category}`
    return send({ method: 'GET', path: `${PRODUCT_LIST}?limit=12&offset=${offset}${filter}` })
  },
  search: ({ send }, { words }) =>
    send({ method: 'GET', path: `${PRODUCT_LIST}/search?q=${encodeURIComponent(words)}&limit=12` }),
  view: ({ send }, { productId }) => send({ method: 'GET', path: `${PRODUCT_LIST}/${productId}` }),
  crawl: ({ send }, { offset }) => send({ method: 'GET', path: `${PRODUCT_LIST}?limit=10&offset=${offset}` }),
  abuse: ({ send }, { productId }) => send({ method: 'GET', path: `${PRODUCT_LIST}/${productId}` }),

  login: (moment, { remembered }) => {
    const { session, memory, visitor, send } = moment
    const token = memory.tokens.get(visitor.account)
    if (!remembered || token === undefined) return logIn(moment)
    session.token = token
    return send({ method: 'GET', path: `${USERS}/profile`, token }).then(answer => forget(moment, answer))
  },
  'login-wrong': ({ send, seed, visitor }) => {
    const { email, password } = accountOf(seed, visitor.account)
    return send({ method: 'POST', path: `${USERS}/login`, body: { email, password: `${password}?` } })
  },
  register: async (moment, { newcomer }) => {
    const person = newcomerOf(moment.seed, newcomer, moment.timeMs)
    moment.session.token = textIn(await register(moment, person), 'token')
  },
  profile: moment =>
    withToken(moment, token => moment.send({ method: 'GET', path: `${USERS}/profile`, token })),

  checkout: (moment, { items }) =>
    withToken(moment, async token => {
      const { visitor, session, run } = moment
      const idempotencyKey = `load-${run}-${visitor.number}`
      const request = { method: 'POST', path: ORDERS, body: { items }, token, idempotencyKey } as const
      session.orderId = textIn(await moment.send(request, true), 'id')
    }),
  pay: (moment, { method, token: payment }) =>
    withOrder(moment, async (token, id) => {
      const body = { method, token: payment }
      const { status } = await moment.send({ method: 'POST', path: `${ORDERS}/${id}/payments`, body, token })
      if (status === 200) moment.session.bought = true
    }),
  orders: moment =>
    withToken(moment, async token => {
      moment.session.orders = ordersIn(await moment.send({ method: 'GET', path: ORDERS, token }, true))
      moment.session.orderId = moment.session.orders[0]?.id
    }),
  order: moment =>
    withOrder(moment, (token, id) => moment.send({ method: 'GET', path: `${ORDERS}/${id}`, token })),
  cancel: moment => change(moment, 'cancel', ['awaiting_payment', 'confirmed']),
  return: moment => change(moment, 'return', ['delivered']),

  'admin-login': async ({ send, memory, admin }) => {
    const body = { email: admin.email, password: admin.password }
    memory.adminToken = textIn(await send({ method: 'POST', path: `${USERS}/login`, body }, true), 'token')
  },
  'admin-levels': async ({ send, memory }) => {
    const token = memory.adminToken
    memory.levels = levelsIn(await send({ method: 'GET', path: '/api/inventory/levels', token }, true))
  },
  'admin-restock': (moment, { rank, pieces }) => {
    const { send, memory } = moment
    const level = memory.levels[rank]
    // Shelves that are full enough are let be.
    if (level === undefined || level.available > ENOUGH) return look(moment)
    const body = { change: pieces, reason: 'restock' }
    const path = `${PRODUCT_LIST}/${level.productId}/stock`
    return send({ method: 'POST', path, body, token: memory.adminToken })
  },
  'admin-orders': async ({ send, memory }) => {
    const path = `${ORDERS}?all=1&status=confirmed`
    memory.confirmedOrders = ordersIn(await send({ method: 'GET', path, token: memory.adminToken }, true))
  },
  'admin-ship': moment => {
    const order = moment.memory.confirmedOrders[0]
    if (order === undefined) return look(moment)
    const path = `${ORDERS}/${order.id}/ship`
    return moment.send({ method: 'POST', path, token: moment.memory.adminToken })
  },
  'admin-users': ({ send, memory }) =>
    send({ method: 'GET', path: `${USERS}/users?limit=50`, token: memory.adminToken }),
}

const ENOUGH = 80

/** Resolves when it is over, however it went. */
export async function carryOut(moment: Moment, step: Intent): Promise<void> {
  await (CARRIES[step.kind] as Carry<StepKind>)(moment, step)
}

/** With the account's password; an account that isn't there yet is made. */
export async function logIn(moment: Moment): Promise<void> {
  const { seed, visitor, session, memory } = moment
  const person = accountOf(seed, visitor.account)
  let answer =
    memory.registered.has(visitor.account) || memory.knownFromBefore
      ? await withPassword(moment, person)
      : await register(moment, person)
  if (answer.status === 409) {
    // Made in an earlier run, as the others then are: they need not be refused first.
    memory.knownFromBefore = true
    answer = await withPassword(moment, person)
  } else if (answer.status === 401) {
    // Gone with the shop's data.
    memory.knownFromBefore = false
    answer = await register(moment, person)
  }
  const token = textIn(answer, 'token')
  if (token === undefined) return
  memory.registered.add(visitor.account)
  memory.tokens.set(visitor.account, token)
  session.token = token
}

function withPassword({ send }: Moment, { email, password }: Account): Promise<WebAnswer> {
  return send({ method: 'POST', path: `${USERS}/login`, body: { email, password } }, true)
}

function register({ send }: Moment, { email, name, password }: Account): Promise<WebAnswer> {
  return send({ method: 'POST', path: `${USERS}/register`, body: { email, name, password } }, true)
}

/** Who could not log in looks around instead; so does who has no order. */
function withToken(moment: Moment, ask: (token: string) => Promise<unknown>): Promise<unknown> {
  const { token } = moment.session
  return token === undefined ? look(moment) : ask(token)
}

function withOrder(moment: Moment, ask: (token: string, id: string) => Promise<unknown>): Promise<unknown> {
  const { orderId } = moment.session
  return withToken(moment, token => (orderId === undefined ? look(moment) : ask(token, orderId)))
}

function change(moment: Moment, what: 'cancel' | 'return', from: readonly string[]): Promise<unknown> {
  const { orders, orderId } = moment.session
  const id =
    orders.find(order => from.includes(order.status))?.id ?? (what === 'cancel' ? orderId : undefined)
  return withToken(moment, token =>
    id === undefined ? look(moment) : moment.send({ method: 'POST', path: `${ORDERS}/${id}/${what}`, token }),
  )
}

function look({ send, visitor }: Moment): Promise<WebAnswer> {
  return send({ method: 'GET', path: `${PRODUCT_LIST}/${CATALOGUE[visitor.number % CATALOGUE.length]!.id}` })
}

function forget({ memory, visitor, session }: Moment, { status }: WebAnswer): void {
  if (status !== 401) return
  memory.tokens.delete(visitor.account)
  session.token = undefined
}
