/**
 * PostgreSQL through a bounded pool. Each service has a schema of its own, named after it, in the database of the URL: several services may
 * share one URL, and a schema needs less permission than a database.
 *
 * READ COMMITTED, PostgreSQL's default: transactions on one hot row wait for each other instead of failing and running again. That asks for
 * what database.ts asks for anyway: a change that must not race is one conditional UPDATE.
 */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { DatabaseError, type DatabaseErrorCode, type Row } from './database.ts'
import type { Connection, Driver } from './driver.ts'
import { readStatement } from './statement.ts'

export interface PostgresOptions {
  readonly url: string
  /** Of the service. */
  readonly name: string
  /** Told of each connection that breaks while nobody uses it. */
  readonly lost: (error: DatabaseError) => void
  readonly mostConnections?: number
  /** How long a statement waits for a connection. */
  readonly patienceMs?: number
}

const IDLE_MS = 30_000
const STATEMENT_MS = 30_000
/** A server that vanished does not end its statements; this does. */
const ANSWER_MS = STATEMENT_MS + 5_000

export async function openPostgres(options: PostgresOptions): Promise<Driver> {
  const { url, name, lost, mostConnections = 10, patienceMs = 5_000 } = options
  const schema = schemaOf(name)
  const address = new URL(url)
  const where = `PostgreSQL at ${address.host}`
  const pool = new pg.Pool({
    connectionString: withSearchPath(address, schema),
    application_name: name,
    max: mostConnections,
    connectionTimeoutMillis: patienceMs,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: ANSWER_MS,
    idle_in_transaction_session_timeout: STATEMENT_MS,
    keepAlive: true,
    types: { getTypeParser: typeId => PARSERS.get(typeId) ?? asText },
  })
  // Held or waited for, and open: the pool's own end forgets who waits, and does not wait until connections are closed.
  const users = new Count()
  const open = new Count()
  let closing: Promise<void> | undefined
  pool.on('error', error => {
    if (closing === undefined) lost(unreachable(where, error))
  })
  // A connection that breaks in use tells it twice: to its statement, which counts, and here, where nobody listening would end the process.
  pool.on('connect', client => {
    open.add()
    client.on('error', () => {})
  })
  pool.on('remove', () => open.subtract())

  const driver: Driver = {
    kind: 'postgres',
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': `${decodeURIComponent(address.pathname.slice(1))}|${schema}`,
      'server.address': address.hostname,
      'server.port': Number(address.port || 5432),
    },
    async connect() {
      if (closing !== undefined) throw new DatabaseError('closed', `the database of ${name} is closed`)
      users.add()
      try {
        return connectionOf(await pool.connect(), where, () => users.subtract())
      } catch (error) {
        users.subtract()
        throw unreachable(where, error as Error)
      }
    },
    size: () => pool.totalCount,
    close() {
      closing ??= users
        .none()
        .then(() => pool.end())
        .then(() => Promise.race([open.none(), pause(patienceMs, undefined, { ref: false })]))
      return closing
    },
  }
  try {
    await createSchema(driver, schema)
  } catch (error) {
    await driver.close()
    throw error
  }
  return driver
}

function connectionOf(client: pg.PoolClient, where: string, released: () => void): Connection {
  let broken: Error | undefined
  const watched = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (error) {
      const translation = translated(where, error as Error)
      if (translation.code === 'unreachable') broken = translation
      throw translation
    }
  }
  const script = async (sql: string) => void (await watched(client.query(sql)))
  return {
    async query(statement, values) {
      const result = await watched(client.query<Row>(statement.text, [...values]))
      return { rows: result.rows, count: result.rowCount ?? 0 }
    },
    script,
    begin: () => script('BEGIN'),
    commit: () => script('COMMIT'),
    async rollback() {
      if (broken === undefined) await script('ROLLBACK').catch(() => {})
    },
    release() {
      client.release(broken ?? false)
      released()
    },
  }
}

/** Tells when nothing is left of what it counts. */
class Count {
  #value = 0
  readonly #waiting: (() => void)[] = []

