/** Stories that are told twice: in SQLite and, where it is installed, in a PostgreSQL of their own. */
import { afterAll, beforeAll, describe } from 'vitest'
import type { ServiceName } from '../contracts/services.ts'
import type { Database } from '../kit/database/database.ts'
import { openDatabase } from '../kit/database/open.ts'
import { ObservedDatabase } from './observed-database.ts'
import { outsideProgram } from './outside-program.ts'
import { createPostgres, type PostgresServer } from './postgres.ts'

/** undefined is SQLite. Known when the stories run, not while they are being described. */
export type DatabaseUrl = () => string | undefined

export function inBothDatabases(what: string, stories: (url: DatabaseUrl) => void): void {
  describe(`${what} in SQLite`, () => stories(() => undefined))

  const initdb = outsideProgram('postgresql')
  describe.skipIf(initdb === undefined)(`${what} in PostgreSQL`, () => {
    let server: PostgresServer
    beforeAll(async () => {
      server = await createPostgres(initdb!)
    })
    afterAll(() => server?.remove())
    stories(() => server.url)
  })
}

/** The service's own database, open while the stories around it run, with the tables that its migrations make. */
export function openedDatabase(service: ServiceName, url: DatabaseUrl): () => Database {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({
      url: url(),
      name: service,
      migrations: new URL(`../services/${service}/migrations/`, import.meta.url),
      observer: new ObservedDatabase(),
      // On a busy machine it is slow without being away.
      patienceMs: 60_000,
    })
  })
  afterAll(() => database?.close())
  return () => database
}
