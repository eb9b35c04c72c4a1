/** One trace, from a click in a real browser over gateway, order, payment and events to the notification; on real services. */
import { describe, expect, it } from 'vitest'
import { type OtlpReceiver, startOtlpReceiver } from '../../../cloudcart/gameday/otlp-receiver.ts'
import { startShop } from '../../../cloudcart/shop.ts'
import { buildStorefront } from '../../../cloudcart/storefront/build.ts'
import { openBrowser, visit } from '../../../cloudcart/storefront/testing/browser.ts'
import { fillAddress } from '../../../cloudcart/storefront/testing/storefront.ts'
import { outsideProgram } from '../../../cloudcart/testing/outside-program.ts'
import { until } from '../until.ts'
import { edgesOf } from './signals-contract.ts'

const chromium = outsideProgram('chromium')

const EDGES = [
  'storefront > api-gateway',
  'api-gateway > order-service',
  'order-service > payment-service',
  'order-service > inventory-service',
  'order-service > notification-worker',
  'payment-service > notification-worker',
]

describe.skipIf(chromium === undefined)('a click on Pay', () => {
  it('is one trace up to the notification', async () => {
    await buildStorefront()
    await using receiver = await startOtlpReceiver()
    await using shop = await startShop({
      env: {},
      ports: 'free',
      settings: { otlpEndpoint: receiver.url },
      write: () => {},
    })
    await using browser = await openBrowser(chromium!)
    await using opened = await visit(browser, shop.urlOf('api-gateway'))
    const { page, complaints } = opened
    await page.goto('/products/p-009')
    await page.getByRole('button', { name: 'Add to cart' }).click()
    await page.goto('/checkout')
    await page.getByRole('button', { name: 'I am new here' }).click()
    await page.getByLabel('Your name').fill('Nova Person')
    await page.getByLabel('E-mail address').fill('nova@example.com')
    await page.getByLabel('Password').fill('a long password')
    await page.getByRole('button', { name: 'Create account' }).click()
    await fillAddress(page)
    await page.getByRole('button', { name: /^Pay \$/ }).click()
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    const edges = await until('the whole trace', () => wholeTrace(receiver), {
      everyMs: 200,
    })
    expect(edges).toEqual(expect.arrayContaining(EDGES))
    expect(complaints).toEqual([])
  })
})

/** The edges of the trace in which the payment was made, once all are there. */
function wholeTrace({ spans }: OtlpReceiver): string[] {
  const paid = spans.find(({ service, name }) => service === 'payment-service' && name.startsWith('POST '))
  const edges = edgesOf(spans.filter(({ traceId }) => traceId === paid?.traceId))
  const missing = EDGES.filter(edge => !edges.includes(edge))
  if (missing.length > 0) throw new Error(`missing ${missing.join(', ')} among ${edges.join(', ')}`)
  return edges
}
