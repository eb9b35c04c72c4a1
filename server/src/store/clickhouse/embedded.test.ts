import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { SILENT_LOG } from '../../self/log.ts'
import { openEmbedded } from './embedded.ts'
import { clickHouseContract } from './port.contract.ts'

const path = await mkdtemp(join(tmpdir(), 'vedette-embedded-'))
afterAll(() => rm(path, { recursive: true, force: true }))

clickHouseContract('the embedded engine', () =>
  openEmbedded({ path, memoryBytes: 512 * 1024 * 1024, readers: 2, log: SILENT_LOG }),
)
