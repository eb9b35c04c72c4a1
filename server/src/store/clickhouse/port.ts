/**
 * The small port to ClickHouse: embedded in the process (embedded.ts) or a server by URL (remote.ts). The same SQL, the same blocks, the
 * same contract suite (port.contract.ts) for both. Everything moves as columns in ClickHouse's Native format, so that no value is
 * printed and parsed on its way.
 */
import type { Sql } from './sql.ts'

/** Which array holds which type. 64-bit integers are BigInt arrays over memory that can also be viewed as pairs of 32-bit words. */
export interface ColumnArrays {
  UInt8: Uint8Array
  Int8: Int8Array
  UInt16: Uint16Array
  Int16: Int16Array
  UInt32: Uint32Array
  Int32: Int32Array
  UInt64: BigUint64Array
  Int64: BigInt64Array
  Float64: Float64Array
  String: readonly string[]
  'Array(String)': readonly (readonly string[])[]
}

/** Types that cross the port; queries cast everything else (`toString(...)`, `toUnixTimestamp64Milli(...)`). */
export type ColumnType = keyof ColumnArrays

/** A column's values; bytes for a String column that is not text. */
export type ColumnValues = ColumnArrays[ColumnType] | readonly Uint8Array[]

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
  /** String columns whose values are not text: they come as bytes. */
  readonly bytes?: readonly string[]
  /** Of a stream: each block is looked at before the next is asked for, whose numbers and bytes may then lie in the same memory. */
  readonly reuse?: boolean
}

export interface ClickHouse {
  readonly kind: 'embedded' | 'remote'
  /**
   * The whole result as one block; String columns come as text. The engine names no columns when there are no rows: read them
   * through `columnOf`, which knows. Aborting rejects at once with the signal's reason and kills the query.
   */
  query(sql: Sql, options?: QueryOptions): Promise<Block>
  /**
   * The result in blocks as the engine makes them, for results too large to hold; leaving the loop early cancels the query.
   * Embedded, the query is planned on the calling thread: keep subqueries out of it.
   */
  stream(sql: Sql, options?: QueryOptions): AsyncIterable<Block>
  /**
   * Durable when it resolves. The block's memory may be reused once the promise has settled. Aborting gives up while the insert
   * waits for its turn; one that has begun is seen through, so that a rejection means that nothing of it will appear.
   */
  insert(table: string, block: Block, options?: QueryOptions): Promise<void>
  /** DDL and settings. */
  command(sql: Sql, options?: QueryOptions): Promise<void>
  /** Waits for what runs, refuses what comes after. */
  close(): Promise<void>
}

/** A column's values by name: exactly the block's rows, empty when the block is. Throws when the query gave another type. */
export function columnOf<T extends ColumnType>(block: Block, name: string, type: T): ColumnArrays[T] {
  const column = block.columns.find(candidate => candidate.name === name)
  if (column === undefined && block.rowCount === 0) return emptyColumn(type)
  if (column?.type !== type) {
    throw new TypeError(`column ${name} is ${column?.type ?? 'missing'}, the code reads ${type}`)
  }
  return column.values as ColumnArrays[T]
}

function emptyColumn<T extends ColumnType>(type: T): ColumnArrays[T] {
  return EMPTY[type]
}

const EMPTY: ColumnArrays = {
  UInt8: new Uint8Array(),
  Int8: new Int8Array(),
  UInt16: new Uint16Array(),
  Int16: new Int16Array(),
  UInt32: new Uint32Array(),
  Int32: new Int32Array(),
  UInt64: new BigUint64Array(),
  Int64: new BigInt64Array(),
  Float64: new Float64Array(),
  String: [],
  'Array(String)': [],
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
