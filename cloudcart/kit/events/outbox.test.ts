import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { outsideProgram } from '../../testing/outside-program.ts'
import { createPostgres, type PostgresServer } from '../../testing/postgres.ts'
import { outboxContract } from './outbox.contract.ts'

describe('the outbox in SQLite', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloudcart-outbox-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  outboxContract(test => ({ name: 'order-service', file: join(folder, `${test}.sqlite`) }))
})

const initdb = outsideProgram('postgresql')
describe.skipIf(initdb === undefined)('the outbox in PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await createPostgres(initdb!)
  })
  afterAll(() => server.remove())
  outboxContract(test => ({ name: test, url: server.url }))
})
