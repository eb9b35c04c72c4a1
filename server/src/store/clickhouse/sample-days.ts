/** The days of the table `samples`, and what tells one state of a day from another. */
import { type ClickHouse, columnOf } from './port.ts'
import { sql } from './sql.ts'

/**
 * What tells one state of a day's samples from another: the lowest and highest numbers of its parts, of which each insert gets a higher one and which no merge changes,
 * and the number of the last mutation (0: none). What the engine calls a part's data version is that, and where there is none the part's lowest number, which merges change.
 */
export interface DayState {
  readonly firstBlock: bigint
  readonly lastBlock: bigint
  readonly mutation: bigint
}

export function isSameState(a: DayState, b: DayState): boolean {
  return a.firstBlock === b.firstBlock && a.lastBlock === b.lastBlock && a.mutation === b.mutation
}

/** The days of `samples` (since the epoch), as they are now. */
export async function readSampleDays(clickhouse: ClickHouse): Promise<Map<number, DayState>> {
  const block = await clickhouse.query(
    sql`SELECT toUInt16(toDate(partition)) AS day, toInt64(min(min_block_number)) AS first_block,
        toInt64(max(max_block_number)) AS last_block, toInt64(max(if(data_version = min_block_number, 0, data_version))) AS mutation
      FROM system.parts WHERE database = currentDatabase() AND table = 'samples' AND active GROUP BY partition`,
  )
  const days = columnOf(block, 'day', 'UInt16')
  const firstBlocks = columnOf(block, 'first_block', 'Int64')
  const lastBlocks = columnOf(block, 'last_block', 'Int64')
  const mutations = columnOf(block, 'mutation', 'Int64')
  const found = new Map<number, DayState>()
  for (let row = 0; row < block.rowCount; row++) {
    found.set(days[row]!, {
      firstBlock: firstBlocks[row]!,
      lastBlock: lastBlocks[row]!,
      mutation: mutations[row]!,
    })
  }
  return found
}
