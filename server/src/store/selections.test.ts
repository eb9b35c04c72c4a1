import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { SILENT_LOG } from '../self/log.ts'
import { openEmbedded } from './clickhouse/embedded.ts'
import { migrate } from './clickhouse/migrations.ts'
import { selectionsContract } from './selections.contract.ts'

const path = await mkdtemp(join(tmpdir(), 'vedette-selections-'))
afterAll(() => rm(path, { recursive: true, force: true }))

selectionsContract('the embedded engine', async () => {
  const clickhouse = await openEmbedded({ path, memoryBytes: 512 * 1024 * 1024, readers: 2, log: SILENT_LOG })
  await migrate(clickhouse, { log: SILENT_LOG })
  return clickhouse
})
