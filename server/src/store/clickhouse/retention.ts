/**
 * How long tables keep their rows. The numbered files create tables with a default; where the configuration says otherwise, the table's
 * TTL is moved. ClickHouse then drops whole parts of which every row has expired; nothing is rewritten.
 */
import type { Log } from '../../self/log.ts'
import { type ClickHouse, columnOf } from './port.ts'
import { identifier, sql, text } from './sql.ts'

/** By table: the days that rows are kept. */
export type Retention = Readonly<Record<string, number>>

/** Moves the TTL of tables that keep their rows for another time than asked. Returns the tables that were changed. */
export async function applyRetention(
  clickhouse: ClickHouse,
  retention: Retention,
  log: Log,
): Promise<readonly string[]> {
  const changed: string[] = []
  for (const [table, days] of Object.entries(retention)) {
    if (!Number.isInteger(days) || days < 1) throw new RangeError(`${table} can't be kept for ${days} days`)
    const current = await readTtl(clickhouse, table)
    if (current.days === days) continue
    const name = identifier(table)
    // Parts that exist get their new end of life worked out, their rows are not touched.
    await clickhouse.command(sql`ALTER TABLE ${name} MODIFY SETTING materialize_ttl_recalculate_only = 1`)
    const ttl = { fragment: `${current.expression} + toIntervalDay(${days})` }
    await clickhouse.command(sql`ALTER TABLE ${name} MODIFY TTL ${ttl}`)
    log.info(`rows of ${table} are kept for ${days} days now, ${current.days} before`)
    changed.push(table)
  }
  return changed
}

interface Ttl {
  /** When a row's life begins, as the table itself says it. */
  readonly expression: string
  readonly days: number
}

async function readTtl(clickhouse: ClickHouse, table: string): Promise<Ttl> {
  const block = await clickhouse.query(
    sql`SELECT engine_full FROM system.tables WHERE database = currentDatabase() AND name = ${text(table)}`,
  )
  const definition = columnOf(block, 'engine_full', 'String')[0] ?? ''
  const match = /\bTTL (.+?) \+ toIntervalDay\((\d+)\)/.exec(definition)
  if (match === null) throw new Error(`table ${table} has no TTL in days`)
  return { expression: match[1]!, days: Number(match[2]) }
}
