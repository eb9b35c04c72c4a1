/** The product service over HTTP. */
import { type Static, Type } from 'typebox'
import { CATEGORIES } from '../../../contracts/catalogue.ts'
import { adminOnly, internalOnly } from '../../../kit/guards.ts'
import type { Kit } from '../../../kit/kit.ts'
import type { Catalogue } from './catalogue.ts'
import { type Product, SORTS } from './product.ts'
import { adjustStock } from './stock.ts'

// NUL is the one character that PostgreSQL's text can't hold.
const NO_NUL = '^[^\\u0000]*$'
const Id = Type.String({ pattern: '^p-[0-9a-z-]{1,64}$' })
const CategoryName = Type.Enum([...CATEGORIES])
const Params = Type.Object({ id: Id })

const ProductBody = Type.Object({
  id: Type.String(),
  name: Type.String(),
  category: Type.String(),
  description: Type.String(),
  priceCents: Type.Integer(),
  stock: Type.Integer(),
  createdAt: Type.String(),
  updatedAt: Type.String(),
})
const PageBody = Type.Object({ items: Type.Array(ProductBody), total: Type.Integer() })

const ListQuery = Type.Object({
  category: Type.Optional(CategoryName),
  sort: Type.Enum([...SORTS], { default: 'name' }),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  offset: Type.Integer({ minimum: 0, maximum: 100_000, default: 0 }),
})
const SearchQuery = Type.Object({
  q: Type.String({ minLength: 1, maxLength: 100, pattern: NO_NUL }),
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
})

const DRAFT = {
  name: Type.String({ minLength: 1, maxLength: 120, pattern: NO_NUL }),
  category: CategoryName,
  description: Type.String({ maxLength: 2_000, pattern: NO_NUL }),
  priceCents: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
}
const Draft = Type.Object(
  { ...DRAFT, description: Type.String({ maxLength: 2_000, pattern: NO_NUL, default: '' }) },
  { additionalProperties: false },
)
const Changes = Type.Partial(Type.Object(DRAFT), { additionalProperties: false, minProperties: 1 })

const Adjustment = Type.Object(
  {
    change: Type.Integer({ minimum: -100_000, maximum: 100_000 }),
    reason: Type.Enum(['restock', 'correction', 'return'], { default: 'restock' }),
  },
  { additionalProperties: false },
)
const LevelBody = Type.Object({
  productId: Type.String(),
  onHand: Type.Integer(),
  reserved: Type.Integer(),
  available: Type.Integer(),
})

const LookUp = Type.Object({ ids: Type.Array(Id, { minItems: 1, maxItems: 100 }) })
const LookUpBody = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      priceCents: Type.Integer(),
      category: Type.String(),
    }),
  ),
})

export function addRoutes(kit: Kit, catalogue: Catalogue): void {
  const { app, call } = kit
  const admin = adminOnly(kit)

  app.get(
    '/products',
    { schema: { querystring: ListQuery, response: { 200: PageBody } } },
    async ({ query }) => pageBody(await catalogue.list(query)),
  )

  app.get(
    '/products/search',
    { schema: { querystring: SearchQuery, response: { 200: PageBody } } },
    async ({ query }) => pageBody(await catalogue.search(query.q, query.limit)),
  )

  app.get(
    '/products/:id',
    { schema: { params: Params, response: { 200: ProductBody } } },
    async ({ params }) => productBody(await catalogue.view(params.id)),
  )

  app.get(
    '/categories',
    { schema: { response: { 200: Type.Object({ items: Type.Array(Type.String()) }) } } },
    () => ({ items: [...CATEGORIES] }),
  )

  app.post(
    '/products',
    { preHandler: admin, schema: { body: Draft, response: { 201: ProductBody } } },
    async ({ body }, reply) => reply.code(201).send(productBody(await catalogue.create(body))),
  )

  app.put(
    '/products/:id',
    { preHandler: admin, schema: { params: Params, body: Changes, response: { 200: ProductBody } } },
    async ({ params, body }) => productBody(await catalogue.change(params.id, body)),
  )

  app.post(
    '/products/:id/stock',
    { preHandler: admin, schema: { params: Params, body: Adjustment, response: { 200: LevelBody } } },
    async ({ params, body }) => adjustStock(call, await catalogue.find(params.id), body),
  )

  app.post(
    '/internal/products/lookup',
    { preHandler: internalOnly(kit), schema: { body: LookUp, response: { 200: LookUpBody } } },
    async ({ body }) => ({ items: [...(await catalogue.lookUp(body.ids))] }),
  )
}

function productBody({ createdMs, updatedMs, ...product }: Product): Static<typeof ProductBody> {
  return {
    ...product,
    createdAt: new Date(createdMs).toISOString(),
    updatedAt: new Date(updatedMs).toISOString(),
  }
}

function pageBody(page: { items: readonly Product[]; total: number }): Static<typeof PageBody> {
  return { items: page.items.map(productBody), total: page.total }
}
