/** What every `Database` does, run against each of them by its own test file. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ObservedDatabase } from '../../testing/observed-database.ts'
import { type Database, DatabaseError, type DatabaseErrorCode } from './database.ts'
import { type OpenOptions, openDatabase } from './open.ts'

export interface Place {
  /** A database of its own for each number. */
  readonly options: (test: number) => Pick<OpenOptions, 'url' | 'file' | 'name'>
}

const MIGRATIONS = [
  `CREATE TABLE products (id TEXT PRIMARY KEY, name TEXT NOT NULL, stock INTEGER NOT NULL CHECK (stock >= 0));
   CREATE TABLE orders (
     id TEXT PRIMARY KEY,
     product_id TEXT NOT NULL REFERENCES products (id),
     total_cents BIGINT NOT NULL,
     weight DOUBLE PRECISION,
     created_ms BIGINT NOT NULL
   );`,
  'CREATE INDEX orders_by_product ON orders (product_id)',
]

/** Hundreds wait for a few connections here, on whatever machine it is. */
export const UNHURRIED_MS = 60_000

let test = 0

export function databaseContract(place: Place): void {
  let observed: ObservedDatabase
  let database: Database
  let delayMs = 0
  const open = (more: Partial<OpenOptions> = {}) =>
    openDatabase({
      ...place.options(test),
      migrations: MIGRATIONS,
      observer: observed,
      patienceMs: UNHURRIED_MS,
      ...more,
    })

  beforeEach(async () => {
    test++
    delayMs = 0
    observed = new ObservedDatabase()
    database = await open({ delayMs: () => delayMs })
  })
  afterEach(() => database.close())

  const addProduct = (id: string, stock = 0, name = id) =>
    database.run('INSERT INTO products (id, name, stock) VALUES ($1, $2, $3)', [id, name, stock])
  const stockOf = async (id: string) =>
    (await database.one<{ stock: number }>('SELECT stock FROM products WHERE id = $1', [id]))?.stock

  describe('statements', () => {
    it('write, read, change and delete rows', async () => {
      expect(await addProduct('p1', 3)).toBe(1)
      expect(await addProduct('p2', 4)).toBe(1)
      expect(await database.all('SELECT id, stock FROM products ORDER BY id')).toEqual([
        { id: 'p1', stock: 3 },
        { id: 'p2', stock: 4 },
      ])
      expect(await database.run('UPDATE products SET stock = stock + $1', [1])).toBe(2)
      expect(await database.run('DELETE FROM products WHERE id = $1', ['p1'])).toBe(1)
      expect(await database.run('DELETE FROM products WHERE id = $1', ['p1'])).toBe(0)
      expect(await database.one('SELECT * FROM products WHERE id = $1', ['p1'])).toBeUndefined()
    })

    it('take a placeholder several times, in any order, and leave texts and comments alone', async () => {
      await addProduct('p1', 3)
      const row = await database.one(
        `SELECT $2 || $1 || $2 AS text, '$9;' AS kept -- $7; and more
         FROM products /* $8; */ WHERE id = $3;`,
        ['b', 'a', 'p1'],
      )
      expect(row).toEqual({ text: 'aba', kept: '$9;' })
    })

    it('answer with RETURNING and ON CONFLICT', async () => {
      const upsert = `INSERT INTO products (id, name, stock) VALUES ($1, $1, $2)
        ON CONFLICT (id) DO UPDATE SET stock = products.stock + excluded.stock RETURNING stock`
      expect(await database.one(upsert, ['p1', 2])).toEqual({ stock: 2 })
      expect(await database.one(upsert, ['p1', 5])).toEqual({ stock: 7 })
      expect(await database.run(upsert, ['p1', 1])).toBe(1)
    })

    it('change rows through WITH', async () => {
      await addProduct('p1', 3)
      const sql = `WITH chosen AS (SELECT id FROM products WHERE stock > $1)
        UPDATE products SET stock = 0 WHERE id IN (SELECT id FROM chosen)`
      expect(await database.run(sql, [1])).toBe(1)
      expect(observed.queries.at(-1)).toBe('update')
    })

    it('read times, cents, fractions, sums, counts, truth and nothing as numbers and null', async () => {
      await addProduct('p1')
      const insert =
        'INSERT INTO orders (id, product_id, total_cents, weight, created_ms) VALUES ($1, $2, $3, $4, $5)'
      await database.run(insert, ['o1', 'p1', 1999, 0.5, 1_790_000_000_123])
      await database.run(insert, ['o2', 'p1', Number.MAX_SAFE_INTEGER, null, 0])
      expect(await database.one('SELECT * FROM orders WHERE id = $1', ['o1'])).toEqual({
        id: 'o1',
        product_id: 'p1',
        total_cents: 1999,
        weight: 0.5,
        created_ms: 1_790_000_000_123,
      })
      expect(
        await database.one(
          `SELECT COUNT(*) AS orders, SUM(created_ms) AS sum, MAX(total_cents) AS most, COUNT(*) = 2 AS both,
             MIN(weight) AS weight, MAX(created_ms) / 2 AS half FROM orders`,
        ),
      ).toEqual({
        orders: 2,
        sum: 1_790_000_000_123,
        most: Number.MAX_SAFE_INTEGER,
        both: 1,
        weight: 0.5,
        half: 895_000_000_061,
      })
    })

    it('keep whole numbers that no double holds exactly', async () => {
      await addProduct('p1')
      const large = 9_007_199_254_740_993n
      await database.run(
        'INSERT INTO orders (id, product_id, total_cents, created_ms) VALUES ($1, $2, $3, $4)',
        ['o1', 'p1', large, 0],
      )
      expect(await database.one('SELECT total_cents FROM orders')).toEqual({ total_cents: large })
    })

    it.each([
      `'; DROP TABLE products; --`,
      `x' OR '1'='1`,
      `$1`,
      `\\'; SELECT pg_sleep(10); --`,
      `"; DELETE FROM products`,
      `Robert'); DROP TABLE products;--`,
      '☃ 你好 🛒',
    ])('take %s as a value and nothing else', async text => {
      await addProduct('p1', 1)
      await addProduct(text, 1, text)
      expect(await database.all('SELECT name FROM products WHERE name = $1', [text])).toEqual([
        { name: text },
      ])
      expect(await database.run('DELETE FROM products WHERE id = $1', [`${text} `])).toBe(0)
      expect(await database.one('SELECT COUNT(*) AS rows FROM products')).toEqual({ rows: 2 })
    })

    it('refuse several statements at once', async () => {
      await expectCode('misuse', database.run('DELETE FROM orders; DELETE FROM products'))
      await expectCode('misuse', database.run(' -- nothing'))
    })

    it.each([
      [Number.NaN, 'the value of $1 is NaN'],
      [Number.POSITIVE_INFINITY, 'the value of $1 is Infinity'],
      [undefined as never, 'the value of $1 is undefined'],
      [true as never, 'the value of $1 is of type boolean'],
      ['a\0b', 'the value of $1 has a NUL character'],
    ])('refuse the value %s', async (value, words) => {
      const error = await expectCode(
        'value',
        database.all('SELECT 1 AS x FROM products WHERE id = $1', [value]),
      )
      expect(error.message).toContain(words)
    })

    it('refuse too few and too many values', async () => {
      await expectCode('misuse', database.all('SELECT id FROM products WHERE id = $1'))
      await expectCode('misuse', database.all('SELECT id FROM products WHERE id = $1', ['a', 'b']))
    })

    it('say by a code what is wrong', async () => {
      await addProduct('p1')
      const order = 'INSERT INTO orders (id, product_id, total_cents, created_ms) VALUES ($1, $2, 1, 1)'
      await expectCode('unique', addProduct('p1'))
      await expectCode('foreign-key', database.run(order, ['o1', 'nowhere']))
      await expectCode('constraint', addProduct('p2', -1))
      await expectCode('constraint', database.run(order, ['o1', null]))
      await expectCode('statement', database.all('SELECT missing FROM products'))
      await expectCode('statement', database.all('SELECT "no name" FROM products'))
      expect(observed.connectionErrors).toEqual([])
    })

    it('forget old texts and still run them', async () => {
      await addProduct('p1', 5)
      for (let i = 0; i < 600; i++) await database.one(`SELECT stock AS s${i} FROM products`)
      expect(await database.one('SELECT stock AS s0 FROM products')).toEqual({ s0: 5 })
    })
  })

  describe('a transaction', () => {
    it('keeps all of it', async () => {
      const answer = await database.transaction(async queries => {
        await queries.run(`INSERT INTO products (id, name, stock) VALUES ($1, $1, 1)`, ['p1'])
        await queries.run('UPDATE products SET stock = stock + 1')
        return queries.one<{ stock: number }>('SELECT stock FROM products')
      })
      expect(answer).toEqual({ stock: 2 })
      expect(await stockOf('p1')).toBe(2)
    })

    it('keeps nothing when its work throws, and throws the same', async () => {
      await addProduct('p1', 1)
      const reason = new Error('sold out')
      const work = database.transaction(async queries => {
        await queries.run('UPDATE products SET stock = 0')
        throw reason
      })
      await expect(work).rejects.toBe(reason)
      expect(await stockOf('p1')).toBe(1)
    })

    it('keeps nothing when a statement fails, even when the failure is caught', async () => {
      await addProduct('p1', 1)
      const later: unknown[] = []
      const work = database.transaction(async queries => {
        await queries.run('UPDATE products SET stock = 0')
        await queries.run('INSERT INTO products (id, name, stock) VALUES ($1, $1, 1)', ['p1']).catch(() => {})
        await queries.all('SELECT 1 AS x').catch(error => later.push(error.code, error.message))
      })
      await expectCode('unique', work)
      expect(later).toEqual(['misuse', 'the transaction has failed before this statement'])
      expect(await stockOf('p1')).toBe(1)
    })

    it('is not seen by others before its end', async () => {
      await addProduct('p1', 5)
      let seen: Promise<number | undefined> | undefined
      const outside = stockLater('p1')
      await database.transaction(async queries => {
        await queries.run('UPDATE products SET stock = 4')
        seen = outside()
        // A turn of the event loop for the other one: with PostgreSQL it reads the old row, with SQLite it waits.
        await queries.one('SELECT 1 AS x')
        await queries.run('UPDATE products SET stock = 3')
      })
      expect([3, 5]).toContain(await seen)
      expect(await stockOf('p1')).toBe(3)
    })

    it('runs statements that were given at once, one after the other', async () => {
      await addProduct('p1', 0)
      await database.transaction(queries =>
        Promise.all(Array.from({ length: 20 }, () => queries.run('UPDATE products SET stock = stock + 1'))),
      )
      expect(await stockOf('p1')).toBe(20)
    })

    it('refuses what would wait for itself, in words', async () => {
      const words = 'use the queries that the transaction hands to its work'
      const misuses: (() => Promise<unknown>)[] = [
        () => database.run('DELETE FROM products'),
        () => database.transaction(async () => {}),
        () => database.close(),
      ]
      for (const misuse of misuses) {
        expect((await expectCode('misuse', database.transaction(misuse))).message).toContain(words)
      }
      expect(await stockOf('p1')).toBeUndefined()
    })

    it('refuses its queries when it is over, and lets go of what it began', async () => {
      const kept = await database.transaction(async queries => ({
        queries,
        later: pause(1).then(() => stockOf('p1')),
      }))
      await expectCode('misuse', kept.queries.all('SELECT 1 AS x'))
      expect(await kept.later).toBeUndefined()
    })
  })

  describe('at the same time', () => {
    it('never sells more than there is', async () => {
      await addProduct('p1', 120)
      const buy = () =>
        database.run('UPDATE products SET stock = stock - 1 WHERE id = $1 AND stock > 0', ['p1'])
      const sold = await Promise.all(Array.from({ length: 200 }, buy))
      expect(sold.filter(changed => changed === 1)).toHaveLength(120)
      expect(await stockOf('p1')).toBe(0)
    })

    it('never sells more than there is in transactions, some of which roll back', async () => {
      await addProduct('p1', 50)
      const buy = (i: number) =>
        database.transaction(async queries => {
          const sold = await queries.run('UPDATE products SET stock = stock - 1 WHERE stock > 0')
          if (sold === 0) throw new Error('sold out')
          await queries.run(
            'INSERT INTO orders (id, product_id, total_cents, created_ms) VALUES ($1, $2, 1, 1)',
            [`o${i}`, 'p1'],
          )
          if (i % 4 === 0) throw new Error('declined')
        })
      const results = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => buy(i)))
      const bought = results.filter(each => each.status === 'fulfilled').length
      expect(await database.one('SELECT COUNT(*) AS rows FROM orders')).toEqual({ rows: bought })
      expect(await stockOf('p1')).toBe(50 - bought)
      expect(bought).toBe(50)
    })
  })

  describe('observing', () => {
    it('tells each statement by its type, the wait for a connection, and transactions', async () => {
      observed.clear()
      await addProduct('p1', 1)
      await stockOf('p1')
      await database.run('UPDATE products SET stock = 2')
      await database.run('DELETE FROM products')
      await database.transaction(queries => queries.all('SELECT 1 AS x'))
      await expectCode('statement', database.all('SELECT missing FROM products'))
      expect(observed.queries).toEqual([
        'insert',
        'select',
        'update',
        'delete',
        'select',
        'transaction',
        'select',
      ])
      expect(observed.connections).toBe(6)
      expect(observed.connectionErrors).toEqual([])
      expect(database.poolSize()).toBeGreaterThanOrEqual(1)
    })

    it('counts the slow-database fault as time of the statement, and ends it with the database', async () => {
      observed.clear()
      delayMs = 40
      await database.transaction(queries => queries.all('SELECT 1 AS x'))
      expect(observed.seconds.at(0)).toBeGreaterThan(0.035)
      delayMs = 1e8
      const slow = stockOf('p1')
      await new Promise<void>(resolve => setImmediate(resolve))
      await database.close()
      expect(await slow).toBeUndefined()
    })

    it('ends when all that was asked before is answered', async () => {
      await addProduct('p1', 0)
      const asked = Array.from({ length: 40 }, () => database.run('UPDATE products SET stock = stock + 1'))
      await database.close()
      expect(await Promise.all(asked)).toEqual(asked.map(() => 1))
      expect(observed.connectionErrors).toEqual([])
    })

    it('refuses statements after the end', async () => {
      await database.close()
      await database.close()
      expect((await expectCode('closed', stockOf('p1'))).message).toContain('is closed')
      await expectCode(
        'closed',
        database.transaction(async () => {}),
      )
      expect(observed.connectionErrors).toEqual([])
      expect(database.poolSize()).toBe(0)
    })
  })

  /** Reads outside of a transaction that it is called in. */
  function stockLater(id: string): () => Promise<number | undefined> {
    let call: () => void = () => {}
    const called = new Promise<void>(resolve => {
      call = resolve
    })
    const answer = called.then(() => stockOf(id))
    return () => {
      call()
      return answer
    }
  }
}

export async function expectCode(code: DatabaseErrorCode, work: Promise<unknown>): Promise<DatabaseError> {
  const error = await work.then(
    value => value,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(DatabaseError)
  expect((error as DatabaseError).code, (error as Error).message).toBe(code)
  return error as DatabaseError
}
