/** A process is killed in the middle of an order, at each step of it, and started again on the same data: nothing is paid and lost. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { SERVICE_NAMES } from '../../../contracts/services.ts'
import { type Company, openCompany, TEST_SECRET } from '../../../testing/order-company.ts'
import { until } from '../../../testing/until.ts'

type Killed = 'order-service' | 'payment-service'

const PROGRAM = fileURLToPath(new URL('../../../testing/killed-service.ts', import.meta.url))
const ITEMS = { items: [{ productId: 'p-010', quantity: 2 }] }
const OK = { method: 'card', token: 'tok_ok' }

interface Started {
  readonly point: string
  readonly dataDir: string
  readonly aheadMs: number
}

/** Resolves when the service listens. */
async function startService(company: Company, name: Killed, { point, dataDir, aheadMs }: Started) {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, name, point, String(aheadMs)], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      JWT_SECRET: TEST_SECRET,
      CLOUDCART_DATA: dataDir,
      SHIPPING_MS: '3600000',
      ...Object.fromEntries(
        SERVICE_NAMES.map(peer => [`${peer.toUpperCase().replaceAll('-', '_')}_URL`, company.urlOf(peer)]),
      ),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  let said = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    if (listening(said) === undefined) said += text
  })
  const url = await until(`${name} to listen`, () => listening(said))
  company.place(name, url)
  return { child, gone }
}

