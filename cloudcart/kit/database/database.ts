/**
 * The one face of both databases: SQLite in the process (the default) and PostgreSQL. SQL is written once, in what both understand:
 * one statement per call, placeholders are `$1`, `$2` ..., ids are text, money is whole cents, times are milliseconds since the epoch, truth
 * is 0 or 1; `ON CONFLICT` and `RETURNING` are fine, `FOR UPDATE` is not (a change that must not race is one conditional UPDATE: with
 * PostgreSQL other transactions commit between two statements of this one). What is not a plain column gets a name with AS, and LIKE is
 * written over lower(...), because SQLite ignores case there and PostgreSQL does not.
 */
export type Value = string | number | bigint | null

/** Whole numbers beyond what a double holds exactly are bigints, all others are numbers. */
export type Row = Record<string, Value>

/** The label `query_type`. */
export type QueryType = 'select' | 'insert' | 'update' | 'delete' | 'transaction'

export interface Queries {
  all<T extends object = Row>(sql: string, params?: readonly Value[]): Promise<T[]>
  one<T extends object = Row>(sql: string, params?: readonly Value[]): Promise<T | undefined>
  /** How many rows it changed. */
  run(sql: string, params?: readonly Value[]): Promise<number>
}

export interface Database extends Queries {
  readonly kind: 'sqlite' | 'postgres'
  /**
   * All of it or nothing; a statement that failed dooms the whole, even when its error is caught. Don't wait for anything but the given
   * queries inside: with SQLite nobody else gets a turn meanwhile. The work may be run again from its beginning, after a deadlock.
   */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** Connections that are open now. */
  poolSize(): number
  /** Waits for the statements at work; slow-database waits end at once. */
  close(): Promise<void>
}

/** What each statement and each wait for a connection cost; the services turn it into their own metrics. */
export interface DatabaseObserver {
  /** Without the wait for a connection. A transaction counts as one beside its statements. */
  query(type: QueryType, seconds: number): void
  connection(seconds: number): void
  /** The database can't be reached, or a connection to it broke. Told once per failure. */
  connectionError(error: Error): void
}

/**
 * - `unique`, `foreign-key`, `constraint`: the rows don't allow it
 * - `conflict`: concurrent transactions got in each other's way, and running it again did not help
 * - `unreachable`: no connection within the time, or it broke; whether the change was made is not known then
 * - `value`: a value that not both databases can hold
 * - `statement`: the SQL is wrong, or fails with these rows
 * - `misuse`: the caller's mistake; the message says which
 * - `migration`: the migrations don't fit to the database
 * - `closed`: it was closed before
 */
export type DatabaseErrorCode =
  | 'unique'
  | 'foreign-key'
  | 'constraint'
  | 'conflict'
  | 'unreachable'
  | 'value'
  | 'statement'
  | 'misuse'
  | 'migration'
  | 'closed'

/** What every failure of a `Database` is; the database's own error is its cause. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
  readonly code: DatabaseErrorCode

  constructor(code: DatabaseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
