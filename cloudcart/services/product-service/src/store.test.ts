import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../contracts/catalogue.ts'
import type { Database } from '../../../kit/database/database.ts'
import { openDatabase } from '../../../kit/database/open.ts'
import { forgetEvents, rememberEvent } from '../../../kit/events/once.ts'
import { ObservedDatabase } from '../../../testing/observed-database.ts'
import { outsideProgram } from '../../../testing/outside-program.ts'
import { createPostgres, type PostgresServer } from '../../../testing/postgres.ts'
import {
  countByCategory,
  countLow,
  findProducts,
  insertProduct,
  listProducts,
  searchProducts,
  seed,
  setStock,
  stockLevels,
  updateProduct,
} from './store.ts'

const initdb = outsideProgram('postgresql')

describe('the catalogue in SQLite', () => storeStories(async () => undefined))

describe.skipIf(initdb === undefined)('the catalogue in PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await createPostgres(initdb!)
  })
  afterAll(() => server?.remove())
  storeStories(async () => server.url)
})

function storeStories(urlOf: () => Promise<string | undefined>): void {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({
      url: await urlOf(),
      name: 'product-service',
      migrations: new URL('../migrations/', import.meta.url),
      observer: new ObservedDatabase(),
    })
    await seed(database, CATALOGUE, 1_000)
    await seed(database, CATALOGUE, 2_000)
  })
  afterAll(() => database?.close())

  it('is seeded once', async () => {
    const { items, total } = await listProducts(database, { sort: 'name', limit: 100, offset: 0 })
    expect([items.length, total]).toEqual([60, 60])
    const names = items.map(each => each.name.toLowerCase())
    expect(names).toEqual([...names].sort())
    expect(items.every(each => each.createdMs === 1_000)).toBe(true)
  })

  it.each([
    ['kettle goose', ['p-035']],
    ['100%', ['p-039']],
    ['%', ['p-039']],
    ['_', []],
    ['!', []],
    ['\\', []],
    ["'; DROP TABLE products; --", []],
    ["x' OR '1'='1", []],
    ['$1', []],
    ['PAN 28', ['p-034']],
  ])('finds by %s what has it, and nothing else', async (text, ids) => {
    const { items, total } = await searchProducts(database, text, 10)
    expect(items.map(each => each.id)).toEqual(ids)
    expect(total).toBe(ids.length)
  })

  it('shows products that have the word in their name first', async () => {
    const { items } = await searchProducts(database, 'screen', 10)
    expect(items[0]?.name).toBe('Portable Screen 15')
    expect(items.length).toBeGreaterThan(1)
  })

  it('changes only what is given', async () => {
    const changed = await updateProduct(database, 'p-010', { priceCents: 1 }, 3_000)
    expect(changed).toMatchObject({
      name: 'Earbuds Pebble',
      priceCents: 1,
      createdMs: 1_000,
      updatedMs: 3_000,
    })
    expect(await updateProduct(database, 'p-404', { name: 'x' }, 3_000)).toBeUndefined()
    const product = { ...changed!, name: 'again' }
    expect(await insertProduct(database, product)).toBe(false)
    const [kept] = await findProducts(database, ['p-010', 'p-404'])
    expect(kept).toEqual(changed)
  })

  it('counts what is there, and what is nearly gone', async () => {
    await setStock(database, 'p-020', 3, 4_000)
    expect(await countLow(database)).toBe(1)
    const counts = await countByCategory(database)
    expect(counts).toHaveLength(8)
    expect(counts.find(each => each.category === 'books')).toEqual({
      category: 'books',
      products: 7,
      priceCents: 24_440,
    })
    expect(await stockLevels(database, 20)).toHaveLength(20)
  })

  it('remembers events for a while', async () => {
    expect(await rememberEvent(database, 'e-1', 1_000)).toBe(true)
    expect(await rememberEvent(database, 'e-1', 2_000)).toBe(false)
    expect(await forgetEvents(database, 1_001)).toBe(1)
    expect(await rememberEvent(database, 'e-1', 3_000)).toBe(true)
  })
}