function listening(said: string): string | undefined {
  return / listens at ([^\s"]+)/.exec(said)?.[1]
}

/** More than what is in the middle may take: work that a busy machine keeps waiting must not be taken for left behind. */
const LATER_MS = 16_000

/** Kills it at the point and starts it again, later by all clocks: what was left in the middle is stuck by then. */
async function withCrash(
  name: Killed,
  point: string,
  story: (company: Company) => Promise<unknown>,
  after: (company: Company) => Promise<void>,
): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cloudcart-crash-'))
  try {
    let aheadMs = 0
    await using company = await openCompany({ without: [name], nowMs: () => Date.now() + aheadMs })
    const first = await startService(company, name, { point, dataDir, aheadMs })
    try {
      // What is told to the one who is killed is lost.
      await story(company).catch(() => {})
      await until(`${name} to be killed at ${point}`, () => first.child.signalCode === 'SIGKILL')
    } finally {
      first.child.kill('SIGKILL')
    }
    aheadMs = LATER_MS
    const second = await startService(company, name, { point: 'never', dataDir, aheadMs })
    try {
      await after(company)
    } finally {
      second.child.kill('SIGKILL')
      await second.gone
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const place = (company: Company) => company.ask('ann', 'POST', '/orders', ITEMS, 'cart')
const pay = (company: Company, id: string) =>
  company.ask('ann', 'POST', `/orders/${id}/payments`, OK, 'money')
const ordersOf = async (company: Company) => (await company.ask('ann', 'GET', '/orders')).body.items
const onlyOrder = async (company: Company) => {
  const [order, ...others] = await ordersOf(company)
  expect(others).toEqual([])
  return order!
}
const level = async (company: Company) =>
  (await company.internal('inventory-service', 'GET', '/internal/levels/p-010')).body

async function placeAndPay(company: Company): Promise<void> {
  const { body } = await place(company)
  await pay(company, body.id)
}

/** Whatever happened: money was taken for confirmed orders only, once, and stock is held for open ones only. */
async function expectBooksToAgree(company: Company): Promise<void> {
  const orders = await ordersOf(company)
  let sold = 0
  let held = 0
  for (const order of orders) {
    const { items: payments } = (
      await company.internal('payment-service', 'GET', `/internal/payments?orderId=${order.id}`)
    ).body
    const taken = payments.filter(each => each.status === 'succeeded')
    expect(payments.some(each => each.status === 'pending')).toBe(false)
    expect(taken).toHaveLength(order.status === 'confirmed' ? 1 : 0)
    if (order.status === 'confirmed') sold += order.items[0]!.quantity
    if (order.status === 'awaiting_payment') held += order.items[0]!.quantity
  }
  const { onHand, reserved } = await level(company)
  expect({ onHand, reserved }).toEqual({ onHand: 240 - sold, reserved: held })
}

describe('an order service that is killed', () => {
  for (const point of ['draft-stored', 'reserved'] as const) {
    it(`at ${point} gives the stock back, and the same cart can be sent again`, () =>
      withCrash('order-service', point, place, async company => {
        await until('the stock to be free', async () => (await level(company)).reserved === 0)
        expect(await ordersOf(company)).toEqual([])
        const again = await until('the order', async () => {
          const answer = await place(company)
          return answer.status === 201 ? answer.body : undefined
        })
        expect((await pay(company, again.id)).body.status).toBe('confirmed')
        await expectBooksToAgree(company)
      }))
  }

  it('at order-stored has the order, and sending it again answers it', () =>
    withCrash('order-service', 'order-stored', place, async company => {
      const again = await place(company)
      expect(again).toMatchObject({ status: 201, body: { status: 'awaiting_payment' } })
      expect((await onlyOrder(company)).id).toBe(again.body.id)
      await expectBooksToAgree(company)
    }))

  it('before it asked for the payment lets the customer pay again', () =>
    withCrash('order-service', 'payment-claimed', placeAndPay, async company => {
      const { id } = await onlyOrder(company)
      const paid = await until('the payment', async () => {
        const answer = await pay(company, id)
        return answer.status === 200 ? answer.body : undefined
      })
      expect(paid.status).toBe('confirmed')
      await expectBooksToAgree(company)
    }))

  it('when the payment was made confirms the order', () =>
    withCrash('order-service', 'payment-answered', placeAndPay, async company => {
      await until('the order to be confirmed', async () => (await onlyOrder(company)).status === 'confirmed')
      await until('the stock to be sold', async () => (await level(company)).onHand === 238)
      await expectBooksToAgree(company)
    }))

  it('when the order was confirmed still takes the stock', () =>
    withCrash('order-service', 'confirmed', placeAndPay, async company => {
      await until('the stock to be sold', async () => (await level(company)).onHand === 238)
      await expectBooksToAgree(company)
    }))

  it('when a paid order was cancelled still gives stock and money back', () =>
    withCrash(
      'order-service',
      'cancelled',
      async company => {
        const { body } = await place(company)
        await pay(company, body.id)
        await company.ask('ann', 'POST', `/orders/${body.id}/cancel`)
      },
      async company => {
        const { id, status } = await onlyOrder(company)
        expect(status).toBe('cancelled')
        await until('the refund', async () => {
          const path = `/internal/payments?orderId=${id}`
          return (await company.internal('payment-service', 'GET', path)).body.items[0]?.status === 'refunded'
        })
        await until('the stock to be back', async () => (await level(company)).onHand === 240)
        await expectBooksToAgree(company)
      },
    ))
})

describe('a payment service that is killed', () => {
  for (const [point, status] of [
    ['pending-stored', 'awaiting_payment'],
    ['bank-booked', 'confirmed'],
  ] as const) {
    it(`at ${point} leaves the order ${status}`, () =>
      withCrash('payment-service', point, placeAndPay, async company => {
        const { id } = await onlyOrder(company)
        await until('the payment to be settled', async () => {
          const path = `/internal/payments?orderId=${id}`
          const { items } = (await company.internal('payment-service', 'GET', path)).body
          return items[0]?.status === (status === 'confirmed' ? 'succeeded' : 'failed')
        })
        const paid = await until('the order to be paid', async () => {
          const answer = await pay(company, id)
          return answer.status === 200 ? answer.body : undefined
        })
        expect(paid.status).toBe('confirmed')
        const sold = async () => (await level(company)).onHand === 238
        await until('the stock to be sold', sold)
        await expectBooksToAgree(company)
      }))
  }
})
