/** What ClickHouse knows of chunks: which builds of which days there are, of which state of `samples`, and the rows of builds themselves. */
import { type Block, type ClickHouse, columnOf } from './port.ts'
import { dates, sql, uint64s } from './sql.ts'

/**
 * What tells one state of a day's samples from another: the lowest and highest numbers of its parts, of which each insert gets a higher one and which no merge changes,
 * and the number of the last mutation (0: none). What the engine calls a part's data version is that, and where there is none the part's lowest number, which merges change.
 */
export interface DayState {
  readonly firstBlock: bigint
  readonly lastBlock: bigint
  readonly mutation: bigint
}

export interface SampleDay {
  readonly day: number
  readonly state: DayState
  /** Rows of its parts, repeated ones included. */
  readonly rows: number
}

/** A row of `chunked_days`. */
export interface ChunkedDay {
  readonly day: number
  readonly build: bigint
  readonly removed: boolean
  readonly state: DayState
  readonly format: number
  /** Rows of the build. */
  readonly chunks: number
  readonly samples: number
  readonly bytes: number
  readonly builtMs: number
}

export interface Chunk {
  readonly id: bigint
  readonly piece: number
  readonly body: Uint8Array
}

export function isSameState(a: DayState, b: DayState): boolean {
  return a.firstBlock === b.firstBlock && a.lastBlock === b.lastBlock && a.mutation === b.mutation
}

/** The days of `samples`, as they are now. */
export async function readSampleDays(clickhouse: ClickHouse): Promise<Map<number, SampleDay>> {
  const block = await clickhouse.query(
    sql`SELECT toUInt16(toDate(partition)) AS day, toInt64(min(min_block_number)) AS first_block,
        toInt64(max(max_block_number)) AS last_block, toInt64(max(if(data_version = min_block_number, 0, data_version))) AS mutation, toUInt64(sum(rows)) AS row_count
      FROM system.parts WHERE database = currentDatabase() AND table = 'samples' AND active GROUP BY partition`,
  )
  const days = columnOf(block, 'day', 'UInt16')
  const firstBlocks = columnOf(block, 'first_block', 'Int64')
  const lastBlocks = columnOf(block, 'last_block', 'Int64')
  const mutations = columnOf(block, 'mutation', 'Int64')
  const rowCounts = columnOf(block, 'row_count', 'UInt64')
  const found = new Map<number, SampleDay>()
  for (let row = 0; row < block.rowCount; row++) {
    const state = {
      firstBlock: firstBlocks[row]!,
      lastBlock: lastBlocks[row]!,
      mutation: mutations[row]!,
    }
    found.set(days[row]!, { day: days[row]!, state, rows: Number(rowCounts[row]!) })
  }
  return found
}

/** The last row of each day. */
export async function readChunkedDays(clickhouse: ClickHouse): Promise<ChunkedDay[]> {
  const block = await clickhouse.query(
    sql`SELECT toUInt16(day) AS day_number, build, removed, first_block, last_block, data_version, format, chunks, samples, bytes, built_ms
      FROM chunked_days FINAL ORDER BY day`,
  )
  const days = columnOf(block, 'day_number', 'UInt16')
  const builds = columnOf(block, 'build', 'UInt64')
  const removed = columnOf(block, 'removed', 'UInt8')
  const firstBlocks = columnOf(block, 'first_block', 'Int64')
  const lastBlocks = columnOf(block, 'last_block', 'Int64')
  const mutations = columnOf(block, 'data_version', 'Int64')
  const formats = columnOf(block, 'format', 'UInt8')
  const chunks = columnOf(block, 'chunks', 'UInt64')
  const samples = columnOf(block, 'samples', 'UInt64')
  const bytes = columnOf(block, 'bytes', 'UInt64')
  const builtMs = columnOf(block, 'built_ms', 'Int64')
  return Array.from({ length: block.rowCount }, (_, row) => ({
    day: days[row]!,
    build: builds[row]!,
    removed: removed[row] === 1,
    state: { firstBlock: firstBlocks[row]!, lastBlock: lastBlocks[row]!, mutation: mutations[row]! },
    format: formats[row]!,
    chunks: Number(chunks[row]!),
    samples: Number(samples[row]!),
    bytes: Number(bytes[row]!),
    builtMs: Number(builtMs[row]!),
  }))
}

