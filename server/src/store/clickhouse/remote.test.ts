import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import { type ClickHouseServer, startClickHouseServer } from '../../../testing/clickhouse-http-fixture.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { clickHouseContract } from './port.contract.ts'
import { openRemote } from './remote.ts'

let server: ClickHouseServer
beforeAll(async () => {
  server = await startClickHouseServer()
})
afterAll(() => server.stop())

clickHouseContract('a server over HTTP', () =>
  openRemote({ urls: [server.url], database: `test_${randomUUID().slice(0, 8)}`, log: SILENT_LOG }),
)
