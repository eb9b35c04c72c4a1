/** Looks at the metrics of every service, and says of each the same few things: up, requests, errors, latency. */
import { SERVICE_NAMES } from '../../../contracts/services.ts'
import type { Kit, ServiceDefinition } from '../../../kit/kit.ts'
import { createMetrics } from './metrics.ts'
import { type Reading, readMetrics, WANTED } from './reading.ts'
import { addRoutes } from './routes.ts'
import { type WatchedService, watchService } from './watched-service.ts'

const LOOK_EVERY_MS = 10_000
const PATIENCE_MS = 5_000
const PATH = `/metrics?${WANTED.map(name => `${encodeURIComponent('name[]')}=${name}`).join('&')}`

export function createMetricsAggregator({ lookEveryMs = LOOK_EVERY_MS } = {}): ServiceDefinition {
  return {
    name: 'metrics-aggregator',
    build(kit) {
      const metrics = createMetrics(kit.registry)
      const watched = SERVICE_NAMES.map(service => watchService(service, kit.nowMs()))
      addRoutes(kit.app, () => watched.map(each => each.summary(kit.nowMs())))
      kit.every(lookEveryMs, async () => {
        await Promise.all(
          watched.map(async each => {
            const reading = await look(kit, each)
            if (kit.signal.aborted) return
            if (reading === undefined) each.missed(kit.nowMs())
            else metrics.grew(each.service, each.saw(reading, kit.nowMs()))
            metrics.show(each.summary(kit.nowMs()))
          }),
        )
      })
    },
  }
}

export const metricsAggregator = createMetricsAggregator()

/** Undefined where it does not answer, or not with metrics. */
async function look(
  { call, log, signal, nowMs }: Kit,
  watched: WatchedService,
): Promise<Reading | undefined> {
  const { service } = watched
  try {
    const answer = await call(service, {
      method: 'GET',
      path: PATH,
      quiet: true,
      timeoutMs: PATIENCE_MS,
      signal,
    })
    if (answer.status !== 200) throw new Error(`${service} answered its metrics with ${answer.status}`)
    return readMetrics(answer.bytes.toString('utf8'))
  } catch (error) {
    if (!signal.aborted && watched.summary(nowMs()).up)
      log.error(`${service} shows no metrics any more`, error)
    return undefined
  }
}
