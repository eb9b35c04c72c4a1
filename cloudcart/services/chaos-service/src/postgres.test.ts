import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokens } from '../../../kit/tokens.ts'
import { type Booted, bootForTest } from '../../../testing/booted.ts'
import { outsideProgram } from '../../../testing/outside-program.ts'
import { createPostgres, type PostgresServer } from '../../../testing/postgres.ts'
import { chaosService } from './app.ts'

const initdb = outsideProgram('postgresql')

describe.skipIf(initdb === undefined)('chaos-service on PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await createPostgres(initdb!)
  })
  afterAll(() => server.remove())

  it('keeps its configuration and its ledger', async () => {
    const boot = () => bootForTest(chaosService, { settings: { databaseUrl: server.url } })
    const token = await createTokens('a secret of the tests').sign({ userId: 'u-1', role: 'admin' })
    const send = async (service: Booted, method: string, path: string, body: object = {}) => {
      const answer = await fetch(service.url + path, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      })
      return (await answer.json()) as { entries: { id: string; grade: number; outcome: string }[] }
    }
    const first = await boot()
    await send(first, 'POST', '/enable')
    await send(first, 'POST', '/disable')
    await send(first, 'POST', '/enable')
    await Promise.all(
      [0.1, 0.5, 1].map(grade => send(first, 'POST', '/faults/payment-outage', { grade, seconds: 3600 })),
    )
    await first.stop()

    await using second = await boot()
    expect(await send(second, 'GET', '/status')).toMatchObject({ chaos: { enabled: false }, faults: [] })
    const { entries } = await send(second, 'GET', '/ledger')
    expect(entries.map(each => each.grade).sort()).toEqual([0.1, 0.5, 1])
    expect(entries.map(each => each.outcome)).toEqual(['service_stopped', 'replaced', 'replaced'])
    expect((await send(second, 'GET', `/ledger?before=${entries[0]!.id}`)).entries).toEqual(entries.slice(1))
  })
})
