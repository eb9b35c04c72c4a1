import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ObservedDatabase } from '../../testing/observed-database.ts'
import { outsideProgram } from '../../testing/outside-program.ts'
import { createPostgres, type PostgresServer } from '../../testing/postgres.ts'
import { databaseContract, expectCode, UNHURRIED_MS } from './database.contract.ts'
import type { Queries } from './database.ts'
import { migrationsContract } from './migrations.contract.ts'
import { openDatabase } from './open.ts'

const initdb = outsideProgram('postgresql')

describe.skipIf(initdb === undefined)('PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await createPostgres(initdb!)
  })
  afterAll(() => server?.remove())

  databaseContract({ options: test => ({ url: server.url, name: `service-${test}` }) })
  migrationsContract({ options: test => ({ url: server.url, name: `migrated-${test}` }) })

  const migrations = ['CREATE TABLE things (id TEXT PRIMARY KEY, amount BIGINT NOT NULL)']
  const add = 'INSERT INTO things (id, amount) VALUES ($1, $2)'
  const open = async (name: string, mostConnections = 10) => {
    const observer = new ObservedDatabase()
    const options = {
      url: server.url,
      name,
      observer,
      migrations,
      mostConnections,
      patienceMs: UNHURRIED_MS,
    }
    return { observer, database: await openDatabase(options) }
  }

  it('gives each service tables of its own in one database', async () => {
    const [a, b] = await Promise.all([open('user-service'), open('payment-service')])
    await a.database.run(add, ['x', 1])
    expect(await b.database.all('SELECT id FROM things')).toEqual([])
    expect(await b.database.all('SELECT id FROM user_service.things')).toEqual([{ id: 'x' }])
    await Promise.all([a.database.close(), b.database.close()])
  })

  it('keeps options of the URL', async () => {
    const url = `${server.url}?options=${encodeURIComponent('-c work_mem=1MB')}`
    const database = await openDatabase({ url, name: 'own', observer: new ObservedDatabase(), migrations })
    expect(await database.one('SHOW work_mem')).toEqual({ work_mem: '1MB' })
    expect(await database.one('SHOW search_path')).toEqual({ search_path: 'own' })
    await database.close()
  })

  it('survives a restart of the server', async () => {
    const { database, observer } = await open('survivor')
    await database.run(add, ['before', 1])
    expect(database.poolSize()).toBe(1)
    await server.stop()
    await expect.poll(() => database.poolSize()).toBe(0)
    const down = await expectCode('unreachable', database.all('SELECT id FROM things'))
    expect(down.message).toMatch(/^PostgreSQL at 127\.0\.0\.1:\d+ can't be used: .*ECONNREFUSED/)
    // The idle connection that broke, and the statement that got none.
    expect(observer.connectionErrors).toHaveLength(2)
    expect(observer.connectionErrors[1]).toBe(down)
    expect(database.poolSize()).toBe(0)

    await server.start()
    expect(await database.all('SELECT id FROM things')).toEqual([{ id: 'before' }])
    expect(await database.run(add, ['after', 1])).toBe(1)
    expect(observer.connectionErrors).toHaveLength(2)
    await database.close()
    await server.stop()
    await server.start()
    expect(observer.connectionErrors).toHaveLength(2)
  })

  it('loses a transaction that a restart of the server breaks, once, and goes on', async () => {
    const { database, observer } = await open('broken')
    const work = database.transaction(async queries => {
      await queries.run(add, ['lost', 1])
      await server.stop()
      await server.start()
      await queries.run(add, ['lost too', 1])
    })
    const error = await expectCode('unreachable', work)
    expect(observer.connectionErrors).toEqual([error])
    expect(await database.all('SELECT id FROM things')).toEqual([])
    await database.close()
  })

  it('lets nobody wait for ever for a connection, and opens no more than it may', async () => {
    const { database, observer } = await open('bounded', 2)
    const holding = meeting(3)
    let held = 0
    const hold = () => {
      held++
      return holding()
    }
    const holders = [1, 2].map(() => database.transaction(hold))
    await expect.poll(() => held).toBe(2)
    // Only who waits from here on: connections are made in real time.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const late = expectCode('unreachable', database.all('SELECT id FROM things'))
      vi.advanceTimersByTime(UNHURRIED_MS)
      expect(observer.connectionErrors).toEqual([await late])
    } finally {
      vi.useRealTimers()
    }
    expect(database.poolSize()).toBe(2)
    await holding()
    await Promise.all(holders)
    expect(await database.all('SELECT id FROM things')).toEqual([])
    await database.close()
  })

  it('runs a transaction again after a deadlock', async () => {
    const { database } = await open('deadlocked')
    for (const id of ['a', 'b']) await database.run(add, [id, 0])
    const both = meeting(2)
    const moves: Promise<void>[] = []
    let runs = 0
    const move = (first: string, second: string) =>
      database.transaction(async queries => {
        const run = ++runs
        const change = (id: string) =>
          queries.run('UPDATE things SET amount = amount + 1 WHERE id = $1', [id])
        // Again only after the other: who is quicker than that one wakes up has the next deadlock.
        if (run > 2) await Promise.race(moves)
        await change(first)
        if (run <= 2) await both()
        await change(second)
      })
    moves.push(move('a', 'b'), move('b', 'a'))
    await Promise.all(moves)
    expect(runs).toBe(3)
    expect(await database.all('SELECT amount FROM things')).toEqual([{ amount: 2 }, { amount: 2 }])
    await database.close()
  })

  it('runs a transaction again that could not be put in order with another, even when its error is wrapped', async () => {
    const { database } = await open('serial')
    await database.run(add, ['a', 0])
    const both = meeting(2)
    let runs = 0
    const increase = async (queries: Queries) => {
      const run = ++runs
      await queries.run('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE')
      const row = await queries.one<{ amount: number }>('SELECT amount FROM things')
      if (run <= 2) await both()
      await queries.run('UPDATE things SET amount = $1', [row!.amount + 1]).catch(cause => {
        throw new Error('could not increase', { cause })
      })
    }
    await Promise.all([database.transaction(increase), database.transaction(increase)])
    expect(runs).toBe(3)
    expect(await database.one('SELECT amount FROM things')).toEqual({ amount: 2 })
    await database.close()
  })

  it('gives up when transactions collide again and again', async () => {
    const collide = `CREATE FUNCTION collide() RETURNS void LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '40001'; END $$`
    const observer = new ObservedDatabase()
    const database = await openDatabase({
      url: server.url,
      name: 'hopeless',
      observer,
      migrations: [collide],
    })
    let runs = 0
    const work = database.transaction(async queries => {
      runs++
      await queries.one('SELECT collide() AS nothing')
    })
    await expectCode('conflict', work)
    expect(runs).toBe(5)
    await database.close()
  })

  it('is refused in words', async () => {
    const observer = new ObservedDatabase()
    const refused = (url: string, name: string) => openDatabase({ url, name, observer, migrations })
    await expectCode('misuse', refused('mysql://127.0.0.1/x', 'x'))
    await expectCode('misuse', refused(server.url, 'x"; DROP SCHEMA public'))
    const missing = await expectCode('unreachable', refused(server.url.replace(/postgres$/, 'nowhere'), 'x'))
    expect(missing.message).toContain('database "nowhere" does not exist')
  })
})

/** Resolves for all when so many have called it. */
function meeting(size: number): () => Promise<void> {
  let here = 0
  let begin: () => void = () => {}
  const all = new Promise<void>(resolve => {
    begin = resolve
  })
  return () => {
    if (++here === size) begin()
    return all
  }
}
