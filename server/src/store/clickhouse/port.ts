/**
 * The small port to ClickHouse: embedded in the process (embedded.ts) or a server by URL (remote.ts). The same SQL, the same blocks, the
 * same contract suite (port.contract.ts) for both. Everything moves as columns in ClickHouse's Native format, so that no value is
 * printed and parsed on its way.
 */
import type { Sql } from './sql.ts'

/** A column's values. 64-bit integers are BigInt arrays over memory that can also be viewed as pairs of 32-bit words. */
export type ColumnValues =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float64Array
  | readonly string[]
  | readonly Uint8Array[]
  | readonly (readonly string[])[]

/** Types that cross the port; queries cast everything else (`toString(...)`, `toUnixTimestamp64Milli(...)`). */
export type ColumnType =
  | 'UInt8'
  | 'Int8'
  | 'UInt16'
  | 'Int16'
  | 'UInt32'
  | 'Int32'
  | 'UInt64'
  | 'Int64'
  | 'Float64'
  | 'String'
  | 'Array(String)'

export interface Column {
  readonly name: string
  readonly type: ColumnType
  /** May be longer than the block; `rowCount` says how much counts. For String: text, or bytes kept as they are. */
  readonly values: ColumnValues
}

export interface Block {
  readonly rowCount: number
  readonly columns: readonly Column[]
}

export interface QueryOptions {
  readonly signal?: AbortSignal
  readonly settings?: Readonly<Record<string, string | number>>
}

export interface ClickHouse {
  readonly kind: 'embedded' | 'remote'
  /** The whole result as one block (none: zero rows, but its columns). String columns come as text. */
  query(sql: Sql, options?: QueryOptions): Promise<Block>
  /** The result in blocks as the engine makes them; leaving the loop early cancels the query. */
  stream(sql: Sql, options?: QueryOptions): AsyncIterable<Block>
  /** Durable when it resolves. The block's memory may be reused once the promise has settled. */
  insert(table: string, block: Block, options?: QueryOptions): Promise<void>
  /** DDL and settings. */
  command(sql: Sql, options?: QueryOptions): Promise<void>
  close(): Promise<void>
}

/** What went wrong, by class: decides whether trying again makes sense. */
export class ClickHouseError extends Error {
  override name = 'ClickHouseError'
  /** ClickHouse's own error number, 0 where the connection failed before it could say one. */
  readonly number: number
  /** The store is busy, full or gone; the same request may succeed later. */
  readonly transient: boolean

  constructor(message: string, number: number, transient: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.number = number
    this.transient = transient
  }
}
