import { describe, expect, it } from 'vitest'
import { startClickHouseServer } from '../../../testing/clickhouse-http-fixture.ts'
import { embeddedClickHouse } from '../../../testing/embedded-clickhouse.ts'
import { SILENT_LOG } from '../../self/log.ts'
import { documentStoreContract } from '../document-store.contract.ts'
import { createDocumentStore } from './documents.ts'
import { migrate } from './migrations.ts'
import { openRemote } from './remote.ts'
import { sql } from './sql.ts'

documentStoreContract('ClickHouse', async nowMs => {
  const test = await embeddedClickHouse()
  await migrate(test.clickhouse, { log: SILENT_LOG })
  return {
    store: createDocumentStore(test.clickhouse, { nowMs }),
    another: createDocumentStore(test.clickhouse, { nowMs }),
    [Symbol.asyncDispose]: () => test[Symbol.asyncDispose](),
  }
})

documentStoreContract('ClickHouse over HTTP, from two clients,', async nowMs => {
  const server = await startClickHouseServer()
  const one = await openRemote({ urls: [server.url], log: SILENT_LOG })
  const two = await openRemote({ urls: [server.url], log: SILENT_LOG })
  await migrate(one, { log: SILENT_LOG })
  return {
    store: createDocumentStore(one, { nowMs }),
    another: createDocumentStore(two, { nowMs }),
    [Symbol.asyncDispose]: async () => {
      await one.close()
      await two.close()
      await server.stop()
    },
  }
})

describe('documents in ClickHouse', () => {
  it('keep their winner when parts are merged', async () => {
    await using test = await embeddedClickHouse()
    await migrate(test.clickhouse, { log: SILENT_LOG })
    const store = createDocumentStore(test.clickhouse)
    const put = (body: number) =>
      store.put({ kind: 'rule', id: 'x', body, author: 'ada', basedOn: 0 }).then(
        document => document,
        () => undefined,
      )
    const [won] = (await Promise.all(Array.from({ length: 8 }, (_, i) => put(i)))).filter(
      outcome => outcome !== undefined,
    )
    await test.clickhouse.command(sql`OPTIMIZE TABLE documents FINAL`)
    expect(await store.get('rule', 'x')).toEqual(won)
    expect(await store.history('rule', 'x')).toEqual([won])
  })
})
