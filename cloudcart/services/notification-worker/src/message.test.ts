import { describe, expect, it } from 'vitest'
import { chaosTypeOf, EVENT_TYPES, messageOf, typeLabel, UnreadablePayload } from './message.ts'

const LINES = [{ productId: 'p-001', name: 'Lamp', quantity: 2, unitPriceCents: 995 }]
const ORDER = { orderId: 'o-1', userId: 'u-1', totalCents: 1990, lines: LINES }

describe('what an event says', () => {
  it('mails a customer about the order', () => {
    expect(messageOf('order.shipped', ORDER)).toEqual({
      channels: ['email'],
      userId: 'u-1',
      about: 'o-1',
      title: 'Your order is on its way: o-1',
      text: '1 article, $19.90.',
    })
  })

  it('tells the shop of low stock', () => {
    const payload = { productId: 'p-001', name: 'Lamp', left: 3, severity: 'critical' }
    expect(messageOf('product.stock_low', payload)).toMatchObject({
      channels: ['log', 'slack'],
      title: 'Stock is low (critical): Lamp',
    })
  })

  it('has nothing to say about types that it does not know', () => {
    expect(messageOf('order.teleported', {})).toBeUndefined()
    expect(messageOf('constructor', {})).toBeUndefined()
    expect(messageOf('notification.sent', {})).toBeUndefined()
    expect(messageOf('user.login_failed', { reason: 'wrong_password' })).toBeUndefined()
  })

  it('refuses an event that lacks what its type promises', () => {
    expect(() => messageOf('order.created', { orderId: 7 })).toThrow(UnreadablePayload)
    expect(() => messageOf('user.updated', { userId: 'u-1' })).toThrow('user.updated does not have')
    expect(() => messageOf('user.registered', {})).toThrow('does not say what it is about')
  })
})

it('has few labels for types, whatever comes', () => {
  expect(EVENT_TYPES).toHaveLength(21)
  expect(typeLabel('order.created')).toBe('order.created')
  expect(typeLabel('order.teleported')).toBe('other')
  expect(chaosTypeOf('chaos.enabled', {})).toBe('enabled')
  expect(chaosTypeOf('chaos.injected', { kind: 'latency' })).toBe('latency')
  expect(chaosTypeOf('chaos.injected', { kind: 'nonsense' })).toBe('other')
  expect(chaosTypeOf('fault.started', {})).toBe('fault_started')
})
