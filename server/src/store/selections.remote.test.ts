import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { type ClickHouseServer, startClickHouseServer } from '../../testing/clickhouse-http-fixture.ts'
import { SILENT_LOG } from '../self/log.ts'
import { migrate } from './clickhouse/migrations.ts'
import type { ClickHouse } from './clickhouse/port.ts'
import { openRemote } from './clickhouse/remote.ts'
import { selectionsContract } from './selections.contract.ts'
import { storedSelectionsContract } from './stored-selections.contract.ts'

let server: ClickHouseServer
beforeAll(async () => {
  server = await startClickHouseServer()
})
afterAll(() => server.stop())

async function openClickHouse(): Promise<ClickHouse> {
  const database = `selections_${randomUUID().slice(0, 8)}`
  const clickhouse = await openRemote({ urls: [server.url], database, log: SILENT_LOG })
  await migrate(clickhouse, { log: SILENT_LOG })
  return clickhouse
}

selectionsContract('a server over HTTP', openClickHouse)
storedSelectionsContract('a server over HTTP', openClickHouse)
