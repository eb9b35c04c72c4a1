/** A shop for tests, as its visitors see it: answers at once or later, well or badly. */
import type { GatewayClient, Outcome, WebAnswer, WebRequest } from '../gateway-client.ts'
import type { Origin } from '../people.ts'

export interface Seen extends WebRequest {
  readonly origin: Origin
}

export interface StubShop extends GatewayClient {
  readonly seen: readonly Seen[]
  /** Instead of what a healthy shop says; undefined leaves it at that. */
  answer: (request: Seen) => WebAnswer | Promise<WebAnswer> | undefined
  readonly closed: boolean
}

export function createStubShop(): StubShop {
  const seen: Seen[] = []
  const known = new Map<string, string>()
  const orders = new Map<string, { id: string; status: string; token: string }>()
  let closed = false

  const healthy = ({ method, path, body, token }: WebRequest): WebAnswer => {
    const { email, password } = (body ?? {}) as { email?: string; password?: string }
    if (path === '/api/users/register') {
      if (known.has(email!)) return answered(409)
      known.set(email!, password!)
      return answered(201, { token: `token of ${email}` })
    }
    if (path === '/api/users/login') {
      if (email === 'admin@cloudcart.example') return answered(200, { token: 'token of admin' })
      if (known.get(email!) !== password) return answered(401)
      return answered(200, { token: `token of ${email}` })
    }
    if (path.startsWith('/api/products/') && method === 'GET') return answered(200, { items: [] })
    if (token === undefined) return answered(401)
    if (path.startsWith('/api/inventory/levels')) {
      return answered(200, {
        items: [
          { productId: 'p-002', available: 9 },
          { productId: 'p-001', available: 3 },
        ],
      })
    }
    if (path === '/api/orders/orders' && method === 'POST') {
      const order = { id: `o-${orders.size}`, status: 'awaiting_payment', token }
      orders.set(order.id, order)
      return answered(201, order)
    }
    if (path.startsWith('/api/orders/orders?') || path === '/api/orders/orders') {
      return answered(200, { items: [...orders.values()].filter(order => order.token === token) })
    }
    const [, id, what] = /^\/api\/orders\/orders\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
    const order = orders.get(id ?? '')
    if (order !== undefined && what === 'payments') {
      if ((body as { token: string }).token !== 'tok_ok') return answered(402)
      order.status = 'confirmed'
    }
    return answered(200, order ?? {})
  }

  const shop: StubShop = {
    seen,
    answer: () => undefined,
    get closed() {
      return closed
    },
    async send(origin, request) {
      const asked = { ...request, origin }
      seen.push(asked)
      return (await shop.answer(asked)) ?? healthy(request)
    },
    async close() {
      closed = true
    },
  }
  return shop
}

export function answered(status: number, body: unknown = {}): WebAnswer {
  const outcome: Outcome =
    status === 0
      ? 'unreachable'
      : status < 400
        ? 'ok'
        : status === 429
          ? 'limited'
          : status < 500
            ? 'refused'
            : 'failed'
  return { status, body, outcome }
}
