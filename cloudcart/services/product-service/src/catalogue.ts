/** What the shop sells: looked at by visitors, kept by admins. */
import { randomUUID } from 'node:crypto'
import type { Database, Queries } from '../../../kit/database/database.ts'
import type { NewEvent } from '../../../kit/events/events.ts'
import { Problem } from '../../../kit/problem.ts'
import type { Metrics } from './metrics.ts'
import type { Product } from './product.ts'
import {
  type Changes,
  findProduct,
  findProducts,
  insertProduct,
  type Listing,
  listProducts,
  type Page,
  searchProducts,
  updateProduct,
} from './store.ts'

/** Writes into the outbox, in the transaction of the change. */
export type Announce = (queries: Queries, event: NewEvent) => Promise<unknown>

export interface CatalogueNeeds {
  readonly database: Database
  readonly metrics: Metrics
  readonly announce: Announce
  readonly nowMs: () => number
}

export type Draft = Pick<Product, 'name' | 'category' | 'description' | 'priceCents'>

export interface Catalogue {
  list(listing: Listing): Promise<Page>
  search(text: string, limit: number): Promise<Page>
  /** A visitor looks at it; counted. */
  view(id: string): Promise<Product>
  find(id: string): Promise<Product>
  lookUp(ids: readonly string[]): Promise<readonly Product[]>
  create(draft: Draft): Promise<Product>
  change(id: string, changes: Changes): Promise<Product>
}

export function createCatalogue({ database, metrics, announce, nowMs }: CatalogueNeeds): Catalogue {
  const find = async (id: string): Promise<Product> => {
    const product = await findProduct(database, id)
    if (product === undefined) throw unknownProduct(id)
    return product
  }

  return {
    find,
    list: listing => metrics.timedList(listing.category, () => listProducts(database, listing)),
    search: (text, limit) => metrics.timedSearch(() => searchProducts(database, text, limit)),
    async view(id) {
      const product = await find(id)
      metrics.viewed(product)
      return product
    },
    lookUp: ids => findProducts(database, ids),
    async create(draft) {
      const atMs = nowMs()
      const id = `p-${randomUUID()}`
      const product: Product = { id, ...draft, stock: 0, createdMs: atMs, updatedMs: atMs }
      await database.transaction(async queries => {
        await insertProduct(queries, product)
        const payload = { productId: id, name: product.name, category: product.category }
        await announce(queries, { type: 'product.created', key: id, payload })
      })
      metrics.created.inc()
      return product
    },
    async change(id, changes) {
      const product = await updateProduct(database, id, changes, nowMs())
      if (product === undefined) throw unknownProduct(id)
      return product
    },
  }
}

export function unknownProduct(id: string): Problem {
  return new Problem(404, 'unknown_product', `There is no product ${id}.`)
}
