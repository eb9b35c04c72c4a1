/**
 * Order, payment and inventory service of a test, which really ask each other; the catalogue and the switch of faults are played by one small
 * server, because they are not what is tested.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CATALOGUE } from '../contracts/catalogue.ts'
import { CHAOS_STATE_PATH } from '../contracts/chaos-state.ts'
import { NO_CHAOS } from '../contracts/events.ts'
import type { FaultName, Grade } from '../contracts/faults.ts'
import type { ServiceName } from '../contracts/services.ts'
import type { ServiceDefinition } from '../kit/kit.ts'
import type { Settings } from '../kit/settings.ts'
import { createTokens } from '../kit/tokens.ts'
import { createInventoryService } from '../services/inventory-service/src/app.ts'
import { createOrderService, type OrderOptions } from '../services/order-service/src/app.ts'
import { createPaymentService } from '../services/payment-service/src/app.ts'
import { type Booted, bootForTest } from './booted.ts'
import { until } from './until.ts'

export const TEST_SECRET = 'a secret of the tests'

/** What tests look into, of orders, payments, levels and problems alike; an answer has only what is its own. */
export interface ReplyBody {
  readonly id: string
  readonly userId: string
  readonly status: string
  readonly items: readonly ReplyBody[]
  readonly total: number
  readonly quantity: number
  readonly shippingAddress: string
  readonly history: readonly { readonly status: string }[]
  readonly onHand: number
  readonly reserved: number
  readonly available: number
  readonly code: string
  readonly detail: string
}

export interface Reply {
  readonly status: number
  readonly type: string
  readonly body: ReplyBody
}

export interface CompanyOptions {
  readonly settings?: Partial<Settings>
  readonly order?: OrderOptions
  readonly nowMs?: () => number
  /** Without it a test starts it itself, or nobody does. */
  readonly without?: readonly ServiceName[]
}

export interface Company extends AsyncDisposable {
  service(name: ServiceName): Booted
  start(definition: ServiceDefinition): Promise<Booted>
  stop(name: ServiceName): Promise<void>
  /** Where the others find it from now on. */
  place(name: ServiceName, url: string): void
  urlOf(name: ServiceName): string
  fault(name: FaultName, grade: Grade): Promise<void>
  /** `user` is an id; `admin` is one. */
  ask(user: string, method: string, path: string, body?: unknown, key?: string): Promise<Reply>
  /** As one service asks another. */
  internal(service: ServiceName, method: string, path: string, body?: unknown, key?: string): Promise<Reply>
}

const NOBODY = 'http://127.0.0.1:9'

export async function openCompany(options: CompanyOptions = {}): Promise<Company> {
  await using opening = new AsyncDisposableStack()
  let stack: AsyncDisposableStack = opening
  const active = new Map<FaultName, Grade>()
  const stage = await playOthers(active)
  stack.defer(stage.close)
  const urls = new Map<ServiceName, string>([
    ['product-service', stage.url],
    ['chaos-service', stage.url],
  ])
  const running = new Map<ServiceName, Booted>()
  const urlOf = (name: ServiceName) => urls.get(name) ?? NOBODY
  const tokens = createTokens(TEST_SECRET)

  const start = async (definition: ServiceDefinition): Promise<Booted> => {
    const service = await bootForTest(definition, {
      settings: { urlOf, shippingMs: 3_600_000, deliveryMs: 3_600_000, ...options.settings },
      ...(options.nowMs === undefined ? {} : { nowMs: options.nowMs }),
    })
    running.set(definition.name, service)
    urls.set(definition.name, service.url)
    stack.defer(() => service.stop())
    return service
  }
  const send = async (
    url: string,
    method: string,
    headers: Record<string, string>,
    body: unknown,
  ): Promise<Reply> => {
    const response = await fetch(url, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const type = (response.headers.get('content-type') ?? '').replace(/;.*/, '')
    return { status: response.status, type, body: JSON.parse(text) as ReplyBody }
  }
  const withKey = (key: string | undefined): Record<string, string> =>
    key === undefined ? {} : { 'idempotency-key': key }

  // Who comes first may be slow for the machine's sake.
  const waitForOtherMs = 60_000
  const quick = { lookMs: 50, stuckMs: 15_000, waitForOtherMs }
  const all = [
    createInventoryService({ lookMs: 50 }),
    createPaymentService({ bankLatencyMs: () => 5, recoverEveryMs: 50, waitForOtherMs }),
    createOrderService({ ...quick, ...options.order }),
  ]
  for (const definition of all) {
    if (options.without?.includes(definition.name) !== true) await start(definition)
  }
  const opened = opening.move()
  stack = opened
  return {
    service: name => running.get(name)!,
    start,
    async stop(name) {
      await running.get(name)!.stop()
      urls.delete(name)
    },
    place: (name, url) => void urls.set(name, url),
    urlOf,
    async fault(name, grade) {
      if (grade === 0) active.delete(name)
      else active.set(name, grade)
      await until(`${name} to be known everywhere`, () =>
        [...running.values()].every(each => each.kit.faults.grade(name) === grade),
      )
    },
    async ask(user, method, path, body, key) {
      const token = await tokens.sign({ userId: user, role: user === 'admin' ? 'admin' : 'customer' })
      const headers = { authorization: `Bearer ${token}`, ...withKey(key) }
      return send(`${urlOf('order-service')}${path}`, method, headers, body)
    },
    internal: (service, method, path, body, key) =>
      send(`${urlOf(service)}${path}`, method, { 'x-internal-token': TEST_SECRET, ...withKey(key) }, body),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** The product service's look-up and the chaos service's state. */
async function playOthers(
  active: Map<FaultName, Grade>,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer(async (request, response) => {
    const answer =
      request.url === CHAOS_STATE_PATH
        ? { chaos: NO_CHAOS, injections: [], faults: faultsOf(active) }
        : { items: productsOf(JSON.parse(await textOf(request)).ids) }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}

function faultsOf(active: Map<FaultName, Grade>) {
  return [...active].map(([fault, grade]) => ({
    fault,
    grade,
    target: 'test',
    startMs: 0,
    endMs: Number.MAX_SAFE_INTEGER,
  }))
}

function productsOf(ids: readonly string[]) {
  return CATALOGUE.filter(product => ids.includes(product.id)).map(({ id, name, category, priceCents }) => ({
    id,
    name,
    category,
    priceCents,
  }))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
