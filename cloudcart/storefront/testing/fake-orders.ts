/** Orders and payments of the fake shop, with the keys that keep them from being made twice. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FakeCatalogue } from './fake-catalogue.ts'
import { FakeProblem } from './fake-problem.ts'
import type { FakeUser, FakeUsers } from './fake-users.ts'

export interface FakeOrder {
  readonly id: string
  readonly userId: string
  status: string
  readonly items: readonly { productId: string; name: string; quantity: number; unitPriceCents: number }[]
  readonly totalCents: number
  readonly shippingAddress: string | undefined
  readonly createdAt: string
  updatedAt: string
  readonly history: { status: string; at: string }[]
}

export interface FakeOrders {
  readonly all: FakeOrder[]
  /** Payments that took money. */
  readonly charged: { orderId: string; amountCents: number }[]
  place(
    user: FakeUser,
    items: readonly { productId: string; quantity: number }[],
    address?: string,
    atMs?: number,
  ): FakeOrder
  move(order: FakeOrder, status: string, atMs?: number): FakeOrder
}

const MOVES: Readonly<Record<string, { from: readonly string[]; to: string }>> = {
  cancel: { from: ['awaiting_payment', 'confirmed'], to: 'cancelled' },
  return: { from: ['delivered'], to: 'returned' },
  ship: { from: ['confirmed'], to: 'shipped' },
  deliver: { from: ['shipped'], to: 'delivered' },
}

export function addOrders(app: FastifyInstance, users: FakeUsers, catalogue: FakeCatalogue): FakeOrders {
  const all: FakeOrder[] = []
  const charged: FakeOrders['charged'] = []
  const byKey = new Map<string, FakeOrder>()
  /** What was asked under which key. */
  const payments = new Map<string, string>()

  const place: FakeOrders['place'] = (user, wanted, shippingAddress, atMs = Date.now()) => {
    const missing = wanted.filter(({ productId, quantity }) => {
      const { onHand, reserved } = catalogue.find(productId)
      return onHand - reserved < quantity
    })
    if (missing.length > 0)
      throw new FakeProblem(409, 'out_of_stock', 'Not enough of this is left.', { missing })
    const items = wanted.map(({ productId, quantity }) => {
      const product = catalogue.find(productId)
      product.reserved += quantity
      return { productId, quantity, name: product.name, unitPriceCents: product.priceCents }
    })
    const at = new Date(atMs).toISOString()
    const order: FakeOrder = {
      id: `ord-${(0x9a3c_51e0_77b4 + all.length * 0x1f_35a7).toString(16).padStart(16, '0')}`,
      userId: user.id,
      status: 'awaiting_payment',
      items,
      totalCents: items.reduce((sum, each) => sum + each.quantity * each.unitPriceCents, 0),
      shippingAddress,
      createdAt: at,
      updatedAt: at,
      history: [{ status: 'awaiting_payment', at }],
    }
    all.unshift(order)
    return order
  }
  const move: FakeOrders['move'] = (order, status, atMs = Date.now()) => {
    const at = new Date(atMs).toISOString()
    order.status = status
    order.updatedAt = at
    order.history.push({ status, at })
    return order
  }
  const visible = (request: FastifyRequest): FakeOrder => {
    const user = users.known(request)
    const { id } = request.params as { id: string }
    const order = all.find(each => each.id === id && (each.userId === user.id || user.role === 'admin'))
    if (order === undefined) throw new FakeProblem(404, 'unknown_order')
    return order
  }

  app.post<{ Body: { items: { productId: string; quantity: number }[]; shippingAddress?: string } }>(
    '/api/orders/orders',
    (request, reply) => {
      const user = users.known(request)
      const key = String(request.headers['idempotency-key'])
      const { items, shippingAddress } = request.body
      const order = byKey.get(key) ?? place(user, items, shippingAddress)
      byKey.set(key, order)
      return reply.code(201).send(order)
    },
  )
  app.post<{ Params: { id: string }; Body: { method: string; token: string } }>(
    '/api/orders/orders/:id/payments',
    async request => {
      const order = visible(request)
      const { token } = request.body
      const key = String(request.headers['idempotency-key'])
      const asked = JSON.stringify(request.body)
      if ((payments.get(key) ?? asked) !== asked) throw new FakeProblem(409, 'idempotency_conflict')
      payments.set(key, asked)
      if (order.status !== 'awaiting_payment') throw new FakeProblem(409, 'cannot_pay')
      if (token === 'tok_error') throw new FakeProblem(502, 'payment_unavailable')
      if (token !== 'tok_ok') {
        throw new FakeProblem(402, 'payment_declined', '', { reason: token.replace('tok_declined_', '') })
      }
      charged.push({ orderId: order.id, amountCents: order.totalCents })
      return move(order, 'confirmed')
    },
  )
  app.get<{ Querystring: { all?: string; status?: string; limit?: string; offset?: string } }>(
    '/api/orders/orders',
    async request => {
      const { all: everyones, status, limit = '20', offset = '0' } = request.query
      const user = everyones === '1' ? users.admin(request) : users.known(request)
      const found = all.filter(
        each =>
          (everyones === '1' || each.userId === user.id) && (status === undefined || each.status === status),
      )
      return { items: found.slice(Number(offset), Number(offset) + Number(limit)), total: found.length }
    },
  )
  app.get('/api/orders/orders/:id', async request => visible(request))
  for (const [name, { from, to }] of Object.entries(MOVES)) {
    app.post(`/api/orders/orders/:id/${name}`, async request => {
      if (name === 'ship' || name === 'deliver') users.admin(request)
      const order = visible(request)
      if (!from.includes(order.status)) {
        throw new FakeProblem(409, `cannot_${name}`, 'The order has moved on meanwhile.')
      }
      return move(order, to)
    })
  }
  return { all, charged, place, move }
}
