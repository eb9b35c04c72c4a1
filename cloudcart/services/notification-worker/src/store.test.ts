import { expect, it } from 'vitest'
import { inBothDatabases, openedDatabase } from '../../../testing/both-databases.ts'
import type { Message } from './message.ts'
import {
  countStarts,
  deliveredChannels,
  forgetDeliveries,
  recentDeliveries,
  recordDelivery,
} from './store.ts'

inBothDatabases('deliveries', url => {
  const opened = openedDatabase('notification-worker', url)

  it('remember what went out, and how often it was tried', async () => {
    const message: Message = { channels: ['slack', 'email'], about: 'o-1', title: "it's", text: '' }
    const common = { eventId: 'e-1', eventType: 'order.created', message }
    const failed = { ...common, channel: 'slack', status: 'failed', reason: 'timeout' } as const
    const sent = { ...common, channel: 'email', status: 'success', reason: undefined } as const
    await recordDelivery(opened(), failed, 1)
    await recordDelivery(opened(), sent, 2)
    expect([...(await deliveredChannels(opened(), 'e-1'))]).toEqual(['email'])
    expect(await recentDeliveries(opened(), 10, 'failed')).toHaveLength(1)

    await recordDelivery(opened(), { ...failed, status: 'success', reason: undefined }, 3)
    expect([...(await deliveredChannels(opened(), 'e-1'))].sort()).toEqual(['email', 'slack'])
    const [first, second] = await recentDeliveries(opened(), 10, undefined)
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
    expect(await forgetDeliveries(opened(), 3)).toBe(1)
  })

  it('count starts', async () => {
    expect(await countStarts(opened(), 1)).toBe(0)
    expect(await countStarts(opened(), 2)).toBe(1)
  })
})
