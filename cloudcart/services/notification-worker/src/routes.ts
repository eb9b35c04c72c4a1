/** What an admin can see of the worker. */
import { type Static, Type } from 'typebox'
import { adminOnly } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import { type Delivery, recentDeliveries, STATUSES } from './store.ts'

const Query = Type.Object({
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
  status: Type.Optional(Type.Enum([...STATUSES])),
})
const Item = Type.Object({
  eventId: Type.String(),
  eventType: Type.String(),
  channel: Type.String(),
  about: Type.String(),
  title: Type.String(),
  status: Type.String(),
  attempts: Type.Integer(),
  reason: Type.Union([Type.String(), Type.Null()]),
  at: Type.String(),
})
const Body = Type.Object({ items: Type.Array(Item) })

export function addRoutes(kit: Kit): void {
  const { app, database } = kit
  app.get(
    '/notifications',
    { preHandler: adminOnly(kit), schema: { querystring: Query, response: { 200: Body } } },
    async ({ query }) => ({
      items: (await recentDeliveries(database, query.limit, query.status)).map(itemOf),
    }),
  )
}

function itemOf({ updatedMs, ...delivery }: Delivery): Static<typeof Item> {
  return { ...delivery, at: new Date(updatedMs).toISOString() }
}
