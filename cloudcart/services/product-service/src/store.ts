/** The catalogue in the database. */
import type { CatalogueProduct, Category } from '../../../contracts/catalogue.ts'
import type { Queries } from '../../../kit/database/database.ts'
import { LOW_BELOW, type Product, type Sort } from './product.ts'

interface ProductRow {
  id: string
  name: string
  category: Category
  description: string
  price_cents: number
  stock: number
  created_ms: number
  updated_ms: number
}

const ORDER: Readonly<Record<Sort, string>> = {
  name: 'lower(name), id',
  price_asc: 'price_cents, id',
  price_desc: 'price_cents DESC, id',
  newest: 'created_ms DESC, id',
}

export interface Page {
  readonly items: readonly Product[]
  readonly total: number
}

export interface Listing {
  readonly category?: Category | undefined
  readonly sort: Sort
  readonly limit: number
  readonly offset: number
}

export async function seed(
  queries: Queries,
  catalogue: readonly CatalogueProduct[],
  atMs: number,
): Promise<void> {
  for (const product of catalogue) {
    await insertProduct(queries, { ...product, createdMs: atMs, updatedMs: atMs })
  }
}

/** False when the id is taken. */
export async function insertProduct(queries: Queries, product: Product): Promise<boolean> {
  const added = await queries.run(
    `INSERT INTO products (id, name, category, description, price_cents, stock, created_ms, updated_ms)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING`,
    [
      product.id,
      product.name,
      product.category,
      product.description,
      product.priceCents,
      product.stock,
      product.createdMs,
      product.updatedMs,
    ],
  )
  return added === 1
}

export async function listProducts(queries: Queries, listing: Listing): Promise<Page> {
  const { category, sort, limit, offset } = listing
  const where = category === undefined ? '1 = 1' : 'category = $1'
  const given = category === undefined ? [] : [category]
  const rows = await queries.all<ProductRow>(
    `SELECT * FROM products WHERE ${where} ORDER BY ${ORDER[sort]}
     LIMIT $${given.length + 1} OFFSET $${given.length + 2}`,
    [...given, limit, offset],
  )
  const count = await queries.one<{ total: number }>(
    `SELECT COUNT(*) AS total FROM products WHERE ${where}`,
    given,
  )
  return { items: rows.map(productOf), total: count?.total ?? 0 }
}

/** By name or description, letters large or small; names first. `%` and `_` are letters like others. */
export async function searchProducts(queries: Queries, text: string, limit: number): Promise<Page> {
  const pattern = `%${text.toLowerCase().replace(/[!%_]/g, '!$&')}%`
  const matches = `lower(name) LIKE $1 ESCAPE '!' OR lower(description) LIKE $1 ESCAPE '!'`
  const rows = await queries.all<ProductRow>(
    `SELECT * FROM products WHERE ${matches}
     ORDER BY CASE WHEN lower(name) LIKE $1 ESCAPE '!' THEN 0 ELSE 1 END, lower(name), id LIMIT $2`,
    [pattern, limit],
  )
  const count = await queries.one<{ total: number }>(
    `SELECT COUNT(*) AS total FROM products WHERE ${matches}`,
    [pattern],
  )
  return { items: rows.map(productOf), total: count?.total ?? 0 }
}

export async function findProduct(queries: Queries, id: string): Promise<Product | undefined> {
  const row = await queries.one<ProductRow>('SELECT * FROM products WHERE id = $1', [id])
  return row === undefined ? undefined : productOf(row)
}

export async function findProducts(queries: Queries, ids: readonly string[]): Promise<readonly Product[]> {
  if (ids.length === 0) return []
  const places = ids.map((_, index) => `$${index + 1}`).join(', ')
  const rows = await queries.all<ProductRow>(
    `SELECT * FROM products WHERE id IN (${places}) ORDER BY id`,
    ids,
  )
  return rows.map(productOf)
}

export type Changes = Partial<Pick<Product, 'name' | 'category' | 'description' | 'priceCents'>>

export async function updateProduct(
  queries: Queries,
  id: string,
  changes: Changes,
  atMs: number,
): Promise<Product | undefined> {
  const row = await queries.one<ProductRow>(
    `UPDATE products SET name = COALESCE($2, name), category = COALESCE($3, category),
       description = COALESCE($4, description), price_cents = COALESCE($5, price_cents), updated_ms = $6
     WHERE id = $1 RETURNING *`,
    [
      id,
      changes.name ?? null,
      changes.category ?? null,
      changes.description ?? null,
      changes.priceCents ?? null,
      atMs,
    ],
  )
  return row === undefined ? undefined : productOf(row)
}

export async function setStock(queries: Queries, id: string, stock: number, atMs: number): Promise<void> {
  await queries.run('UPDATE products SET stock = $2, updated_ms = $3 WHERE id = $1', [id, stock, atMs])
}

export interface CategoryCount {
  readonly category: Category
  readonly products: number
  readonly priceCents: number
}

/** `priceCents` is the sum. */
export function countByCategory(queries: Queries): Promise<CategoryCount[]> {
  return queries.all<{ category: Category; products: number; priceCents: number }>(
    `SELECT category, COUNT(*) AS products, SUM(price_cents) AS "priceCents" FROM products
     GROUP BY category ORDER BY category`,
  )
}

export async function countLow(queries: Queries): Promise<number> {
  const row = await queries.one<{ low: number }>('SELECT COUNT(*) AS low FROM products WHERE stock < $1', [
    LOW_BELOW,
  ])
  return row?.low ?? 0
}

export interface StockLevel {
  readonly id: string
  readonly name: string
  readonly stock: number
}

export function stockLevels(queries: Queries, limit: number): Promise<StockLevel[]> {
  return queries.all<{ id: string; name: string; stock: number }>(
    'SELECT id, name, stock FROM products ORDER BY created_ms, id LIMIT $1',
    [limit],
  )
}

function productOf(row: ProductRow): Product {
  return {
    id: row.id,
    name: row.name,
    category: row.category,
    description: row.description,
    priceCents: row.price_cents,
    stock: row.stock,
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
  }
}
