/** A month of rows in many parts streams through an engine that has memory for a small part of it. */
import { expect, it } from 'vitest'
import { embeddedClickHouse } from '../../../testing/embedded-clickhouse.ts'
import { NO_ABORT } from '../../../testing/selections-fixture.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { migrate } from './migrations.ts'
import { int64, sql } from './sql.ts'
import { storedSamples } from './stored-samples.ts'

const DAY_MS = 86_400_000
const DAYS = 28
const SERIES = 200
const PER_DAY = 1_440
const FIRST_MS = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAYS * DAY_MS

it('holds a block of each part, and not more', async () => {
  await using engine = await embeddedClickHouse({ memoryBytes: 160_000_000 })
  const { clickhouse } = engine
  await migrate(clickhouse, { log: SILENT_LOG })
  for (let day = 0; day < DAYS; day++) {
    await clickhouse.command(sql`INSERT INTO samples (id, time_ms, mantissa, exponent, raw)
      SELECT intDiv(number, ${int64(PER_DAY)}), ${int64(FIRST_MS + day * DAY_MS)} + (number % ${int64(PER_DAY)}) * 60000, number, 0, 0
      FROM numbers(${int64(SERIES * PER_DAY)})`)
  }
  const query = {
    ids: Array.from({ length: SERIES }, (_, i) => BigInt(i)),
    range: { fromMs: FIRST_MS, toMs: FIRST_MS + DAYS * DAY_MS },
    withoutDays: [],
    windows: undefined,
    settled: false,
  }
  let rows = 0
  for await (const { rowCount } of storedSamples(clickhouse, query, NO_ABORT)) rows += rowCount
  expect(rows).toBe(DAYS * SERIES * PER_DAY)
})
