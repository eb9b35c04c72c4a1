/** The Prometheus API as main.ts wires it, over whatever store a test has. */
import type { FastifyInstance } from 'fastify'
import { type PrometheusApiOptions, prometheusApiRoutes } from '../src/query/prometheus-api/index.ts'
import {
  createQueryService,
  type QueryService,
  type QuerySettings,
} from '../src/query/promql/query-service.ts'
import { storeSources } from '../src/query/promql/store-source.ts'
import { createLog, SILENT_LOG } from '../src/self/log.ts'
import type { MetricStore } from '../src/store/contract.ts'
import { buildTestApp, openAccess } from './app.ts'
import { createMemoryMetrics } from './memory-metrics.ts'

export const NO_SCRAPING: PrometheusApiOptions['scraping'] = {
  targets: () => ({ activeTargets: [], droppedTargets: [], droppedTargetCounts: {} }),
  pools: () => [],
  targetMetadata: () => [],
  relabelSteps: () => undefined,
}

export const PLAIN_STATUS: PrometheusApiOptions['status'] = {
  build: {
    version: '3.5.0',
    revision: '',
    branch: '',
    buildUser: '',
    buildDate: '',
    goVersion: '',
    application: 'Vedette',
    applicationVersion: '0.1.0',
    nodeVersion: process.version,
  },
  runtime: () => ({
    startTime: '2026-11-21T00:00:00Z',
    CWD: '/',
    hostname: 'box',
    serverTime: '2026-11-21T00:00:01Z',
    reloadConfigSuccess: true,
    lastConfigTime: '2026-11-21T00:00:00Z',
    corruptionCount: 0,
    goroutineCount: 0,
    GOMAXPROCS: 2,
    GOMEMLIMIT: 0,
    GOGC: '',
    GODEBUG: '',
    storageRetention: '30d',
  }),
  configYaml: () => 'global: {}\n',
  flags: () => ({ 'http.listen': '127.0.0.1:9090' }),
  settings: () => [{ name: 'http.listen', value: '127.0.0.1:9090', source: '--listen', description: '' }],
  replay: () => ({ min: 0, max: 0, current: 0 }),
}

export const QUERY_SETTINGS: QuerySettings = {
  timeoutMs: 60_000,
  maxConcurrency: 20,
  maxPoints: 11_000,
  maxSeries: 1_000_000,
  maxSamples: 50_000_000,
  maxSamplesRead: 2_000_000_000,
  memoryBytes: 2 ** 28,
  allMemoryBytes: 2 ** 29,
  lookbackMs: 300_000,
  logFile: '',
  slowMs: 0,
  experimental: {
    functions: false,
    durationExpressions: false,
    extendedRangeSelectors: false,
    fillModifiers: false,
  },
  delayedNames: false,
}

export function queriesOver(
  store: Pick<MetricStore, 'openSelection'>,
  settings: Partial<QuerySettings> = {},
): QueryService {
  return createQueryService({
    settings: { ...QUERY_SETTINGS, ...settings },
    sourceOf: storeSources(store),
    log: createLog({ level: 'error', format: 'json' }),
    nowMs: Date.now,
  })
}

export async function prometheusApiApp(
  options: Partial<PrometheusApiOptions> = {},
): Promise<FastifyInstance> {
  const access = openAccess()
  const store = createMemoryMetrics([])
  const routes = prometheusApiRoutes({
    store,
    queries: queriesOver(store),
    maxPoints: QUERY_SETTINGS.maxPoints,
    nowMs: Date.now,
    log: SILENT_LOG,
    projectOf: request => access.grantOf(request).project,
    externalLabels: () => [],
    scraping: NO_SCRAPING,
    status: PLAIN_STATUS,
    mostResults: 1_000_000,
    ...options,
  })
  return buildTestApp({
    access,
    plugins: [{ scope: 'read', errors: 'prometheus', needsReady: true, routes }],
  })
}
