import type { Category } from '../../../contracts/catalogue.ts'
import type { Sort } from '../paths.ts'
import type { Call } from './call.ts'

export interface Product {
  readonly id: string
  readonly name: string
  readonly category: Category
  readonly description: string
  readonly priceCents: number
  readonly stock: number
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly total: number
}

export interface Listing {
  readonly category?: string | undefined
  readonly sort?: Sort
  readonly limit: number
  readonly offset?: number
}

export type Draft = Pick<Product, 'name' | 'category' | 'description' | 'priceCents'>

/** At most so many are asked for at once. */
const MOST = 100

const PRODUCTS = '/api/products/products'

export function listProducts(call: Call, listing: Listing): Promise<Page<Product>> {
  return call('GET', PRODUCTS, { query: { ...listing } })
}

/** Of a shop that has grown beyond this, the rest is found by searching. */
const MOST_PAGES = 5

export async function allProducts(call: Call): Promise<readonly Product[]> {
  const products: Product[] = []
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, total } = await listProducts(call, { limit: MOST, offset: products.length })
    products.push(...items)
    if (items.length === 0 || products.length >= total) break
  }
  return products
}

export function searchProducts(call: Call, words: string): Promise<Page<Product>> {
  return call('GET', `${PRODUCTS}/search`, { query: { q: words, limit: 48 } })
}

export function findProduct(call: Call, id: string): Promise<Product> {
  return call('GET', `${PRODUCTS}/${encodeURIComponent(id)}`)
}

export function addProduct(call: Call, draft: Draft): Promise<Product> {
  return call('POST', PRODUCTS, { body: draft })
}

export function changeProduct(call: Call, id: string, draft: Draft): Promise<Product> {
  return call('PUT', `${PRODUCTS}/${encodeURIComponent(id)}`, { body: draft })
}
