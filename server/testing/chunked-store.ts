/** A store over an engine whose days that are over are turned into chunks when a test says so. */
import { SILENT_LOG } from '../src/self/log.ts'
import { ChunkKeeping } from '../src/store/chunks/chunk-keeping.ts'
import { ChunkedDays } from '../src/store/chunks/chunked-days.ts'
import type { ClickHouse } from '../src/store/clickhouse/port.ts'
import { Turns } from '../src/store/clickhouse/turns.ts'
import { type OpenMetricStore, openMetricStore } from '../src/store/metric-store.ts'

export interface ChunkedStore {
  readonly store: OpenMetricStore
  readonly days: ChunkedDays
  readonly keeping: ChunkKeeping
}

const DAY_MS = 86_400_000

/** As after a start at `nowMs()`. Without `isChunked` as if chunks were switched off. */
export async function openChunkedStore(
  clickhouse: ClickHouse,
  nowMs: () => number,
  { isChunked = true, retentionDays = 30 } = {},
): Promise<ChunkedStore> {
  const days = new ChunkedDays({ nowMs, retentionMs: retentionDays * DAY_MS })
  const pairs = new Turns([0], { maxWaiting: 10, what: 'pairs' })
  const store = await openMetricStore({
    clickhouse,
    ...(isChunked ? { chunks: { days, pairs } } : {}),
    headWindowMs: 3_600_000,
    headBudgetBytes: 1e8,
    lingerMs: 0,
    spacingMs: 0,
    log: SILENT_LOG,
    nowMs,
    onLost: () => {},
  })
  const keeping = new ChunkKeeping({
    ...{ clickhouse, days, nowMs, log: SILENT_LOG },
    headWindowMs: 3_600_000,
    isBehind: () => false,
  })
  if (isChunked) await keeping.open()
  return { store, days, keeping }
}
