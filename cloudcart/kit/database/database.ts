/**
 * The one face of both databases: SQLite in the process (the default) and PostgreSQL. SQL is written once, in what both understand:
 * placeholders are `$1`, `$2` ..., ids are text, money is whole cents, times are milliseconds since the epoch, truth is 0 or 1;
 * `ON CONFLICT` and `RETURNING` are fine, `FOR UPDATE` is not (a change that must not race is one conditional UPDATE).
 */
export type Value = string | number | bigint | null

export type Row = Record<string, Value>

/** What the seeds call `query_type`. */
export type QueryType = 'select' | 'insert' | 'update' | 'delete' | 'transaction'

export interface Queries {
  all<T extends object = Row>(sql: string, params?: readonly Value[]): Promise<T[]>
  one<T extends object = Row>(sql: string, params?: readonly Value[]): Promise<T | undefined>
  /** How many rows it changed. */
  run(sql: string, params?: readonly Value[]): Promise<number>
}

export interface Database extends Queries {
  readonly kind: 'sqlite' | 'postgres'
  /** All of it or nothing. Don't wait for anything but the given queries inside: with SQLite nobody else gets a turn meanwhile. */
  transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T>
  /** Connections that are open now; the seed's pool size. */
  poolSize(): number
  close(): Promise<void>
}

/** What each statement and each wait for a connection cost; the services turn it into their own metrics. */
export interface DatabaseObserver {
  query(type: QueryType, seconds: number): void
  connection(seconds: number): void
  /** The database can't be reached. */
  connectionError(error: Error): void
}
