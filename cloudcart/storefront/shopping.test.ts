import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { outsideProgram } from '../testing/outside-program.ts'
import { until } from '../testing/until.ts'
import { fillAddress, openStorefront, type Storefront, signInAs } from './testing/storefront.ts'

const chromium = outsideProgram('chromium')

describe.skipIf(chromium === undefined).concurrent('shopping', () => {
  let storefront: Storefront
  beforeAll(async () => {
    storefront = await openStorefront(chromium!)
  })
  afterAll(async () => {
    await storefront?.[Symbol.asyncDispose]()
  })

  it('leads from a category over search, cart and checkout to an order and its history', async () => {
    await using opened = await storefront.open()
    const { page, shop, complaints } = opened
    await page.goto('/')
    await page.getByRole('link', { name: 'Kitchen', exact: true }).click()
    await page.getByLabel('Sort by').selectOption('Price, high to low')
    await page.locator('.card').first().getByText('Espresso Machine Piccolo').waitFor()

    await page.getByRole('searchbox', { name: 'Search the shop' }).fill('otter')
    await page.keyboard.press('Enter')
    await page.getByText('1 product found').waitFor()
    await page.getByRole('link', { name: 'Plush Otter' }).click()
    await page.getByRole('button', { name: 'One more' }).click()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.getByRole('link', { name: 'Cart, 2 items' }).click()
    await page.getByRole('link', { name: 'Go to checkout' }).click()

    await signInAs(page, 'Ada Lindqvist')
    await fillAddress(page)
    await page.getByRole('button', { name: 'Pay $45.80' }).click()
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    expect(shop.orders.charged).toHaveLength(1)
    expect(shop.orders.all[0]?.shippingAddress).toBe(
      'Ada Lindqvist\n12 Harbour Lane\n04101 Portland\nUnited States',
    )
    await page.getByRole('link', { name: 'Cart, 0 items' }).waitFor()

    await page.getByRole('link', { name: 'Follow this order' }).click()
    const history = page.getByRole('list', { name: 'History' })
    await history.getByText('Confirmed').waitFor()
    expect(await history.locator('li').allInnerTexts()).toHaveLength(4)
    await page.getByRole('button', { name: 'Cancel order' }).click()
    await history.getByText('Cancelled').waitFor()
    expect(shop.orders.all[0]?.status).toBe('cancelled')
    await page.getByRole('link', { name: 'Orders', exact: true }).first().click()
    await page.getByRole('main').getByText('Plush Otter').waitFor()
    expect(complaints).toEqual([])
  })

  it('pays once, however often Pay is clicked, and another way after a decline', async () => {
    await using opened = await storefront.open()
    const { page, shop, complaints } = opened
    await page.goto('/products/p-009')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.goto('/checkout')
    await page.getByRole('button', { name: 'I am new here' }).click()
    await page.getByLabel('Your name').fill('Nova Person')
    await page.getByLabel('E-mail address').fill('nova@example.com')
    await page.getByLabel('Password').fill('a long password')
    await page.getByRole('button', { name: 'Create account' }).click()
    await fillAddress(page)
    await page.getByLabel('Card without enough money').check()
    await page.getByRole('button', { name: 'Pay $199.00' }).click()
    await page
      .getByRole('alert')
      .getByText('There is not enough money on the account. Nothing was charged')
      .waitFor()
    await page.getByLabel('Card whose bank is out of order').check()
    await page.getByRole('button', { name: 'Pay $199.00' }).click()
    await page.getByRole('alert').getByText('The payment can’t be made right now').waitFor()
    expect(shop.orders.charged).toEqual([])

    await page.getByLabel('PayPal', { exact: true }).check()
    await page.getByLabel('PayPal account that works').check()
    const letGo = shop.hold('/api/orders')
    await page.getByRole('button', { name: 'Pay $199.00' }).dblclick()
    await page.getByRole('button', { name: 'Paying' }).click({ force: true })
    letGo()
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    expect(shop.orders.charged).toHaveLength(1)
    expect(shop.orders.all).toHaveLength(1)
    const payments = shop.requests.filter(({ path }) => path.endsWith('/payments'))
    expect(new Set(payments.map(each => each.idempotencyKey)).size).toBe(3)
    expect(payments).toHaveLength(3)
    expect(complaints).toEqual([])
  })

  it('can be done by keyboard alone', async () => {
    await using opened = await storefront.open()
    const { page, shop } = opened
    /** Tab by tab, until what has the focus is it. */
    const tabTo = async (name: string): Promise<void> => {
      for (let i = 0; i < 80; i++) {
        await page.keyboard.press('Tab')
        const focused = await page.evaluate(() => {
          const element = document.activeElement as HTMLElement & { labels?: NodeListOf<HTMLElement> }
          return [element.ariaLabel, element.labels?.[0]?.innerText, element.innerText].find(Boolean) ?? ''
        })
        if (focused.trim().startsWith(name)) return
      }
      throw new Error(`the keyboard doesn't lead to ${name}`)
    }
    const type = async (label: string, text: string): Promise<void> => {
      await tabTo(label)
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.type(text)
    }
    await page.goto('/')
    await page.getByRole('link', { name: 'Plush Otter' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('kettle')
    await page.keyboard.press('Enter')
    await page.getByText('products found').waitFor()
    await tabTo('Kitchen\nKettle')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Add to cart' }).waitFor()
    await tabTo('Add to cart')
    await page.keyboard.press('Space')
    await tabTo('Go to cart')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Your cart' }).waitFor()
    await tabTo('Go to checkout')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Who is buying?' }).waitFor()
    await type('E-mail address', 'bruno@cloudcart.example')
    await type('Password', 'shopping-demo')
    await page.keyboard.press('Enter')
    await page.getByText('Where should it go?').waitFor()
    await type('Street', '1 Key Road')
    await type('Postal code', '12345')
    await type('City', 'Tabville')
    await type('Country', 'Nowhere')
    await tabTo('Card')
    await page.keyboard.press('ArrowRight')
    expect(await page.getByLabel('PayPal', { exact: true }).isChecked()).toBe(true)
    await tabTo('Pay $69.00')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    expect(shop.orders.charged).toHaveLength(1)
  })

  it('begins each trace in the browser, and tells its root', async () => {
    await using opened = await storefront.open()
    const { page, shop } = opened
    await page.goto('/search?q=lamp')
    await page.getByText('products found').waitFor()
    const [request] = shop.requests
    const span = await until('its span', () => shop.spans.find(each => each.name === 'search'))
    expect(request?.traceparent).toBe(`00-${span.traceId}-${span.spanId}-01`)
    for (const each of shop.requests) expect(each.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  })

  it('shows hostile names as the text that they are', async () => {
    await using opened = await storefront.open()
    const { page, shop, complaints } = opened
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    shop.catalogue.find('p-059').name = hostile
    await page.goto('/products/p-059')
    await page.getByRole('heading', { name: hostile }).waitFor()
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.goto('/cart')
    await page.getByRole('link', { name: hostile }).waitFor()
    await page.goto(`/search?q=${encodeURIComponent('<img src=x onerror=alert(1)>')}`)
    await page.getByText('Nothing is called “<img src=x onerror=alert(1)>”').waitFor()
    expect(await page.locator('img').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('says so when the shop is away, and goes on by itself when it is back', async () => {
    await using opened = await storefront.open()
    const { page, shop } = opened
    await page.goto('/cart')
    await page.getByText('Nothing is in your cart yet').waitFor()
    await shop.away()
    await page.getByRole('link', { name: 'Toys', exact: true }).click()
    await page.getByRole('alert').getByText('The shop can’t be reached').waitFor()
    await shop.back()
    await page.getByRole('link', { name: 'Wooden Train Set 50' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
  })

  it('asks who you are when the shop has forgotten you, and keeps your place', async () => {
    await using opened = await storefront.open()
    const { page, shop } = opened
    await page.goto('/orders')
    await signInAs(page, 'Chen Moreau')
    await page.getByText('You have no orders yet').waitFor()
    shop.users.forgetTokens()
    await page.reload()
    await page.getByText('Sign in to see your orders.').waitFor()
    await signInAs(page, 'Chen Moreau')
    await page.getByText('You have no orders yet').waitFor()
  })
})
