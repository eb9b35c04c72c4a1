/** What differs between the databases; the rest (transactions, spans, observing, misuse) is written once, in watched.ts. */
import type { Row, Value } from './database.ts'
import type { Statement } from './statement.ts'

export interface Result {
  readonly rows: Row[]
  /** Rows that it changed, or answered. */
  readonly count: number
}

/** Held by one caller until it is released. All of its promises reject with a DatabaseError. */
export interface Connection {
  query(statement: Statement, values: readonly Value[]): Promise<Result>
  /** Several statements, without values. */
  script(sql: string): Promise<void>
  begin(): Promise<void>
  commit(): Promise<void>
  /** Never rejects: a connection that can't even roll back is broken, and what it did is undone by its end. */
  rollback(): Promise<void>
  /** A broken one is thrown away. */
  release(): void
}

export interface Driver {
  readonly kind: 'sqlite' | 'postgres'
  /** What OpenTelemetry wants to be known of the database, for spans. */
  readonly attributes: Readonly<Record<string, string | number>>
  connect(): Promise<Connection>
  size(): number
  close(): Promise<void>
}