/** Durable, and on the disk, when it resolves. */
export async function writeChunkedDays(clickhouse: ClickHouse, rows: readonly ChunkedDay[]): Promise<void> {
  const words = (name: string, read: (row: ChunkedDay) => bigint): Block['columns'][number] => ({
    name,
    type: 'Int64',
    values: BigInt64Array.from(rows, read),
  })
  const counts = (name: string, read: (row: ChunkedDay) => bigint): Block['columns'][number] => ({
    name,
    type: 'UInt64',
    values: BigUint64Array.from(rows, read),
  })
  await clickhouse.insert('chunked_days', {
    rowCount: rows.length,
    columns: [
      { name: 'day', type: 'UInt16', values: Uint16Array.from(rows, row => row.day) },
      counts('build', row => row.build),
      { name: 'removed', type: 'UInt8', values: Uint8Array.from(rows, row => (row.removed ? 1 : 0)) },
      words('first_block', row => row.state.firstBlock),
      words('last_block', row => row.state.lastBlock),
      words('data_version', row => row.state.mutation),
      { name: 'format', type: 'UInt8', values: Uint8Array.from(rows, row => row.format) },
      counts('chunks', row => BigInt(row.chunks)),
      counts('samples', row => BigInt(row.samples)),
      counts('bytes', row => BigInt(row.bytes)),
      words('built_ms', row => BigInt(Math.round(row.builtMs))),
    ],
  })
}

export interface BuildRows {
  readonly day: number
  readonly build: bigint
  readonly chunks: number
}

/** How many rows each build has, whether it counts or not. */
export async function readBuilds(clickhouse: ClickHouse): Promise<BuildRows[]> {
  const block = await clickhouse.query(
    sql`SELECT toUInt16(day) AS day_number, build, count() AS chunks FROM sample_chunks GROUP BY day, build`,
  )
  const days = columnOf(block, 'day_number', 'UInt16')
  const builds = columnOf(block, 'build', 'UInt64')
  const chunks = columnOf(block, 'chunks', 'UInt64')
  return Array.from({ length: block.rowCount }, (_, row) => ({
    day: days[row]!,
    build: builds[row]!,
    chunks: Number(chunks[row]!),
  }))
}

export async function writeChunks(
  clickhouse: ClickHouse,
  day: number,
  build: bigint,
  chunks: readonly Chunk[],
): Promise<void> {
  await clickhouse.insert('sample_chunks', {
    rowCount: chunks.length,
    columns: [
      { name: 'id', type: 'UInt64', values: BigUint64Array.from(chunks, chunk => chunk.id) },
      { name: 'day', type: 'UInt16', values: new Uint16Array(chunks.length).fill(day) },
      { name: 'piece', type: 'UInt16', values: Uint16Array.from(chunks, chunk => chunk.piece) },
      { name: 'build', type: 'UInt64', values: new BigUint64Array(chunks.length).fill(build) },
      { name: 'body', type: 'String', values: chunks.map(chunk => chunk.body) },
    ],
  })
}

/** Begun when this resolves, and done in the background. */
export async function sweepBuilds(clickhouse: ClickHouse, builds: readonly BuildRows[]): Promise<void> {
  if (builds.length === 0) return
  const days = dates([...new Set(builds.map(({ day }) => day))])
  await clickhouse.command(
    sql`ALTER TABLE sample_chunks DELETE WHERE day IN ${days} AND build IN ${uint64s(builds.map(({ build }) => build))}`,
  )
}
