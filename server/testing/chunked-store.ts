/** A store over an engine whose days that are over are turned into chunks when a test says so. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { SILENT_LOG } from '../src/self/log.ts'
import { ChunkKeeping } from '../src/store/chunks/chunk-keeping.ts'
import { ChunkedDays } from '../src/store/chunks/chunked-days.ts'
import { type OpenMetricStore, openMetricStore } from '../src/store/metric-store.ts'
import type { TestClickHouse } from './embedded-clickhouse.ts'

export interface ChunkedStore {
  readonly store: OpenMetricStore
  readonly days: ChunkedDays
  readonly keeping: ChunkKeeping
}

const DAY_MS = 86_400_000

export const chunksIn = (path: string): string => join(path, 'chunks')

/** As after a start at `nowMs()`. Without `isChunked` as if chunks were switched off. */
export async function openChunkedStore(
  { clickhouse, path }: TestClickHouse,
  nowMs: () => number,
  { isChunked = true, retentionDays = 30 } = {},
): Promise<ChunkedStore> {
  const days = new ChunkedDays({ log: SILENT_LOG, nowMs, retentionMs: retentionDays * DAY_MS })
  onTestFinished(() => days.close())
  const store = await openMetricStore({
    clickhouse,
    ...(isChunked ? { chunkedDays: days } : {}),
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
    path: chunksIn(path),
    headWindowMs: 3_600_000,
    isBehind: () => false,
  })
  if (isChunked) await keeping.open()
  return { store, days, keeping }
}
