/**
 * Which series and values of labels there are today that were not there on an earlier day, and the other way round. The `series` table knows
 * a series by days, so days are compared, and two of them are read whatever lies between.
 */
import type { CountChange, SeriesChanges } from '../contract.ts'
import type { ClickHouse } from './port.ts'
import { dayAt, withSignal } from './series-reader.ts'
import { int64, type Sql, sql, text } from './sql.ts'

export interface ChangesQuery {
  readonly project: string
  readonly sinceMs: number
  readonly atMs: number
  /** Of each list. */
  readonly limit: number
}

/**
 * Two days of a million series take a second or two of one core. Metrics are counted in the order of the table, which needs no memory to speak of; labels
 * in a table of their different values.
 */
const SETTINGS = { max_threads: 1, optimize_aggregation_in_order: 1 }

export async function readSeriesChanges(
  clickhouse: ClickHouse,
  query: ChangesQuery,
  signal: AbortSignal | undefined,
): Promise<SeriesChanges> {
  const [before, today] = [dayAt(query.sinceMs), dayAt(query.atMs)]
  // 1: only before; 2: only today; 3: on both.
  const days = sql`groupBitOr(if(day = ${today}, 2, 1)) AS days`
  const where = sql`project = ${text(query.project)} AND day IN (${before}, ${today})`
  const options = { settings: SETTINGS, ...withSignal(signal) }
  const first = await clickhouse.query(
    sql`SELECT 1 FROM series WHERE project = ${text(query.project)} AND day = ${before} LIMIT 1`,
    withSignal(signal),
  )
  if (first.rowCount === 0) return { comparable: false, metrics: [], labels: [] }
  const counted = async (things: Sql): Promise<CountChange[]> => {
    const block = await clickhouse.query(
      sql`SELECT name, countIf(days != 1) AS now, countIf(days = 2) AS added, countIf(days = 1) AS gone
        FROM (${things}) GROUP BY name HAVING added + gone > 0
        ORDER BY added + gone DESC, name LIMIT ${int64(query.limit)}`,
      options,
    )
    const [names, now, added, gone] = block.columns.map(({ values }) => values) as [
      string[],
      ...BigUint64Array[],
    ]
    return Array.from({ length: block.rowCount }, (_, row) => ({
      name: names[row]!,
      now: Number(now![row]!),
      added: Number(added![row]!),
      gone: Number(gone![row]!),
    }))
  }
  return {
    comparable: true,
    metrics: await counted(
      sql`SELECT CAST(metric, 'String') AS name, ${days} FROM series WHERE ${where} GROUP BY project, metric, id`,
    ),
    labels: await counted(
      sql`SELECT CAST(label, 'String') AS name, ${days} FROM series ARRAY JOIN label_names AS label, label_values AS value
        WHERE ${where} GROUP BY label, value`,
    ),
  }
}
