/** Everything that a customer, an admin and a nuisance can do, once: what chance might leave out of a short load. */
import { randomUUID } from 'node:crypto'
import { ADMIN_PASSWORD } from '../../../scripts/watched-shop.ts'
import { until } from '../until.ts'

export interface Reply<T = Record<string, unknown>> {
  readonly status: number
  readonly body: T
}

export type Send = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply<T>>

export function sender(gateway: string, more: Record<string, string> = {}): Send {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(gateway + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) }
  }
}

export interface Person {
  readonly send: Send
  readonly userId: string
}

export async function newCustomer(gateway: string): Promise<Person> {
  const plain = sender(gateway)
  const email = `round-${randomUUID()}@example.com`
  const answer = await plain<{ token: string; user: { id: string } }>('POST', '/api/users/register', {
    email,
    name: 'Round Trip',
    password: 'correct horse battery',
  })
  if (answer.status !== 201) throw new Error(`register: ${JSON.stringify(answer)}`)
  return {
    send: sender(gateway, { authorization: `Bearer ${answer.body.token}` }),
    userId: answer.body.user.id,
  }
}

export async function admin(gateway: string): Promise<Send> {
  const answer = await sender(gateway)<{ token: string }>('POST', '/api/users/login', {
    email: 'admin@cloudcart.example',
    password: ADMIN_PASSWORD,
  })
  if (answer.status !== 200) throw new Error(`admin login: ${JSON.stringify(answer)}`)
  return sender(gateway, { authorization: `Bearer ${answer.body.token}` })
}

export interface OrderReply {
  readonly id: string
  readonly status: string
}

export async function order(send: Send, productId: string, quantity = 1): Promise<Reply<OrderReply>> {
  const items = [{ productId, quantity }]
  return send<OrderReply>('POST', '/api/orders/orders', { items }, { 'idempotency-key': randomUUID() })
}

export async function pay(
  send: Send,
  orderId: string,
  token = 'tok_ok',
  headers = {},
): Promise<Reply<OrderReply>> {
  return send<OrderReply>(
    'POST',
    `/api/orders/orders/${orderId}/payments`,
    { method: 'card', token },
    headers,
  )
}

async function must(what: string, wanted: number, reply: Promise<Reply<unknown>>): Promise<void> {
  const { status, body } = await reply
  if (status !== wanted)
    throw new Error(`${what}: ${wanted} was expected, ${status} came: ${JSON.stringify(body)}`)
}

/** Rounds of everything; throws where something that must work doesn't. */
export async function everyThing(gateway: string): Promise<void> {
  const nobody = sender(gateway)
  const boss = await admin(gateway)
  const { send } = await newCustomer(gateway)

  await must('profile', 200, send('PUT', '/api/users/profile', { name: 'Other Name' }))
  await must(
    'wrong password',
    401,
    nobody('POST', '/api/users/login', { email: 'admin@cloudcart.example', password: 'wrong' }),
  )
  await must(
    'bad token',
    401,
    nobody('GET', '/api/orders/orders', undefined, { authorization: 'Bearer no.to.ken' }),
  )
  await must('validate', 200, nobody('POST', '/api/users/tokens/validate', { token: 'no.to.ken' }))
  await must('search', 200, nobody('GET', '/api/products/products/search?q=lamp'))
  await must('list', 200, nobody('GET', '/api/products/products'))
  // Before there is chaos: an error afterwards may be the gateway's, and no service has seen it.
  await must('no such product', 404, nobody('GET', '/api/products/products/p-999'))
  await must(
    'create product',
    201,
    boss('POST', '/api/products/products', {
      name: 'Round Trip Mug',
      category: 'kitchen',
      priceCents: 1200,
      description: 'A mug.',
    }),
  )

  for (const token of ['tok_declined_insufficient_funds', 'tok_declined_fraud']) {
    const { body } = await order(send, 'p-003')
    await must(token, 402, pay(send, body.id, token))
    await must('cancel', 200, send('POST', `/api/orders/orders/${body.id}/cancel`))
  }
  const bought = await order(send, 'p-004', 2)
  await must('pay', 200, pay(send, bought.body.id))
  const { body: level } = await boss<{ available: number }>('GET', '/api/inventory/levels/p-005')
  const stock = { change: 3 - level.available, reason: 'correction' }
  await must('little stock', 200, boss('POST', '/api/products/products/p-005/stock', stock))
  await must('too much', 409, order(send, 'p-005', 90))

  await must('chaos on', 200, boss('POST', '/api/chaos/enable'))
  await must(
    'chaos config',
    200,
    boss('PUT', '/api/chaos/config', {
      latency: { probability: 0.3, minMs: 10, maxMs: 50 },
      error: { probability: 0.2, codes: [500, 503] },
      timeout: { probability: 0.02 },
    }),
  )
  await injections(boss)

  await must(
    'fault',
    200,
    asDone(boss('POST', '/api/chaos/faults/bad-deployment', { grade: 1, seconds: 60 })),
  )
  const failing = async () => (await nobody('GET', '/api/products/products/p-007')).status
  await until('an error of the bad deployment', async () => (await failing()) >= 500)
  await must('mended', 200, asDone(boss('DELETE', '/api/chaos/faults')))
}

/** One of each kind, by hand. */
export async function injections(boss: Send): Promise<void> {
  for (const kind of ['latency', 'error', 'timeout', 'random']) {
    const { status, body } = await boss('POST', `/api/chaos/inject/${kind}`, { seconds: 2 })
    if (status >= 300) throw new Error(`inject ${kind}: ${JSON.stringify(body)}`)
  }
}

/** Ends the chaos that some contracts need and others must not have. */
export async function calm(gateway: string): Promise<void> {
  const boss = await admin(gateway)
  const statusNow = async () => (await sender(gateway)('GET', '/api/products/products/p-010')).status
  // The gateway asks for its chaos now and then. Spared by chance looks like calm, so first nobody is.
  const certain = {
    latency: { probability: 0, minMs: 0, maxMs: 0 },
    error: { probability: 1, codes: [408] },
    timeout: { probability: 0 },
  }
  await must('certain chaos', 200, boss('PUT', '/api/chaos/config', certain))
  await must('chaos on', 200, boss('POST', '/api/chaos/enable'))
  await until('chaos that spares nobody', async () => (await statusNow()) === 408, { withinMs: 60_000 })
  await must('chaos off', 200, boss('POST', '/api/chaos/disable'))
  await until('no chaos', async () => (await statusNow()) === 200)
}

/** 200, 201, 202 and 204 are all as good. */
async function asDone(reply: Promise<Reply<unknown>>): Promise<Reply<unknown>> {
  const { status, body } = await reply
  return { status: status < 300 ? 200 : status, body }
}
