/** Products and stock of the fake shop. */
import type { FastifyInstance } from 'fastify'
import { CATALOGUE, CATEGORIES } from '../../contracts/catalogue.ts'
import { FakeProblem } from './fake-problem.ts'
import type { FakeUsers } from './fake-users.ts'

export interface FakeProduct {
  id: string
  name: string
  category: string
  description: string
  priceCents: number
  onHand: number
  reserved: number
}

const SORTS: Readonly<Record<string, (a: FakeProduct, b: FakeProduct) => number>> = {
  name: (a, b) => a.name.localeCompare(b.name),
  price_asc: (a, b) => a.priceCents - b.priceCents,
  price_desc: (a, b) => b.priceCents - a.priceCents,
  newest: (a, b) => b.id.localeCompare(a.id),
}

export interface FakeCatalogue {
  readonly all: FakeProduct[]
  find(id: string): FakeProduct
}

export function addCatalogue(app: FastifyInstance, users: FakeUsers): FakeCatalogue {
  const all: FakeProduct[] = CATALOGUE.map(({ stock, ...product }, at) => ({
    ...product,
    onHand: at % 11 === 4 ? 7 : stock,
    reserved: at % 7,
  }))
  const find = (id: string): FakeProduct => {
    const product = all.find(each => each.id === id)
    if (product === undefined) throw new FakeProblem(404, 'not_found', `There is no product ${id}.`)
    return product
  }
  const answer = ({ onHand, reserved, ...product }: FakeProduct) => {
    const at = new Date(0).toISOString()
    return { ...product, stock: onHand - reserved, createdAt: at, updatedAt: at }
  }
  const level = ({ id, onHand, reserved }: FakeProduct) => ({
    productId: id,
    onHand,
    reserved,
    available: onHand - reserved,
  })

  app.get<{ Querystring: { category?: string; sort?: string; limit?: string; offset?: string } }>(
    '/api/products/products',
    async ({ query: { category, sort = 'name', limit = '20', offset = '0' } }) => {
      const found = all.filter(each => category === undefined || each.category === category).sort(SORTS[sort])
      return {
        items: found.slice(Number(offset), Number(offset) + Number(limit)).map(answer),
        total: found.length,
      }
    },
  )
  app.get<{ Querystring: { q: string; limit?: string } }>(
    '/api/products/products/search',
    async ({ query: { q, limit = '20' } }) => {
      const found = all.filter(({ name, description }) =>
        `${name} ${description}`.toLowerCase().includes(q.toLowerCase()),
      )
      return { items: found.slice(0, Number(limit)).map(answer), total: found.length }
    },
  )
  app.get('/api/products/categories', async () => ({ items: CATEGORIES }))
  app.get<{ Params: { id: string } }>('/api/products/products/:id', async ({ params }) =>
    answer(find(params.id)),
  )

  app.post<{ Body: Pick<FakeProduct, 'name' | 'category' | 'description' | 'priceCents'> }>(
    '/api/products/products',
    (request, reply) => {
      users.admin(request)
      const product = {
        id: `p-${String(all.length + 1).padStart(3, '0')}`,
        ...request.body,
        onHand: 0,
        reserved: 0,
      }
      all.push(product)
      return reply.code(201).send(answer(product))
    },
  )
  app.put<{ Params: { id: string }; Body: Partial<FakeProduct> }>(
    '/api/products/products/:id',
    async request => {
      users.admin(request)
      return answer(Object.assign(find(request.params.id), request.body))
    },
  )
  app.post<{ Params: { id: string }; Body: { change: number; reason: string } }>(
    '/api/products/products/:id/stock',
    async request => {
      users.admin(request)
      const product = find(request.params.id)
      const { change } = request.body
      if (product.onHand + change < product.reserved) {
        throw new FakeProblem(
          409,
          'stock_too_low',
          `Only ${product.onHand - product.reserved} can be taken away.`,
        )
      }
      product.onHand += change
      return level(product)
    },
  )
  app.get('/api/inventory/levels', async request => {
    users.admin(request)
    return { items: all.map(level), total: all.length }
  })
  return { all, find }
}