  add(): void {
    this.#value++
  }

  subtract(): void {
    this.#value--
    if (this.#value === 0) for (const tell of this.#waiting.splice(0)) tell()
  }

  none(): Promise<void> {
    return this.#value === 0 ? Promise.resolve() : new Promise(resolve => this.#waiting.push(resolve))
  }
}

/** `order-service` has the schema `order_service`. */
function schemaOf(name: string): string {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name) || name.startsWith('pg_')) {
    throw new DatabaseError('misuse', `${name} can't be the name of a schema`)
  }
  return name.replaceAll('-', '_')
}

/** The URL's own options win over those of the pool, so the path goes there. */
function withSearchPath(url: URL, schema: string): string {
  const changed = new URL(url)
  const options = [changed.searchParams.get('options'), `-c search_path=${schema}`]
  changed.searchParams.set('options', options.filter(each => each !== null).join(' '))
  return changed.href
}

const LOCK = readStatement('SELECT pg_advisory_xact_lock(hashtext($1))')
const FIND_SCHEMA = readStatement('SELECT 1 AS found FROM pg_namespace WHERE nspname = $1')

/** Until the end of the transaction nobody else has the lock of this name. */
export async function lockOut(connection: Connection, name: string): Promise<void> {
  await connection.query(LOCK, [`cloudcart ${name}`])
}

async function createSchema(driver: Driver, schema: string): Promise<void> {
  const connection = await driver.connect()
  try {
    await connection.begin()
    await lockOut(connection, schema)
    // IF NOT EXISTS would ask for the permission to create even where there is nothing to create.
    const { count } = await connection.query(FIND_SCHEMA, [schema])
    if (count === 0) await connection.script(`CREATE SCHEMA ${pg.escapeIdentifier(schema)}`)
    await connection.commit()
  } catch (error) {
    await connection.rollback()
    throw error
  } finally {
    connection.release()
  }
}

const asText = (text: string) => text
const asNumber = (text: string) => Number(text)
const asExactNumber = (text: string) => {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text)
}

/** As SQLite answers: numbers are numbers (a SUM of BIGINT is numeric), truth is 0 or 1, all the rest is text. */
const PARSERS = new Map<number, (text: string) => number | bigint>([
  [pg.types.builtins.INT2, asNumber],
  [pg.types.builtins.INT4, asNumber],
  [pg.types.builtins.INT8, asExactNumber],
  [pg.types.builtins.FLOAT4, asNumber],
  [pg.types.builtins.FLOAT8, asNumber],
  [pg.types.builtins.NUMERIC, text => (/^-?\d+$/.test(text) ? asExactNumber(text) : Number(text))],
  [pg.types.builtins.BOOL, text => (text === 't' ? 1 : 0)],
])

const CODES: Readonly<Record<string, DatabaseErrorCode>> = {
  '23505': 'unique',
  '23503': 'foreign-key',
  '40001': 'conflict',
  '40P01': 'conflict',
  // An idle transaction and sessions that an administrator, a crash or a shutdown ended.
  '25P03': 'unreachable',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  '57P05': 'unreachable',
}
const CLASSES: Readonly<Record<string, DatabaseErrorCode>> = { '08': 'unreachable', '23': 'constraint' }

function translated(where: string, error: Error): DatabaseError {
  // What the server did not say is a connection that broke or did not answer.
  if (!(error instanceof pg.DatabaseError)) return unreachable(where, error)
  const state = error.code ?? ''
  const code = CODES[state] ?? CLASSES[state.slice(0, 2)] ?? 'statement'
  return code === 'unreachable'
    ? unreachable(where, error)
    : new DatabaseError(code, error.message, { cause: error })
}

function unreachable(where: string, error: Error): DatabaseError {
  // The error of a host with several addresses has no message of its own.
  const reason = error.message || (error as NodeJS.ErrnoException).code || error.name
  return new DatabaseError('unreachable', `${where} can't be used: ${reason}`, { cause: error })
}
