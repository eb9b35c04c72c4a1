/**
 * An upgrade tried out on a copy of the data: the steps that are missing, then every table read. The original is not opened, not even for
 * reading, so this may run beside the Vedette that uses it. One engine per process: nothing else may have one open here.
 */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { copyEngineFiles } from './data-copy.ts'
import { openEmbedded } from './embedded.ts'
import { migrate } from './migrations.ts'
import { type ClickHouse, columnOf } from './port.ts'
import { identifier, sql } from './sql.ts'

export interface RehearseOptions {
  readonly dataPath: string
  readonly memoryBytes: number
  readonly log: Log
  readonly database?: string
  /** Vedette's own if left out. */
  readonly directory?: string
  readonly signal?: AbortSignal
}

export interface Rehearsal {
  readonly ok: boolean
  /** What was done and seen, a sentence each. */
  readonly report: readonly string[]
}

export async function rehearseUpgrade(options: RehearseOptions): Promise<Rehearsal> {
  const { dataPath, log, signal } = options
  // Inside the data directory, so that files can be shared with it.
  const copyPath = join(dataPath, 'rehearsal')
  const report: string[] = []
  if (!existsSync(join(dataPath, 'clickhouse'))) {
    return { ok: true, report: [`There is no database in ${dataPath} yet: nothing to rehearse.`] }
  }
  try {
    await rm(copyPath, { recursive: true, force: true })
    const copied = await copyEngineFiles(join(dataPath, 'clickhouse'), join(copyPath, 'clickhouse'), signal)
    report.push(
      `Copied ${copied.files} files: ${megabytes(copied.copiedBytes)} copied, ${megabytes(copied.sharedBytes)} shared with the original.`,
    )
    const clickhouse = await openEmbedded({
      path: copyPath,
      memoryBytes: options.memoryBytes,
      readers: 1,
      log,
      ...(options.database === undefined ? {} : { database: options.database }),
    })
    try {
      await rehearse(clickhouse, options, report)
    } finally {
      await clickhouse.close()
    }
    report.push('The upgrade works on this data. The original was not touched.')
    return { ok: true, report }
  } catch (error) {
    if (signal?.aborted === true) throw error
    report.push(`The upgrade fails on this data: ${messageOf(error)}. The original was not touched.`)
    return { ok: false, report }
  } finally {
    await rm(copyPath, { recursive: true, force: true })
  }
}

async function rehearse(clickhouse: ClickHouse, options: RehearseOptions, report: string[]): Promise<void> {
  // Rows that expire meanwhile would look lost.
  await clickhouse.command(sql`SYSTEM STOP TTL MERGES`)
  const before = await rowCounts(clickhouse)
  const { from, to, applied } = await migrate(clickhouse, {
    log: options.log,
    ...(options.directory === undefined ? {} : { directory: options.directory }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  })
  report.push(
    applied.length === 0
      ? `The database is at step ${to} already: nothing to do.`
      : `Took it from step ${from} to ${to}: ${applied.join(', ')}.`,
  )
  for (const [table, rows] of await rowCounts(clickhouse)) {
    options.signal?.throwIfAborted()
    await readBack(clickhouse, table)
    const had = before.get(table)
    if (had === undefined) report.push(`Table ${table} is new.`)
    else if (had === rows) report.push(`Table ${table}: ${rows} rows, as before, and readable.`)
    else report.push(`Table ${table}: ${rows} rows, ${had} before, and readable.`)
  }
}

async function rowCounts(clickhouse: ClickHouse): Promise<Map<string, bigint>> {
  const block = await clickhouse.query(sql`SELECT name, assumeNotNull(total_rows) AS rows FROM system.tables
    WHERE database = currentDatabase() AND total_rows IS NOT NULL ORDER BY name`)
  const rows = columnOf(block, 'rows', 'UInt64')
  return new Map(columnOf(block, 'name', 'String').map((name, i) => [name, rows[i]!]))
}

/** Every column of the first and some later rows; a table that can't be read throws. */
async function readBack(clickhouse: ClickHouse, table: string): Promise<void> {
  await clickhouse.query(sql`SELECT toUInt64(sum(length(toString(tuple(*))))) AS size
    FROM (SELECT * FROM ${identifier(table)} LIMIT 100000)`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
