import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { startStandIn } from '../../../testing/stand-in.ts'
import { until } from '../../../testing/until.ts'
import { bootGateway } from '../testing/booted-gateway.ts'

async function builtPages() {
  const folder = await mkdtemp(join(tmpdir(), 'cloudcart-pages-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<title>CloudCart</title>')
  await writeFile(join(folder, 'assets', 'app-1a2b.js'), 'start()')
  await writeFile(join(folder, 'assets', 'app-1a2b.js.gz'), gzipSync('start()'))
  return {
    url: pathToFileURL(`${folder}/`),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  }
}

it('serves the built pages, and the one page for every path of theirs', async () => {
  await using pages = await builtPages()
  await using shop = await bootGateway({ storefront: pages.url })
  for (const path of ['/', '/products/p-001', '/admin/chaos?tab=faults']) {
    const answer = await shop.fetch(path)
    expect([answer.status, await answer.text()], path).toEqual([200, '<title>CloudCart</title>'])
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  }
  const script = await shop.fetch('/assets/app-1a2b.js')
  expect(script.headers.get('cache-control')).toContain('immutable')
  expect(script.headers.get('content-encoding')).toBe('gzip')
  expect(await script.text()).toBe('start()')
  for (const path of ['/assets/none.js', '/..%2f..%2fpackage.json', '/favicon.ico']) {
    const missing = await shop.fetch(path)
    expect(missing.status, path).toBeGreaterThanOrEqual(400)
    expect(missing.status, path).toBeLessThan(500)
    expect(missing.headers.get('content-type'), path).toContain('application/problem+json')
  }
})

it('says how to build the pages when they are not', async () => {
  await using shop = await bootGateway({ storefront: new URL('file:///nowhere/at/all/') })
  const answer = await shop.fetch('/')
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('The storefront is not built')
})

const SPANS = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'payment-service' } }] },
      scopeSpans: [{ spans: [{ traceId: '0af7651916cd43dd8448eb211c80319c', name: 'click' }] }],
    },
  ],
}
const posted = (body: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

it("passes the browser's spans on, under the storefront's name", async () => {
  await using collector = await startStandIn()
  await using shop = await bootGateway({}, { settings: { otlpEndpoint: collector.url } })
  expect((await shop.fetch('/otlp/v1/traces', posted(SPANS))).status).toBe(202)
  // Among what the gateway tells of itself.
  const asked = await until('the spans', () =>
    collector.asked.find(each => each.body.includes('0af7651916cd43dd8448eb211c80319c')),
  )
  expect(asked.url).toBe('/v1/traces')
  expect(asked.body).toContain('storefront')
  expect(asked.body).not.toContain('payment-service')
})

it('takes spans and drops them when nobody listens; refuses what is none, or too much', async () => {
  // All within one minute.
  await using shop = await bootGateway({}, { nowMs: () => Date.parse('2026-01-01T12:00:00Z') })
  const send = async (body: unknown) => (await shop.fetch('/otlp/v1/traces', posted(body))).status
  expect(await send(SPANS)).toBe(202)
  expect(await send({ logs: [] })).toBe(400)
  expect(await send({ ...SPANS, more: 'x'.repeat(70_000) })).toBe(413)
  const statuses = await Promise.all(Array.from({ length: 120 }, () => send(SPANS)))
  expect(statuses).toContain(429)
})
