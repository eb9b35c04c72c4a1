/**
 * Merges every table of a stopped Vedette's data directory into as few parts as it can, and says what the living parts take: a process
 * of its own, because an engine opens a directory for a whole process. The parts that a merge replaces stay on disk for some minutes
 * and don't count.
 *
 *     vedette-merge.ts DATA-DIR
 */
import { join } from 'node:path'
import { Session } from 'chdb'

export interface Merged {
  /** The directories of the living parts. */
  readonly parts: readonly string[]
  readonly tables: Readonly<Record<string, { readonly rows: number; readonly bytes: number }>>
}

interface Part {
  readonly table: string
  readonly path: string
  readonly rows: number
  readonly bytes: number
}

const dir = process.argv[2]!
const session = new Session(join(dir, 'clickhouse'), {
  connectionArgs: [`--config-file=${join(dir, 'clickhouse-config.xml')}`],
})

function rows<T>(query: string): T[] {
  return session
    .query(query, 'JSONEachRow')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)
}

const tables = rows<{ name: string }>(
  `SELECT name FROM system.tables WHERE database = 'vedette' AND engine LIKE '%MergeTree'`,
)
for (const { name } of tables) session.query(`OPTIMIZE TABLE vedette.${name} FINAL`)
const parts = rows<Part>(
  `SELECT table, path, toFloat64(rows) AS rows, toFloat64(bytes_on_disk) AS bytes
     FROM system.parts WHERE database = 'vedette' AND active`,
)
const byTable: Record<string, { rows: number; bytes: number }> = {}
for (const part of parts) {
  const table = byTable[part.table] ?? { rows: 0, bytes: 0 }
  table.rows += part.rows
  table.bytes += part.bytes
  byTable[part.table] = table
}
session.close()
const merged: Merged = {
  parts: parts.map(({ path }) => path),
  tables: byTable,
}
console.log(JSON.stringify(merged))
