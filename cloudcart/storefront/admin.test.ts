import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outsideProgram } from '../testing/outside-program.ts'
import { type Opened, openStorefront, type Storefront, signInAs } from './testing/storefront.ts'

const chromium = outsideProgram('chromium')

describe.skipIf(chromium === undefined).concurrent('the rooms of the shop’s people', () => {
  let storefront: Storefront
  beforeAll(async () => {
    storefront = await openStorefront(chromium!)
  })
  afterAll(async () => {
    await storefront?.[Symbol.asyncDispose]()
  })

  async function openAs(who: string, path: string): Promise<Opened> {
    const opened = await storefront.open()
    await opened.page.goto(path)
    await signInAs(opened.page, who)
    return opened
  }

  it('ship orders and deliver them', async () => {
    await using opened = await openAs('Robin Keller', '/admin/orders?status=confirmed')
    const { page, shop, complaints } = opened
    await page.getByText('No order is confirmed').waitFor()
    const ada = shop.users.all.find(user => user.name === 'Ada Lindqvist')!
    const order = shop.orders.place(ada, [{ productId: 'p-030', quantity: 3 }])
    shop.orders.move(order, 'confirmed')
    await page.getByRole('button', { name: 'Refresh' }).click()
    const row = page.getByRole('row', { name: 'Linen Bedding Set' })
    await row.getByRole('button', { name: 'Ship' }).click()
    await row.getByText('Shipped').waitFor()
    await row.getByRole('button', { name: 'Deliver' }).click()
    await row.getByText('Delivered').waitFor()
    expect(order.history.map(each => each.status)).toEqual([
      'awaiting_payment',
      'confirmed',
      'shipped',
      'delivered',
    ])
    expect(complaints).toEqual([])
  })

  it('say what happened when an order has moved on meanwhile', async () => {
    await using opened = await storefront.open()
    const { page, shop } = opened
    const ada = shop.users.all.find(user => user.name === 'Ada Lindqvist')!
    const order = shop.orders.move(shop.orders.place(ada, [{ productId: 'p-030', quantity: 1 }]), 'confirmed')
    await page.goto('/admin/orders')
    await signInAs(page, 'Robin Keller')
    await page.getByRole('button', { name: 'Ship' }).waitFor()
    shop.orders.move(order, 'cancelled')
    await page.getByRole('button', { name: 'Ship' }).click()
    await page.getByRole('alert').getByText('The order has moved on meanwhile.').waitFor()
  })

  it('break things in grades, see what is broken, and revert everything', async () => {
    await using opened = await openAs('Robin Keller', '/admin/chaos')
    const { page, shop, complaints } = opened
    await page.getByText('Nothing is injected right now').waitFor()
    await page.getByLabel('A fault lasts').selectOption('60 minutes')
    const grades = page.getByRole('group', { name: 'Grade of Payment outage' })
    await grades.getByRole('button', { name: '50 %' }).click()
    const rightNow = page.getByRole('region', { name: 'Injected right now' })
    await rightNow.getByText('at 50 % in payment-service').waitFor()
    await rightNow.getByText(/^(60|5\d):\d\d left$/).waitFor()
    expect(shop.chaos.active.get('payment-outage')?.grade).toBe(0.5)
    await page.getByRole('cell', { name: 'still going on' }).waitFor()
    await grades.getByRole('button', { name: 'Off' }).click()
    await page.getByText('Nothing is injected right now').waitFor()
    expect(shop.chaos.ledger[0]?.endedAt).not.toBeNull()

    await page
      .getByRole('group', { name: 'Grade of Log flood' })
      .getByRole('button', { name: '100 %' })
      .click()
    await page
      .getByRole('group', { name: 'Chaos at the gateway' })
      .getByRole('button', { name: 'On' })
      .click()
    await rightNow.getByText('Chaos at the gateway').waitFor()
    await page.getByLabel('Failed requests').fill('12.5')
    await page.getByRole('button', { name: 'Save' }).click()
    await rightNow.getByText('12.5 % failed').waitFor()
    await page.getByRole('button', { name: 'Revert everything' }).click()
    await page.getByText('Nothing is injected right now').waitFor()
    expect(shop.chaos.active.size).toBe(0)
    expect(complaints).toEqual([])
  })

  it('see what runs out first, and fill it up', async () => {
    await using opened = await openAs('Robin Keller', '/admin/stock')
    const { page, shop } = opened
    await page.getByLabel('Change of Bread, Slowly').fill('+40')
    const row = page.getByRole('row', { name: 'Bread, Slowly' })
    expect(await page.getByRole('row').nth(1).innerText()).toContain('Only 1 left')
    await row.getByRole('button', { name: 'Adjust' }).click()
    await row.getByRole('cell', { name: '47', exact: true }).waitFor()
    expect(shop.catalogue.find('p-049').onHand).toBe(47)
  })

  it('add a product and change it', async () => {
    await using opened = await openAs('Robin Keller', '/admin/products/new')
    const { page, shop } = opened
    await page.getByLabel('Name').fill('Copper Kettle Large')
    await page.getByLabel('Category').selectOption('Kitchen')
    await page.getByLabel('Price in US dollars').fill('84.9')
    await page.getByRole('button', { name: 'Save product' }).click()
    await page.getByRole('link', { name: 'Edit Copper Kettle Large' }).click()
    await page.getByLabel('Price in US dollars').fill('79')
    await page.getByRole('button', { name: 'Save product' }).click()
    await page.getByRole('row', { name: 'Copper Kettle Large' }).getByText('$79.00').waitFor()
    expect(shop.catalogue.all.at(-1)).toMatchObject({ category: 'kitchen', priceCents: 7_900 })
  })

  it('find users and change their roles, never one’s own', async () => {
    await using opened = await openAs('Robin Keller', '/admin/users')
    const { page, shop } = opened
    await page.getByLabel('Role of Dana Petrov').waitFor()
    expect(await page.getByLabel('Role of Robin Keller').isDisabled()).toBe(true)
    await page.getByRole('searchbox', { name: 'Name or e-mail' }).fill('chen@')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    await page.getByText('1 in all').waitFor()
    const changed = page.waitForResponse(/\/role$/)
    await page.getByLabel('Role of Chen Moreau').selectOption('Admin')
    await changed
    expect(shop.users.all.find(user => user.name === 'Chen Moreau')?.role).toBe('admin')
  })

  it('can be loaded anew when their script can’t be had', async () => {
    await using opened = await storefront.open()
    const { page } = opened
    await page.goto('/')
    await page.route(/AdminRoutes.*\.js$/, route => route.abort())
    await page.getByRole('link', { name: 'For the shop’s people' }).click()
    await page.getByText('This page broke').waitFor()
    await page.unrouteAll()
    await page.getByRole('button', { name: 'Load it anew' }).click()
    await page.getByText('Sign in to work here').waitFor()
  })

  it('are closed to customers', async () => {
    await using opened = await openAs('Dana Petrov', '/admin/chaos')
    await opened.page.getByText('This is for the shop’s people').waitFor()
    expect(opened.shop.requests.filter(({ path }) => path.startsWith('/api/chaos'))).toEqual([])
  })
})
