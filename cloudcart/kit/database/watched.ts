/** A `Database` on a driver: transactions, what each statement costs, spans, the slow-database fault, and clear words for misuse. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { Tracer } from '@opentelemetry/api'
import { type Database, DatabaseError, type DatabaseObserver, type Queries, type Value } from './database.ts'
import type { Connection, Driver, Result } from './driver.ts'
import { Recent } from './recent.ts'
import { DatabaseSpans } from './spans.ts'
import { checkValues, readStatement, type Statement } from './statement.ts'

export interface Watching {
  readonly observer: DatabaseObserver
  readonly tracer?: Tracer | undefined
  /** Asked before each statement: a slow database, by so much. The connection is held meanwhile. */
  readonly delayMs?: (() => number) | undefined
}

interface Transaction {
  open: boolean
  failure: Error | undefined
  /** Statements of one transaction go one after the other, as its connection takes them. */
  last: Promise<unknown>
}

const MOST_STATEMENTS = 500
const MOST_ATTEMPTS = 5

export class WatchedDatabase implements Database {
  readonly kind: 'sqlite' | 'postgres'
  readonly #driver: Driver
  readonly #watching: Watching
  readonly #spans: DatabaseSpans
  readonly #statements = new Recent<string, Statement>(MOST_STATEMENTS)
  readonly #inside = new AsyncLocalStorage<Transaction>()
  readonly #closing = new AbortController()
  readonly #counted = new WeakSet<Error>()

  constructor(driver: Driver, watching: Watching) {
    this.kind = driver.kind
    this.#driver = driver
    this.#watching = watching
    this.#spans = new DatabaseSpans(watching.tracer, driver.attributes)
  }

  async all<T extends object>(sql: string, params: readonly Value[] = []): Promise<T[]> {
    return (await this.#alone(sql, params)).rows as T[]
  }

  async one<T extends object>(sql: string, params: readonly Value[] = []): Promise<T | undefined> {
    return (await this.#alone(sql, params)).rows[0] as T | undefined
  }

  async run(sql: string, params: readonly Value[] = []): Promise<number> {
    return (await this.#alone(sql, params)).count
  }

  async transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    this.#refuseInside('a transaction inside of another one')
    return this.#spans.transaction(async () => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.#attempt(work)
        } catch (error) {
          const conflict = error instanceof DatabaseError && error.code === 'conflict'
          if (!conflict || attempt === MOST_ATTEMPTS) throw error
        }
        // By chance, so that those who collided do not collide again.
        await this.#pause(Math.random() * 10 * 2 ** attempt)
      }
    })
  }

  poolSize(): number {
    return this.#driver.size()
  }

  async close(): Promise<void> {
    this.#refuseInside('closing the database inside of a transaction')
    this.#closing.abort()
    await this.#driver.close()
  }

  async #alone(sql: string, values: readonly Value[]): Promise<Result> {
    this.#refuseInside('a statement beside the transaction that it was made in')
    const statement = this.#read(sql, values)
    return this.#spans.statement(statement, async () => {
      const connection = await this.#connect()
      try {
        return await this.#perform(connection, statement, values)
      } finally {
        connection.release()
      }
    })
  }

  async #attempt<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    const connection = await this.#connect()
    const begunMs = performance.now()
    const state: Transaction = { open: true, failure: undefined, last: Promise.resolve() }
    try {
      await connection.begin()
      const value = await this.#inside.run(state, async () => work(this.#queriesOf(connection, state)))
      state.open = false
      await state.last
      // The database would roll back, and who caught the failure would believe that the rest was kept.
      if (state.failure !== undefined) throw state.failure
      await connection.commit()
      return value
    } catch (error) {
      state.open = false
      this.#count(error)
      // What still waits behind the failed one is not begun.
      state.failure ??= error as Error
      const cause = state.failure
      await state.last
      await connection.rollback()
      // What must be run again may come wrapped in an error of the work's own.
      throw cause instanceof DatabaseError && cause.code === 'conflict' ? cause : error
    } finally {
      connection.release()
      this.#watching.observer.query('transaction', secondsSince(begunMs))
    }
  }

  #queriesOf(connection: Connection, state: Transaction): Queries {
    const inTurn = async (sql: string, values: readonly Value[] = []): Promise<Result> => {
      if (!state.open) throw new DatabaseError('misuse', 'the transaction of these queries is over')
      const statement = this.#read(sql, values)
      const result = state.last.then(async () => {
        if (state.failure !== undefined) {
          throw new DatabaseError('misuse', 'the transaction has failed before this statement', {
            cause: state.failure,
          })
        }
        try {
          return await this.#spans.statement(statement, () => this.#perform(connection, statement, values))
        } catch (error) {
          state.failure = error as Error
          throw error
        }
      })
      state.last = result.catch(() => {})
      return result
    }
    return {
      all: async <T extends object>(sql: string, values?: readonly Value[]) =>
        (await inTurn(sql, values)).rows as T[],
      one: async <T extends object>(sql: string, values?: readonly Value[]) =>
        (await inTurn(sql, values)).rows[0] as T | undefined,
      run: async (sql, values) => (await inTurn(sql, values)).count,
    }
  }

  async #connect(): Promise<Connection> {
    const begunMs = performance.now()
    try {
      return await this.#driver.connect()
    } catch (error) {
      this.#count(error)
      throw error
    } finally {
      this.#watching.observer.connection(secondsSince(begunMs))
    }
  }

  async #perform(connection: Connection, statement: Statement, values: readonly Value[]): Promise<Result> {
    const begunMs = performance.now()
    try {
      await this.#pause(this.#watching.delayMs?.() ?? 0)
      const result = await connection.query(statement, values)
      return statement.changes ? result : { rows: result.rows, count: 0 }
    } catch (error) {
      this.#count(error)
      throw error
    } finally {
      this.#watching.observer.query(statement.type, secondsSince(begunMs))
    }
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await pause(ms, undefined, { signal: this.#closing.signal }).catch(() => {})
  }

  #count(error: unknown): void {
    if (!(error instanceof DatabaseError) || error.code !== 'unreachable' || this.#counted.has(error)) return
    this.#counted.add(error)
    this.#watching.observer.connectionError(error)
  }

  #read(sql: string, values: readonly Value[]): Statement {
    const statement = this.#statements.get(sql, () => readStatement(sql))
    checkValues(statement, values)
    return statement
  }

  /** It would wait for the very transaction that waits for it. */
  #refuseInside(what: string): void {
    if (this.#inside.getStore()?.open !== true) return
    throw new DatabaseError('misuse', `${what}: use the queries that the transaction hands to its work`)
  }
}

function secondsSince(begunMs: number): number {
  return (performance.now() - begunMs) / 1000
}
