import { describe, expect, it } from 'vitest'
import { destination, MOVES, ORDER_STATUSES, refusal } from './order-states.ts'

describe('the states of an order', () => {
  it('lead from awaiting payment to delivered, and no other way', () => {
    const table = ORDER_STATUSES.map(status => [
      status,
      Object.fromEntries(MOVES.map(move => [move, destination(status, move)]).filter(([, to]) => to)),
    ])
    expect(Object.fromEntries(table)).toEqual({
      awaiting_payment: { pay: 'confirmed', cancel: 'cancelled' },
      confirmed: { ship: 'shipped', cancel: 'cancelled' },
      shipped: { deliver: 'delivered' },
      delivered: { return: 'returned' },
      returned: {},
      cancelled: {},
    })
  })

  it('says in words what is not allowed, and what is instead', () => {
    expect(refusal('delivered', 'cancel')).toBe(
      "The order can't be cancelled: it is delivered. You can return it instead.",
    )
    expect(refusal('shipped', 'return')).toBe(
      "The order can't be returned: it is on its way. You can return it when it has arrived.",
    )
    expect(refusal('cancelled', 'pay')).toBe("The order can't be paid: it was cancelled.")
    for (const status of ORDER_STATUSES) {
      for (const move of MOVES) expect(refusal(status, move)).toMatch(/^The order can't be \w+: it .+\.$/)
    }
  })
})
