/**
 * The database of one service: PostgreSQL when there is a URL, else SQLite. With PostgreSQL a service has the schema of its name in the
 * database of the URL, made when missing, so services may share one URL and still own their tables; with SQLite it has a file.
 */
import type { Tracer } from '@opentelemetry/api'
import { type Database, DatabaseError, type DatabaseObserver } from './database.ts'
import { migrate } from './migrations.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'
import { WatchedDatabase } from './watched.ts'

export interface OpenOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url?: string | undefined
  /** SQLite's; in memory when neither is given. */
  readonly file?: string | undefined
  /** A folder of `NNN-name.sql`, or the texts. */
  readonly migrations: URL | readonly string[]
  /** Of the service: the schema in PostgreSQL, and what messages and spans call the database. */
  readonly name: string
  readonly observer: DatabaseObserver
  readonly tracer?: Tracer | undefined
  /** The slow-database fault: asked before each statement, waited for while the connection is held. */
  readonly delayMs?: (() => number) | undefined
  /** How long a statement waits for a connection or its turn. */
  readonly patienceMs?: number
  readonly mostConnections?: number
}

/** Rejects with a DatabaseError: the database can't be reached, or the migrations don't fit to it. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { url, file = ':memory:', name, observer, migrations } = options
  const limits = {
    ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
    ...(options.mostConnections === undefined ? {} : { mostConnections: options.mostConnections }),
  }
  if (url !== undefined && !/^postgres(ql)?:\/\//.test(url)) {
    throw new DatabaseError('misuse', 'the URL of the database must begin with postgres://')
  }
  const driver =
    url === undefined
      ? await openSqlite({ file, name, ...limits })
      : await openPostgres({ url, name, lost: error => observer.connectionError(error), ...limits })
  try {
    await migrate(driver, migrations)
  } catch (error) {
    await driver.close()
    throw error
  }
  return new WatchedDatabase(driver, options)
}
