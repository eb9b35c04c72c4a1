/** What migrations do on every database. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ObservedDatabase } from '../../testing/observed-database.ts'
import { expectCode, type Place, UNHURRIED_MS } from './database.contract.ts'
import type { Database } from './database.ts'
import { openDatabase } from './open.ts'

let test = 0

export function migrationsContract(place: Place): void {
  describe('migrations', () => {
    let folder: string
    const observer = new ObservedDatabase()
    const write = (file: string, sql: string) => writeFileSync(join(folder, file), sql)
    const open = () =>
      openDatabase({
        ...place.options(test),
        observer,
        migrations: pathToFileURL(folder),
        patienceMs: UNHURRIED_MS,
      })
    const refused = async () => (await expectCode('migration', open())).message
    const opened = async <T>(work: (database: Database) => Promise<T>): Promise<T> => {
      const database = await open()
      try {
        return await work(database)
      } finally {
        await database.close()
      }
    }
    const applied = () =>
      opened(async database => {
        const rows = await database.all<{ name: string }>(
          'SELECT name FROM schema_migrations ORDER BY number',
        )
        return rows.map(row => row.name)
      })

    beforeEach(() => {
      test++
      folder = mkdtempSync(join(tmpdir(), 'cloudcart-migrations-'))
      write('001-things.sql', 'CREATE TABLE things (id TEXT PRIMARY KEY);')
      write('002-first.sql', "INSERT INTO things (id) VALUES ('a');\nINSERT INTO things (id) VALUES ('b');\n")
    })
    afterEach(() => rmSync(folder, { recursive: true, force: true }))

    it('are applied once, in order, and later ones when they come', async () => {
      expect(await applied()).toEqual(['001-things', '002-first'])
      write('010-more.sql', "INSERT INTO things (id) VALUES ('c')")
      write('README.md', 'not a migration')
      expect(await applied()).toEqual(['001-things', '002-first', '010-more'])
      const rows = await opened(database => database.all('SELECT id FROM things ORDER BY id'))
      expect(rows).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
      const record = await opened(database =>
        database.one('SELECT * FROM schema_migrations WHERE number = 10'),
      )
      expect(record).toEqual({
        number: 10,
        name: '010-more',
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/),
        applied_ms: expect.any(Number),
      })
    })

    it('are applied once when several begin at the same moment', async () => {
      const databases = await Promise.all(Array.from({ length: 5 }, open))
      for (const database of databases) {
        expect(await database.one('SELECT COUNT(*) AS rows FROM things')).toEqual({ rows: 2 })
      }
      await Promise.all(databases.map(each => each.close()))
    })

    it('are replaced by a file for one database', async () => {
      write('003-numbered.sqlite.sql', 'CREATE TABLE numbered (id INTEGER PRIMARY KEY, kind TEXT)')
      write('003-numbered.postgres.sql', 'CREATE TABLE numbered (id BIGSERIAL PRIMARY KEY, kind TEXT)')
      write('004-kind.sql', 'this is not read')
      write('004-kind.sqlite.sql', "INSERT INTO numbered (kind) VALUES ('sqlite')")
      write('004-kind.postgres.sql', "INSERT INTO numbered (kind) VALUES ('postgres')")
      await opened(async database => {
        expect(await database.all('SELECT * FROM numbered')).toEqual([{ id: 1, kind: database.kind }])
      })
    })

    it('are undone when they fail, and those before them are kept', async () => {
      write('003-broken.sql', "CREATE TABLE half (id TEXT); INSERT INTO things (id) VALUES ('a')")
      expect(await refused()).toMatch(/^migration 003-broken failed and was undone: .*unique/i)
      write('003-broken.sql', 'CREATE TABLE half (id TEXT)')
      expect(await applied()).toEqual(['001-things', '002-first', '003-broken'])
    })

    it('refuse a changed one', async () => {
      await applied()
      write('001-things.sql', 'CREATE TABLE things (id TEXT PRIMARY KEY, name TEXT);')
      expect(await refused()).toBe(
        'migration 001-things is not what was applied to this database as 001-things: restore the file and put the change into a new migration',
      )
    })

    it('refuse a missing one', async () => {
      await applied()
      rmSync(join(folder, '002-first.sql'))
      expect(await refused()).toBe(
        'migration 002-first was applied to this database and is missing now: is this an older version of the service?',
      )
    })

    it('refuse one that comes before an applied one', async () => {
      renameSync(join(folder, '002-first.sql'), join(folder, '004-first.sql'))
      await applied()
      write('003-late.sql', 'SELECT 1')
      expect(await refused()).toBe(
        'migration 003-late comes before 004-first, which is applied already: give it a number after the last',
      )
    })

    it('refuse names without order, two of one number, and one that this database lacks', async () => {
      write('more.sql', 'SELECT 1')
      expect(await refused()).toBe('more.sql is no migration: it should be named like 001-orders.sql')
      renameSync(join(folder, 'more.sql'), join(folder, '002-more.sql'))
      expect(await refused()).toBe('002-first and 002-more have the same number')
      rmSync(join(folder, '002-more.sql'))
      const other = 'file' in place.options(test) ? 'postgres' : 'sqlite'
      const own = other === 'postgres' ? 'sqlite' : 'postgres'
      write(`003-more.${other}.sql`, 'SELECT 1')
      expect(await refused()).toBe(
        `migration 003-more has no file for ${own}: add 003-more.${own}.sql or 003-more.sql`,
      )
    })
  })
}
