/** Dead letters in ClickHouse (see schema/003-dead-letters.sql), which forgets them after a week. */
import type { DeadLetter, DeadLetterStore } from '../contract.ts'
import { type ClickHouse, columnOf } from './port.ts'
import { sql, uint64 } from './sql.ts'

/** A letter says what happened; it does not keep the post. */
const MAX_DETAIL_LENGTH = 4096

export function createDeadLetterStore(clickhouse: ClickHouse): DeadLetterStore {
  return {
    async write(letters) {
      await clickhouse.insert('dead_letters', {
        rowCount: letters.length,
        columns: [
          {
            name: 'time_ms',
            type: 'Int64',
            values: BigInt64Array.from(letters, letter => BigInt(letter.timeMs)),
          },
          { name: 'project', type: 'String', values: letters.map(letter => letter.project) },
          { name: 'door', type: 'String', values: letters.map(letter => letter.door) },
          { name: 'origin', type: 'String', values: letters.map(letter => letter.origin) },
          { name: 'reason', type: 'String', values: letters.map(letter => letter.reason) },
          {
            name: 'count',
            type: 'UInt64',
            values: BigUint64Array.from(letters, letter => BigInt(letter.count)),
          },
          {
            name: 'detail',
            type: 'String',
            values: letters.map(letter => letter.detail.slice(0, MAX_DETAIL_LENGTH)),
          },
        ],
      })
    },

    async list(limit) {
      const block = await clickhouse.query(sql`SELECT time_ms, project, door, origin, reason, count, detail
        FROM dead_letters ORDER BY time_ms DESC LIMIT ${uint64(limit)}`)
      const times = columnOf(block, 'time_ms', 'Int64')
      const projects = columnOf(block, 'project', 'String')
      const doors = columnOf(block, 'door', 'String')
      const origins = columnOf(block, 'origin', 'String')
      const reasons = columnOf(block, 'reason', 'String')
      const counts = columnOf(block, 'count', 'UInt64')
      const details = columnOf(block, 'detail', 'String')
      return Array.from(
        { length: block.rowCount },
        (_, i): DeadLetter => ({
          timeMs: Number(times[i]!),
          project: projects[i]!,
          door: doors[i]!,
          origin: origins[i]!,
          reason: reasons[i]!,
          count: Number(counts[i]!),
          detail: details[i]!,
        }),
      )
    },
  }
}
