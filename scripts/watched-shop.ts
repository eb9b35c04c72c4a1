/** CloudCart with visitors, and a Vedette that watches it: on free ports, in a folder that goes with them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLoad } from '../cloudcart/load/load.ts'
import { scrapeConfig } from '../cloudcart/scrape-config.ts'
import { startShop } from '../cloudcart/shop.ts'
import { startOwnVedette } from './own-vedette.ts'

export interface WatchedShop extends AsyncDisposable {
  readonly gatewayUrl: string
  readonly vedetteUrl: string
  /** Of the shop's admin. */
  readonly password: string
}

export interface WatchedShopOptions {
  /** Where the shop sends traces and log lines. */
  readonly otlpEndpoint?: string
  /** Between two scrapes, and how long one may take. */
  readonly interval?: string
  /** Settings of Vedette, as variables. */
  readonly env?: Readonly<Record<string, string>>
}

export async function startWatchedShop({
  otlpEndpoint,
  interval = '1s',
  env = {},
}: WatchedShopOptions = {}): Promise<WatchedShop> {
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'watched-shop-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const password = 'of this game day'
  const shop = stack.use(
    await startShop({
      ports: 'free',
      settings: {
        dataDir: join(folder, 'shop'),
        ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
        adminPassword: password,
        shippingMs: 2_000,
        deliveryMs: 2_000,
      },
      write: () => {},
    }),
  )
  const config = join(folder, 'prometheus.yml')
  writeFileSync(config, scrapeConfig({ urlOf: shop.urlOf, interval, timeout: interval }))
  const vedette = stack.use(await startOwnVedette(config, env))
  const gatewayUrl = shop.urlOf('api-gateway')
  const load = startLoad({ gatewayUrl, rate: 30, admin: { password }, intensity: () => 1 })
  stack.defer(() => load.stop())
  const all = stack.move()
  return { gatewayUrl, vedetteUrl: vedette.url, password, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
