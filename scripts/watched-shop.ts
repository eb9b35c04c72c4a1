/** CloudCart with visitors, and a Vedette that watches it: on free ports, in a folder that goes with them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type LoadOptions, startLoad } from '../cloudcart/load/load.ts'
import { scrapeConfig } from '../cloudcart/scrape-config.ts'
import { type Shop, startShop } from '../cloudcart/shop.ts'
import { startOwnVedette } from './own-vedette.ts'

export interface WatchedShop<V = Watcher> extends AsyncDisposable {
  readonly shop: Shop
  readonly gatewayUrl: string
  readonly vedette: V
  readonly vedetteUrl: string
  /** Of the shop's admin. */
  readonly password: string
}

export interface Watcher extends AsyncDisposable {
  readonly url: string
}

export interface ShopOptions {
  /** Where the shop sends traces and log lines. */
  readonly otlpEndpoint?: string
  /** Between two scrapes, and how long one may take. */
  readonly interval?: string
  /** Extra scrape jobs, as they stand in prometheus.yml. */
  readonly moreJobs?: string
  /** How long a confirmed order takes to be shipped, and a shipped one to arrive. */
  readonly shippingMs?: number
  /** Default: 30 requests a second at every hour. */
  readonly load?: Omit<LoadOptions, 'gatewayUrl' | 'admin'>
  /** Told of each line of the shop's log. */
  readonly write?: (line: string) => void
}

export interface WatchedShopOptions extends ShopOptions {
  /** Settings of Vedette, as variables. */
  readonly env?: Readonly<Record<string, string>>
}

export const ADMIN_PASSWORD = 'of this shop alone'

export function startWatchedShop({ env = {}, ...options }: WatchedShopOptions = {}): Promise<WatchedShop> {
  return startShopFor(config => startOwnVedette(config, env), options)
}

/** With the Vedette that `watch` starts on this prometheus.yml; `folder` goes with the shop. */
export async function startShopFor<V extends Watcher>(
  watch: (prometheusConfig: string, folder: string) => Promise<V>,
  options: ShopOptions = {},
): Promise<WatchedShop<V>> {
  const { otlpEndpoint, interval = '1s', moreJobs = '', shippingMs = 2_000, write = () => {} } = options
  const { load: visits = { rate: 30, intensity: () => 1 } } = options
  await using stack = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'watched-shop-'))
  stack.defer(() => rmSync(folder, { recursive: true, force: true }))
  const shop = stack.use(
    await startShop({
      // Nothing of the caller's: the databases and brokers that it names may be real ones.
      env: { JWT_SECRET: ADMIN_PASSWORD },
      ports: 'free',
      settings: {
        dataDir: join(folder, 'shop'),
        ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
        adminPassword: ADMIN_PASSWORD,
        shippingMs,
        deliveryMs: shippingMs,
      },
      write,
    }),
  )
  const config = join(folder, 'prometheus.yml')
  writeFileSync(config, scrapeConfig({ urlOf: shop.urlOf, interval, timeout: interval }) + moreJobs)
  const vedette = stack.use(await watch(config, folder))
  const gatewayUrl = shop.urlOf('api-gateway')
  const load = startLoad({ ...visits, gatewayUrl, admin: { password: ADMIN_PASSWORD } })
  stack.defer(() => load.stop())
  const all = stack.move()
  return {
    shop,
    gatewayUrl,
    vedette,
    vedetteUrl: vedette.url,
    password: ADMIN_PASSWORD,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
