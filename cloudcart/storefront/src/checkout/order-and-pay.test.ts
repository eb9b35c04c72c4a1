import { describe, expect, it } from 'vitest'
import type { Call, CallOptions } from '../api/call.ts'
import { ShopProblem } from '../api/problem.ts'
import { emptyCart, readCart, withProduct } from '../kept/cart.ts'
import { createKept } from '../kept/kept.ts'
import { orderAndPay } from './order-and-pay.ts'

const PAYMENT = { method: 'card', token: 'tok_ok' } as const

interface Asked {
  readonly path: string
  readonly key: string | undefined
}

/** A shop whose answers are said beforehand, in order. */
function scripted(answers: readonly (object | ShopProblem)[]) {
  const asked: Asked[] = []
  const left = [...answers]
  const call = (async (_method: string, path: string, options?: CallOptions) => {
    asked.push({ path, key: options?.idempotencyKey })
    const answer = left.shift()
    if (answer === undefined) throw new Error(`nobody expected ${path}`)
    if (answer instanceof ShopProblem) throw answer
    return answer
  }) as Call
  return { call, asked, left }
}

function keptCart() {
  const kept = createKept({ storage: { getItem: () => null, setItem() {} }, key: 'cart', read: readCart })
  const lamp = {
    id: 'p-025',
    name: 'Lamp',
    category: 'home',
    description: '',
    priceCents: 5_490,
    stock: 5,
  } as const
  kept.set(withProduct(emptyCart(), lamp, 1))
  return kept
}

const problem = (status: number, code: string) =>
  new ShopProblem({ status, code, detail: '', more: {}, traceId: '' })

describe('ordering and paying', () => {
  it('places the order once and tries each payment under a key of its own', async () => {
    const { call, asked, left } = scripted([
      { id: 'o-1', status: 'awaiting_payment' },
      problem(402, 'payment_declined'),
      { id: 'o-1', status: 'confirmed' },
    ])
    const kept = keptCart()
    const { key } = kept.get()
    await expect(orderAndPay(call, kept, 'x', PAYMENT)).rejects.toThrow('payment_declined')
    expect(await orderAndPay(call, kept, 'x', PAYMENT)).toMatchObject({ status: 'confirmed' })
    expect(asked).toEqual([
      { path: '/api/orders/orders', key },
      { path: '/api/orders/orders/o-1/payments', key: `${key}-0-card-tok_ok` },
      { path: '/api/orders/orders/o-1/payments', key: `${key}-1-card-tok_ok` },
    ])
    expect(left).toEqual([])
  })

  it('repeats a payment whose answer was lost under the same key', async () => {
    const { call, asked } = scripted([
      { id: 'o-1' },
      problem(0, 'unreachable'),
      { id: 'o-1', status: 'confirmed' },
    ])
    const kept = keptCart()
    await expect(orderAndPay(call, kept, 'x', PAYMENT)).rejects.toThrow('unreachable')
    await orderAndPay(call, kept, 'x', PAYMENT)
    expect(asked[2]).toEqual(asked[1])
  })

  it('tries anew, under another key, what the bank could not do', async () => {
    const { call, asked } = scripted([
      { id: 'o-1' },
      problem(502, 'payment_unavailable'),
      { id: 'o-1', status: 'confirmed' },
    ])
    const kept = keptCart()
    await expect(orderAndPay(call, kept, 'x', PAYMENT)).rejects.toThrow('payment_unavailable')
    await orderAndPay(call, kept, 'x', PAYMENT)
    expect(asked[2]?.key).not.toBe(asked[1]?.key)
  })

  it('takes an order that is paid already for what it is', async () => {
    const { call } = scripted([{ id: 'o-1' }, problem(409, 'cannot_pay'), { id: 'o-1', status: 'shipped' }])
    expect(await orderAndPay(call, keptCart(), 'x', PAYMENT)).toMatchObject({ status: 'shipped' })
  })

  it('orders anew what waited too long for its payment', async () => {
    const { call, asked } = scripted([
      { id: 'o-1' },
      problem(409, 'cannot_pay'),
      { id: 'o-1', status: 'cancelled' },
      { id: 'o-2' },
      { id: 'o-2', status: 'confirmed' },
    ])
    const kept = keptCart()
    const { key } = kept.get()
    expect(await orderAndPay(call, kept, 'x', PAYMENT)).toMatchObject({ id: 'o-2' })
    expect(asked[3]?.key).not.toBe(key)
  })

  it('places a new order where the key belongs to another one', async () => {
    const { call, asked } = scripted([
      problem(409, 'idempotency_conflict'),
      { id: 'o-2' },
      { id: 'o-2', status: 'confirmed' },
    ])
    await orderAndPay(call, keptCart(), 'elsewhere', PAYMENT)
    expect(asked[0]?.key).not.toBe(asked[1]?.key)
  })
})
