/** CloudCart with visitors, watched by a Vedette that scrapes it every second; traces and logs go to a receiver of the tests' own. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OtlpReceiver, startOtlpReceiver } from '../../../cloudcart/gameday/otlp-receiver.ts'
import { type Load, startLoad } from '../../../cloudcart/load/load.ts'
import { scrapeConfig } from '../../../cloudcart/scrape-config.ts'
import { type Shop, startShop } from '../../../cloudcart/shop.ts'
import { temporaryDirectory } from '../../../server/testing/temporary-directory.ts'
import { startVedette, type VedetteProcess } from '../vedette-process.ts'

/** What the shop says of its own metrics. */
export const METRICS_FILE = fileURLToPath(new URL('../../../cloudcart/METRICS.md', import.meta.url))
export const ADMIN_PASSWORD = 'of these tests'

export interface WatchedShop extends AsyncDisposable {
  readonly shop: Shop
  readonly gateway: string
  readonly vedette: VedetteProcess
  readonly receiver: OtlpReceiver
  readonly lines: readonly Record<string, unknown>[]
}

export interface WatchedShopOptions {
  readonly rate: number
  /** Extra scrape jobs, as they stand in prometheus.yml. */
  readonly moreJobs?: string
}

export async function startWatchedShop({ rate, moreJobs = '' }: WatchedShopOptions): Promise<WatchedShop> {
  await using stack = new AsyncDisposableStack()
  const directory = await temporaryDirectory()
  stack.defer(() => directory.remove())
  const receiver = stack.use(await startOtlpReceiver())
  const lines: Record<string, unknown>[] = []
  const shop: Shop = stack.use(
    await startShop({
      env: { JWT_SECRET: 'of these tests' },
      ports: 'free',
      settings: {
        dataDir: join(directory.path, 'shop'),
        otlpEndpoint: receiver.url,
        adminPassword: ADMIN_PASSWORD,
        shippingMs: 500,
        deliveryMs: 500,
      },
      write: line => void lines.push(JSON.parse(line)),
    }),
  )
  const config = join(directory.path, 'prometheus.yml')
  writeFileSync(config, scrapeConfig({ urlOf: shop.urlOf, interval: '1s', timeout: '1s' }) + moreJobs)
  const vedette = stack.use(
    await startVedette({
      dataPath: join(directory.path, 'vedette'),
      args: ['--prometheus', config],
      env: { VEDETTE_REFERENCE_FILES: METRICS_FILE },
    }),
  )
  const gateway = shop.urlOf('api-gateway')
  const load: Load = startLoad({
    gatewayUrl: gateway,
    rate,
    speed: 20,
    seed: 3,
    admin: { password: ADMIN_PASSWORD },
  })
  stack.defer(() => load.stop())
  const all = stack.move()
  return { shop, gateway, vedette, receiver, lines, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
