/** HTTP of orders: what customers ask of theirs, and admins of all. */
import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { adminOnly, identityOf, signedIn } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import { Problem, problemOf } from '../../../kit/problem.ts'
import type { Identity } from '../../../kit/tokens.ts'
import { routeOf } from '../../../kit/web.ts'
import { moveOrder } from './moving.ts'
import type { Saga } from './order.ts'
import { ORDER_STATUSES } from './order-states.ts'
import { payOrder } from './paying.ts'
import { placeOrder } from './placing.ts'
import { UnknownOrder } from './problems.ts'
import { find, list, type Order } from './store.ts'

const closed = { additionalProperties: false } as const
const Params = Type.Object({ id: Type.String({ pattern: '^[\\w-]{1,64}$' }) }, closed)
/** Others are passed as they are: a closed schema would take them away. */
const Headers = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$' })),
})

const NewOrder = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          productId: Type.String({ pattern: '^[\\w-]{1,64}$' }),
          quantity: Type.Integer({ minimum: 1, maximum: 100 }),
        },
        closed,
      ),
      { minItems: 1, maxItems: 50 },
    ),
    shippingAddress: Type.Optional(Type.String({ minLength: 1, maxLength: 500, pattern: '^[^\\u0000]*$' })),
  },
  closed,
)

const Payment = Type.Object(
  {
    method: Type.Enum(['card', 'paypal', 'bank_transfer', 'gift_card']),
    token: Type.String({ pattern: '^tok_[a-z0-9_]{1,60}$' }),
  },
  closed,
)

const OrderBody = Type.Object(
  {
    id: Type.String(),
    userId: Type.String(),
    status: Type.Enum([...ORDER_STATUSES]),
    items: Type.Array(
      Type.Object(
        {
          productId: Type.String(),
          name: Type.String(),
          quantity: Type.Integer(),
          unitPriceCents: Type.Integer(),
        },
        closed,
      ),
    ),
    totalCents: Type.Integer(),
    shippingAddress: Type.Optional(Type.String()),
    createdAt: Type.String(),
    updatedAt: Type.String(),
    history: Type.Array(Type.Object({ status: Type.Enum([...ORDER_STATUSES]), at: Type.String() }, closed)),
  },
  closed,
)

const Page = Type.Object(
  {
    all: Type.Optional(Type.Enum(['0', '1'])),
    status: Type.Optional(Type.Enum([...ORDER_STATUSES])),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 }),
  },
  closed,
)

export function orderRoutes(kit: Kit, saga: Saga): void {
  const { app, database } = kit
  const { metrics } = saga
  const customer = signedIn(kit)
  const admin = adminOnly(kit)

  app.addHook('onError', async (request, _reply, error) => {
    metrics.errors.inc({ error_type: problemOf(error).code, endpoint: routeOf(request) })
  })

  app.post(
    '/orders',
    {
      // Every attempt counts, also one that is refused at the door.
      onRequest: [async () => metrics.attempted.inc(), customer],
      onError: async (_request, _reply, error) => metrics.failed.inc({ reason: classOf(error) }),
      schema: { headers: Headers, body: NewOrder, response: { 201: OrderBody } },
    },
    async (request, reply) => {
      const { userId } = identityOf(request)
      const { items, shippingAddress = null } = request.body
      const key = request.headers['idempotency-key'] ?? randomUUID()
      const end = metrics.processing.startTimer()
      try {
        const order = await placeOrder(saga, { userId, key, items, shippingAddress })
        return reply.code(201).header('location', `/orders/${order.id}`).send(bodyOf(order))
      } finally {
        end()
      }
    },
  )

  app.get(
    '/orders',
    {
      onRequest: customer,
      schema: {
        querystring: Page,
        response: { 200: Type.Object({ items: Type.Array(OrderBody), total: Type.Integer() }, closed) },
      },
    },
    async request => {
      const { userId, role } = identityOf(request)
      const { all, status, limit, offset } = request.query
      if (all === '1' && role !== 'admin')
        throw new Problem(403, 'admin_only', 'Only an admin sees all orders.')
      const { items, total } = await list(database, {
        userId: all === '1' ? undefined : userId,
        status,
        limit,
        offset,
      })
      return { items: items.map(bodyOf), total }
    },
  )

  app.get(
    '/orders/:id',
    { onRequest: customer, schema: { params: Params, response: { 200: OrderBody } } },
    async request => bodyOf(await visible(saga, request.params.id, identityOf(request))),
  )

  app.post(
    '/orders/:id/payments',
    {
      onRequest: customer,
      schema: { params: Params, headers: Headers, body: Payment, response: { 200: OrderBody } },
    },
    async request => {
      const { id } = await visible(saga, request.params.id, identityOf(request))
      const key = request.headers['idempotency-key'] ?? randomUUID()
      return bodyOf(await payOrder(saga, { orderId: id, key, ...request.body }))
    },
  )

  for (const move of ['cancel', 'return'] as const) {
    app.post(
      `/orders/:id/${move}`,
      { onRequest: customer, schema: { params: Params, response: { 200: OrderBody } } },
      async request => {
        const asker = identityOf(request)
        const { id } = await visible(saga, request.params.id, asker)
        return bodyOf(await moveOrder(saga, id, move, `asked by ${asker.role}`))
      },
    )
  }
  for (const move of ['ship', 'deliver'] as const) {
    app.post(
      `/orders/:id/${move}`,
      { onRequest: admin, schema: { params: Params, response: { 200: OrderBody } } },
      async request => bodyOf(await moveOrder(saga, request.params.id, move, 'asked by admin')),
    )
  }
}

/** Somebody else's order is no order. */
async function visible({ database }: Saga, id: string, { userId, role }: Identity): Promise<Order> {
  const order = await find(database, id)
  if (order === undefined || (order.userId !== userId && role !== 'admin')) throw new UnknownOrder(id)
  return order
}

/** Fastify's own errors are of no class of ours: they are about what was sent. */
function classOf(error: Error): string {
  if ('validation' in error) return 'ValidationError'
  return error.constructor.name
}

function bodyOf(order: Order): Static<typeof OrderBody> {
  const { id, userId, status, totalCents, shippingAddress, createdMs, updatedMs } = order
  return {
    id,
    userId,
    status,
    items: order.items.map(item => ({ ...item })),
    totalCents,
    ...(shippingAddress === null ? {} : { shippingAddress }),
    createdAt: new Date(createdMs).toISOString(),
    updatedAt: new Date(updatedMs).toISOString(),
    history: order.history.map(each => ({ status: each.status, at: new Date(each.atMs).toISOString() })),
  }
}
