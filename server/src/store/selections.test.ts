import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { SILENT_LOG } from '../self/log.ts'
import { openEmbedded } from './clickhouse/embedded.ts'
import { migrate } from './clickhouse/migrations.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { selectionsContract } from './selections.contract.ts'
import { storedSelectionsContract } from './stored-selections.contract.ts'

const path = await mkdtemp(join(tmpdir(), 'vedette-selections-'))
afterAll(() => rm(path, { recursive: true, force: true }))

async function openClickHouse(): Promise<ClickHouse> {
  const clickhouse = await openEmbedded({ path, memoryBytes: 512 * 1024 * 1024, readers: 2, log: SILENT_LOG })
  await migrate(clickhouse, { log: SILENT_LOG })
  return clickhouse
}

selectionsContract('the embedded engine', openClickHouse)
storedSelectionsContract('the embedded engine', openClickHouse)
