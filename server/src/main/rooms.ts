/** The rooms behind the doors: store, corridor, and what brings samples in by itself. Opened in order, closed in reverse by the house. */
import type { Limits, VedetteConfig } from '../config/index.ts'
import { otlpTranslation } from '../config/index.ts'
import { formatListenAddress } from '../http/index.ts'
import { readProxyEnvironment } from '../ingest/http-client/proxy.ts'
import { createHttpClient } from '../ingest/http-client.ts'
import { createOtlpMetricsDoor, type OtlpMetricsDoor } from '../ingest/otlp/door.ts'
import { openPushGateway, type PushGateway } from '../ingest/push/gateway.ts'
import { runPushSampling } from '../ingest/push/sampling.ts'
import { createForwarder, type Forwarder } from '../ingest/remote-write/forward.ts'
import { systemClock } from '../ingest/scrape/clock.ts'
import { createJobDiscovery, type JobDiscovery } from '../ingest/scrape/discovery/jobs.ts'
import { readClusterEnvironment } from '../ingest/scrape/discovery/kubernetes/index.ts'
import { createScraping, type Scraping } from '../ingest/scrape/index.ts'
import { type Corridor, createCorridor } from '../processor/corridor.ts'
import { createDeadLetterBox } from '../processor/dead-letter-box.ts'
import { createQueryService, type QueryService } from '../query/promql/query-service.ts'
import { storeSources } from '../query/promql/store-source.ts'
import type { Log } from '../self/log.ts'
import { openStore, type Store } from '../store/open-store.ts'
import type { Configuration } from './configuration.ts'
import { tellMemoryBudgets } from './memory-budgets.ts'
import type { StopDeadline } from './stop-deadline.ts'

export interface Rooms {
  readonly store: Store
  readonly corridor: Corridor
  readonly scraping: Scraping
  readonly discovery: JobDiscovery
  readonly forwarder: Forwarder
  readonly otlpDoor: OtlpMetricsDoor
  readonly gateway: PushGateway
  readonly queries: QueryService
}

export interface RoomsOptions {
  readonly house: AsyncDisposableStack
  readonly configuration: Configuration
  readonly stopDeadline: StopDeadline
  readonly log: Log
  readonly nowMs: () => number
}

export async function openRooms(options: RoomsOptions): Promise<Rooms> {
  const { house, configuration, stopDeadline, log, nowMs } = options
  const { config } = configuration.loaded
  tellMemoryBudgets(config)
  const http = { proxyEnvironment: readProxyEnvironment(configuration.env) }
  const store = await openStore(config, log.room('store'), nowMs)
  house.defer(() => store.close(stopDeadline.leftMs()))
  const queries = createQueryService({
    settings: config.query,
    sourceOf: storeSources(store.metrics),
    log: log.room('query'),
    nowMs,
  })
  house.defer(() => queries.close())

  const forwarder = createForwarder(configuration.prometheus.remoteWrite, {
    externalLabels: configuration.prometheus.global.externalLabels,
    log: log.room('forward'),
    http,
    nowMs,
  })
  house.defer(() => forwarder.stop(stopDeadline.shareMs()))
  const deadLetters = createDeadLetterBox({
    write: store.deadLetters.write,
    log: log.room('processor'),
    nowMs,
  })
  house.defer(() => deadLetters.close(stopDeadline.shareMs()))
  const corridor = createCorridor({
    store: store.metrics,
    limitsOf: project => limitsOf(configuration.loaded.config, project),
    deadLetters,
    pendingBytesLimit: config.memory.queueBytes,
    patienceMs: config.store.commit.patienceMs,
    trouble: () => store.metrics.commit.trouble,
    nowMs,
    observe: forwarder.forward,
  })
  house.defer(() => corridor.close())

  const otlpDoor = createOtlpMetricsDoor({
    sink: corridor.accept,
    lastValues: store.metrics.lastValues,
    translation: () => otlpTranslation(configuration.loaded, configuration.prometheus),
    deltaBytes: Math.floor(config.memory.budgetBytes / 16),
    bodyLimitBytes: config.otlp.bodyLimitBytes,
  })
  const gateway = await openPushGateway({
    documents: store.documents,
    sink: corridor.accept,
    maxSeries: project => limitsOf(configuration.loaded.config, project).activeSeries,
    log: log.room('push'),
    nowMs,
  })
  samplePushedGroups(house, gateway, config.push.intervalMs)

  const scraping = createScraping({
    sink: corridor.accept,
    createClient: client => createHttpClient(client, http),
    log: log.room('scrape'),
    seed: formatListenAddress(config.http.listen),
  })
  house.defer(() => scraping.stop())
  const discovery = createJobDiscovery({
    onDiscoveries: scraping.discovered,
    log: log.room('discovery'),
    http,
    kubernetes: { environment: readClusterEnvironment(configuration.env) },
    nowMs,
  })
  house.defer(() => discovery.stop())
  return { store, corridor, scraping, discovery, forwarder, otlpDoor, gateway, queries }
}

function limitsOf(config: VedetteConfig, project: string): Limits {
  return config.projects[project]?.limits ?? config.limits
}

function samplePushedGroups(house: AsyncDisposableStack, gateway: PushGateway, intervalMs: number): void {
  const stopping = new AbortController()
  const sampling = runPushSampling({ gateway, intervalMs, clock: systemClock }, stopping.signal)
  house.defer(async () => {
    stopping.abort()
    await sampling
  })
}
