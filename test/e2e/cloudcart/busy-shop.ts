/** A watched shop in which everything has happened at least once, and the machine that it runs on. */
import { startNodeExporter } from './node-exporter.ts'
import { type ObservedShop, startObservedShop } from './observed-shop.ts'
import { everyThing } from './rounds.ts'

/** `moreJobs`: extra scrape jobs, as they stand in prometheus.yml. */
export async function startBusyShop({
  moreJobs = '',
}: {
  readonly moreJobs?: string
} = {}): Promise<ObservedShop> {
  await using stack = new AsyncDisposableStack()
  const exporter = await startNodeExporter()
  stack.defer(() => exporter?.stop())
  const watched = stack.use(
    await startObservedShop({ rate: 16, moreJobs: (exporter?.scrapeJob ?? '') + moreJobs }),
  )
  await everyThing(watched.gatewayUrl)
  const all = stack.move()
  return { ...watched, [Symbol.asyncDispose]: () => all.disposeAsync() }
}
