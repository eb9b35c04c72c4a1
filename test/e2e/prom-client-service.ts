/** A service as people have it, with prom-client and an HTTP server, that a test scrapes, changes and takes away. */
import { createServer } from 'node:http'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { type Listening, listen } from '../../server/testing/loopback.ts'

export interface PromClientService extends AsyncDisposable {
  /** `127.0.0.1:12345` */
  readonly host: string
  readonly scrapes: number
  readonly queueLength: Gauge
  /** Takes a metric out, as when what it was about is gone. */
  remove(name: string): void
  /** Nothing listens there any more. */
  close(): Promise<void>
}

/** Each scrape finds another order placed, with an exemplar in OpenMetrics, and its duration. */
export async function startPromClientService(): Promise<PromClientService> {
  const registry = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>()
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)
  const registers = [registry as unknown as Registry]
  const orders = new Counter({
    name: 'orders_total',
    help: 'Orders "placed".',
    labelNames: ['customer'],
    registers,
    enableExemplars: true,
  })
  const queueLength = new Gauge({ name: 'queue_length', help: 'Jobs that wait.', registers })
  const took = new Histogram({ name: 'took_seconds', help: 'How long.', buckets: [0.1, 1, 10], registers })
  let scrapes = 0
  const server: Listening = await listen(
    createServer(async (_, response) => {
      scrapes++
      orders.inc({
        labels: { customer: 'Ä "quoted" \\ and\nbroken' },
        value: 1,
        exemplarLabels: { trace_id: `trace-${scrapes}` },
      } as never)
      took.observe(scrapes / 7)
      response.setHeader('content-type', registry.contentType)
      response.end(await registry.metrics())
    }),
  )
  let closed: Promise<void> | undefined
  const close = (): Promise<void> => {
    closed ??= server.close()
    return closed
  }
  return {
    host: server.host,
    get scrapes() {
      return scrapes
    },
    queueLength,
    remove: name => registry.removeSingleMetric(name),
    close,
    [Symbol.asyncDispose]: close,
  }
}
