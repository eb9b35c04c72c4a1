import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { ObservedDatabase } from '../../testing/observed-database.ts'
import { createLog } from '../logs.ts'
import { settingsFrom } from '../settings.ts'
import { openEvents } from '../stores.ts'
import { databaseContract, expectCode, UNHURRIED_MS } from './database.contract.ts'
import { migrationsContract } from './migrations.contract.ts'
import { openDatabase } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'cloudcart-sqlite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('SQLite in a file', () => {
  databaseContract({ options: test => ({ file: join(folder, 'deep', `${test}.db`), name: 'order-service' }) })
  migrationsContract({
    options: test => ({ file: join(folder, `migrated-${test}.db`), name: 'order-service' }),
  })
})

describe('SQLite in memory', () => {
  databaseContract({ options: () => ({ name: 'order-service' }) })
})

describe('the file', () => {
  const migrations = ['CREATE TABLE things (id TEXT PRIMARY KEY)']
  const add = 'INSERT INTO things (id) VALUES ($1)'

  it('keeps what was written, in WAL', async () => {
    const observer = new ObservedDatabase()
    const file = join(folder, 'kept.db')
    const first = await openDatabase({ file, name: 'x', observer, migrations })
    await first.run(add, ['a'])
    await first.close()
    const again = await openDatabase({ file, name: 'x', observer, migrations })
    expect(await again.all('SELECT id FROM things')).toEqual([{ id: 'a' }])
    expect(await again.one('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' })
    await again.close()
  })

  it('that is none of SQLite is named, by databases and by events', async () => {
    for (const name of ['order-service', 'events'])
      writeFileSync(join(folder, `${name}.sqlite`), 'x'.repeat(5000))
    const wrong = (name: string) => `${join(folder, name)}.sqlite can't be opened: file is not a database`
    const observer = new ObservedDatabase()
    const opening = openDatabase({
      file: join(folder, 'order-service.sqlite'),
      name: 'x',
      observer,
      migrations,
    })
    expect((await expectCode('unreachable', opening)).message).toBe(wrong('order-service'))
    const log = createLog({ service: 'x', version: () => '1', level: 'silent', otlp: undefined })
    const settings = { ...settingsFrom({}, 'order-service'), dataDir: folder }
    await expect(openEvents('x', settings, log)).rejects.toThrow(wrong('events'))
  })

  it('waits without blocking for another writer, and says when that takes too long', async () => {
    const observer = new ObservedDatabase()
    const file = join(folder, 'shared.db')
    const open = (patienceMs: number) => openDatabase({ file, name: 'x', observer, migrations, patienceMs })
    const [hasty, patient] = [await open(200), await open(UNHURRIED_MS)]
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const error = await expectCode('unreachable', hasty.run(add, ['a']))
    expect(error.message).toBe('another process writes to the file for 200 ms')
    expect(observer.connectionErrors).toEqual([error])

    const waiting = patient.run(add, ['b'])
    setImmediate(() => other.exec('COMMIT'))
    expect(await waiting).toBe(1)
    other.close()
    await Promise.all([hasty.close(), patient.close()])
  })

  it('lets nobody wait for ever for a turn', async () => {
    const observer = new ObservedDatabase()
    const database = await openDatabase({ name: 'user-service', observer, migrations, patienceMs: 20 })
    let late: Promise<unknown> | undefined
    const ask = new Promise<() => void>(resolve => {
      late = new Promise<void>(call => resolve(call)).then(() => database.all('SELECT id FROM things'))
      late.catch(() => {})
    })
    const call = await ask
    await database.transaction(async queries => {
      await queries.run(add, ['a'])
      call()
      const error = await expectCode('unreachable', late!)
      expect(error.message).toBe('the database of user-service was busy with others for 20 ms')
    })
    expect(observer.connectionErrors).toHaveLength(1)
    expect(await database.all('SELECT id FROM things')).toHaveLength(1)
    await database.close()
  })

  it('is held by a slow statement, others wait', async () => {
    const observer = new ObservedDatabase()
    let slow = true
    const database = await openDatabase({
      name: 'x',
      observer,
      migrations,
      patienceMs: 20,
      delayMs: () => (slow ? 1e8 : 0),
    })
    const first = database.run(add, ['a'])
    await expectCode('unreachable', database.run(add, ['b']))
    slow = false
    const closing = database.close()
    expect(await first).toBe(1)
    await closing
    expect(observer.queries).toEqual(['insert'])
  })

  it('is refused in words when it is no database', async () => {
    const observer = new ObservedDatabase()
    await expectCode('unreachable', openDatabase({ file: folder, name: 'x', observer, migrations }))
  })
})
