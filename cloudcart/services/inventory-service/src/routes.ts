/** HTTP of the inventory: what other services ask, and what an admin may look at. */
import { Type } from 'typebox'
import { STOCK_REASONS } from '../../../contracts/events.ts'
import { adminOnly, internalOnly } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import { type Stock, unknownProduct } from './stock.ts'
import { level, levels } from './store.ts'

const Id = Type.String({ pattern: '^[\\w-]{1,64}$' })
const closed = { additionalProperties: false } as const

const Level = Type.Object(
  {
    productId: Type.String(),
    onHand: Type.Integer(),
    reserved: Type.Integer(),
    available: Type.Integer(),
  },
  closed,
)
const Reservation = Type.Object(
  { orderId: Type.String(), status: Type.String(), expiresAt: Type.String() },
  closed,
)
const Settled = Type.Object({ orderId: Type.String(), status: Type.String() }, closed)
const OrderId = Type.Object({ orderId: Id }, closed)
const ProductId = Type.Object({ productId: Id }, closed)

export function inventoryRoutes(kit: Kit, stock: Stock, storm: () => Promise<void>): void {
  const { app, database } = kit
  const admin = [storm, adminOnly(kit)]
  const internal = [internalOnly(kit), storm]

  const one = async (productId: string) => {
    const found = await level(database, productId)
    if (found === undefined) throw unknownProduct(productId)
    return found
  }
  for (const [path, onRequest] of [
    ['/levels', admin],
    ['/internal/levels', internal],
  ] as const) {
    app.get(
      path,
      {
        onRequest,
        schema: {
          querystring: Type.Object({}, closed),
          response: { 200: Type.Object({ items: Type.Array(Level), total: Type.Integer() }, closed) },
        },
      },
      async () => {
        const items = await levels(database)
        return { items, total: items.length }
      },
    )
    app.get(
      `${path}/:productId`,
      { onRequest, schema: { params: ProductId, response: { 200: Level } } },
      request => one(request.params.productId),
    )
  }

  app.post(
    '/internal/levels/:productId/adjust',
    {
      onRequest: internal,
      schema: {
        params: ProductId,
        body: Type.Object(
          {
            change: Type.Integer({ minimum: -1_000_000, maximum: 1_000_000 }),
            reason: Type.Enum([...STOCK_REASONS]),
          },
          closed,
        ),
        response: { 200: Level },
      },
    },
    request => {
      const { change, reason } = request.body
      return stock.adjust(request.params.productId, change, reason)
    },
  )

  app.post(
    '/internal/reservations',
    {
      onRequest: internal,
      schema: {
        body: Type.Object(
          {
            orderId: Id,
            items: Type.Array(
              Type.Object({ productId: Id, quantity: Type.Integer({ minimum: 1, maximum: 1_000 }) }, closed),
              { minItems: 1, maxItems: 100 },
            ),
          },
          closed,
        ),
        response: { 201: Reservation },
      },
    },
    async (request, reply) => {
      const { orderId, items } = request.body
      const { status, expiresMs } = await stock.reserve(orderId, items)
      return reply.code(201).send({ orderId, status, expiresAt: new Date(expiresMs).toISOString() })
    },
  )

  app.post(
    '/internal/reservations/:orderId/commit',
    { onRequest: internal, schema: { params: OrderId, response: { 200: Settled } } },
    async request => {
      const { orderId } = request.params
      return { orderId, status: await stock.commit(orderId) }
    },
  )

  app.post(
    '/internal/reservations/:orderId/release',
    {
      onRequest: internal,
      // Who does not say why may come without a body.
      preValidation: async request => {
        request.body ??= { reason: 'cancellation' }
      },
      schema: {
        params: OrderId,
        body: Type.Object(
          { reason: Type.Enum(['cancellation', 'return'], { default: 'cancellation' }) },
          closed,
        ),
        response: { 200: Settled },
      },
    },
    async request => {
      const { orderId } = request.params
      return { orderId, status: await stock.release(orderId, request.body.reason) }
    },
  )
}
