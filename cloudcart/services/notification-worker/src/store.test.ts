import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../../kit/database/database.ts'
import { openDatabase } from '../../../kit/database/open.ts'
import { ObservedDatabase } from '../../../testing/observed-database.ts'
import { outsideProgram } from '../../../testing/outside-program.ts'
import { createPostgres, type PostgresServer } from '../../../testing/postgres.ts'
import type { Message } from './message.ts'
import {
  countStarts,
  deliveredChannels,
  forgetDeliveries,
  recentDeliveries,
  recordDelivery,
} from './store.ts'

const initdb = outsideProgram('postgresql')

describe('deliveries in SQLite', () => storeStories(async () => undefined))

describe.skipIf(initdb === undefined)('deliveries in PostgreSQL', () => {
  let server: PostgresServer
  beforeAll(async () => {
    server = await createPostgres(initdb!)
  })
  afterAll(() => server?.remove())
  storeStories(async () => server.url)
})

function storeStories(urlOf: () => Promise<string | undefined>): void {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({
      url: await urlOf(),
      name: 'notification-worker',
      migrations: new URL('../migrations/', import.meta.url),
      observer: new ObservedDatabase(),
    })
  })
  afterAll(() => database?.close())

  it('remember what went out, and how often it was tried', async () => {
    const message: Message = { channels: ['slack', 'email'], about: 'o-1', title: "it's", text: '' }
    const common = { eventId: 'e-1', eventType: 'order.created', message }
    const failed = { ...common, channel: 'slack', status: 'failed', reason: 'timeout' } as const
    const sent = { ...common, channel: 'email', status: 'success', reason: undefined } as const
    await recordDelivery(database, failed, 1)
    await recordDelivery(database, sent, 2)
    expect([...(await deliveredChannels(database, 'e-1'))]).toEqual(['email'])
    expect(await recentDeliveries(database, 10, 'failed')).toHaveLength(1)

    await recordDelivery(database, { ...failed, status: 'success', reason: undefined }, 3)
    expect([...(await deliveredChannels(database, 'e-1'))].sort()).toEqual(['email', 'slack'])
    const [first, second] = await recentDeliveries(database, 10, undefined)
    expect(first).toEqual({
      eventId: 'e-1',
      channel: 'slack',
      eventType: 'order.created',
      about: 'o-1',
      title: "it's",
      status: 'success',
      attempts: 2,
      reason: null,
      updatedMs: 3,
    })
    expect(second?.channel).toBe('email')
    expect(await forgetDeliveries(database, 3)).toBe(1)
  })

  it('count starts', async () => {
    expect(await countStarts(database, 1)).toBe(0)
    expect(await countStarts(database, 2)).toBe(1)
  })
}
