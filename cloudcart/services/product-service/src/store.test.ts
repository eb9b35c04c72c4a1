import { beforeAll, expect, it } from 'vitest'
import { CATALOGUE } from '../../../contracts/catalogue.ts'
import { forgetEvents, rememberEvent } from '../../../kit/events/once.ts'
import { inBothDatabases, openedDatabase } from '../../../testing/both-databases.ts'
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

inBothDatabases('the catalogue', url => {
  const opened = openedDatabase('product-service', url)
  beforeAll(async () => {
    await seed(opened(), CATALOGUE, 1_000)
    await seed(opened(), CATALOGUE, 2_000)
  })

  it('is seeded once', async () => {
    const { items, total } = await listProducts(opened(), { sort: 'name', limit: 100, offset: 0 })
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
    const { items, total } = await searchProducts(opened(), text, 10)
    expect(items.map(each => each.id)).toEqual(ids)
    expect(total).toBe(ids.length)
  })

  it('shows products that have the word in their name first', async () => {
    const { items } = await searchProducts(opened(), 'screen', 10)
    expect(items[0]?.name).toBe('Portable Screen 15')
    expect(items.length).toBeGreaterThan(1)
  })

  it('changes only what is given', async () => {
    const changed = await updateProduct(opened(), 'p-010', { priceCents: 1 }, 3_000)
    expect(changed).toMatchObject({
      name: 'Earbuds Pebble',
      priceCents: 1,
      createdMs: 1_000,
      updatedMs: 3_000,
    })
    expect(await updateProduct(opened(), 'p-404', { name: 'x' }, 3_000)).toBeUndefined()
    const product = { ...changed!, name: 'again' }
    expect(await insertProduct(opened(), product)).toBe(false)
    const [kept] = await findProducts(opened(), ['p-010', 'p-404'])
    expect(kept).toEqual(changed)
  })

  it('counts what is there, and what is nearly gone', async () => {
    await setStock(opened(), 'p-020', 3, 4_000)
    expect(await countLow(opened())).toBe(1)
    const counts = await countByCategory(opened())
    expect(counts).toHaveLength(8)
    expect(counts.find(each => each.category === 'books')).toEqual({
      category: 'books',
      products: 7,
      priceCents: 24_440,
    })
    expect(await stockLevels(opened(), 20)).toHaveLength(20)
  })

  it('remembers events for a while', async () => {
    expect(await rememberEvent(opened(), 'e-1', 1_000)).toBe(true)
    expect(await rememberEvent(opened(), 'e-1', 2_000)).toBe(false)
    expect(await forgetEvents(opened(), 1_001)).toBe(1)
    expect(await rememberEvent(opened(), 'e-1', 3_000)).toBe(true)
  })
})
