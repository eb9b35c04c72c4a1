/** The shop as these tests want it: time runs fast, its lines are read, and traces and logs go to a receiver of the tests' own. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OtlpReceiver, startOtlpReceiver } from '../../../cloudcart/gameday/otlp-receiver.ts'
import { startShopFor, type WatchedShop } from '../../../scripts/watched-shop.ts'
import { startVedette, type VedetteProcess } from '../vedette-process.ts'

/** What the shop says of its own metrics. */
export const METRICS_FILE = fileURLToPath(new URL('../../../cloudcart/METRICS.md', import.meta.url))

export interface ObservedShop extends WatchedShop<VedetteProcess> {
  readonly receiver: OtlpReceiver
  /** What its services wrote; whoever has read them may take them out. */
  readonly lines: Record<string, unknown>[]
}

export interface ObservedShopOptions {
  /** Requests a second, at every hour: the shop's nights and sales come when they come. Few, so that a busy machine carries them too. */
  readonly rate: number
  /** Extra scrape jobs, as they stand in prometheus.yml. */
  readonly moreJobs?: string
}

export async function startObservedShop({ rate, moreJobs = '' }: ObservedShopOptions): Promise<ObservedShop> {
  await using stack = new AsyncDisposableStack()
  const receiver = stack.use(await startOtlpReceiver())
  const lines: Record<string, unknown>[] = []
  const watched = stack.use(
    await startShopFor(
      (config, folder) =>
        startVedette({
          dataPath: join(folder, 'vedette'),
          args: ['--prometheus', config],
          env: { VEDETTE_REFERENCE_FILES: METRICS_FILE },
        }),
      {
        otlpEndpoint: receiver.url,
        moreJobs,
        shippingMs: 500,
        load: { rate, speed: 20, seed: 3, intensity: () => 1 },
        write: line => void lines.push(JSON.parse(line)),
      },
    ),
  )
  const all = stack.move()
  return { ...watched, receiver, lines, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
