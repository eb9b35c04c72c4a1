/** Remembers what a database told of itself. */
import type { DatabaseObserver, QueryType } from '../kit/database/database.ts'

export class ObservedDatabase implements DatabaseObserver {
  readonly queries: QueryType[] = []
  /** Of the same queries. */
  readonly seconds: number[] = []
  readonly connectionErrors: Error[] = []
  connections = 0

  query(type: QueryType, seconds: number): void {
    this.queries.push(type)
    this.seconds.push(seconds)
  }

  connection(): void {
    this.connections++
  }

  connectionError(error: Error): void {
    this.connectionErrors.push(error)
  }

  clear(): void {
    this.queries.length = 0
    this.seconds.length = 0
    this.connectionErrors.length = 0
    this.connections = 0
  }
}
