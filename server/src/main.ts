/**
 * The whole house, built by hand: configuration, store, corridor, doors, scraping, HTTP; stopped in reverse. The only place that knows every
 * room, and where the compiler checks that they fit.
 */
import { randomBytes } from 'node:crypto'
import { healthReport } from '@vedette/api'
import type { FastifyRequest } from 'fastify'
import { otlpTranslation } from './config/index.ts'
import {
  type Access,
  type AppPlugin,
  buildApp,
  createAccess,
  createFailureMeter,
  createTokenBook,
  formatListenAddress,
  healthRoutes,
  isLoopbackHost,
  type ListenAddress,
  type Listening,
  landingRoutes,
  lifecycleRoutes,
  metricsRoutes,
  startListening,
  stopListening,
  tokenRoutes,
  tokensNeeded,
} from './http/index.ts'
import { createHttpClient } from './ingest/http-client.ts'
import { createOtlpMetricsDoor } from './ingest/otlp/door.ts'
import { startOtlpGrpc } from './ingest/otlp/grpc.ts'
import { otlpRoutes } from './ingest/otlp/routes.ts'
import { createRemoteWriteReceiver } from './ingest/remote-write/receive.ts'
import { remoteWriteRoutes } from './ingest/remote-write/routes.ts'
import { createJobDiscovery } from './ingest/scrape/discovery/jobs.ts'
import { createScraping } from './ingest/scrape/index.ts'
import { openConfiguration, withSelfJob } from './main/configuration.ts'
import { healthChecks, watchDisk } from './main/health.ts'
import { createOverview } from './main/overview.ts'
import { processStatus, VERSION } from './main/status.ts'
import { createCorridor } from './processor/corridor.ts'
import { createDeadLetterBox } from './processor/dead-letter-box.ts'
import { MOST_RESULTS, prometheusApiRoutes } from './query/prometheus-api/index.ts'
import { createLog } from './self/log.ts'
import { startProcessMetrics } from './self/process-metrics.ts'
import { openStore } from './store/open-store.ts'

export interface StartOptions {
  readonly configPath?: string
  readonly flags: Record<string, string>
  readonly env: NodeJS.ProcessEnv
}

export interface RunningVedette {
  /** Where it answers: the HTTP server first. */
  readonly urls: string[]
  /** Rejects, with everything as it was, where the new configuration is bad. */
  reload(): Promise<void>
  /** Drains within the configured deadline. */
  stop(): Promise<void>
}

export async function startVedette(options: StartOptions): Promise<RunningVedette> {
  const nowMs = Date.now
  const startedMs = nowMs()
  const configuration = openConfiguration({ ...options, nowMs })
  const { config, warnings } = configuration.loaded
  const log = createLog({ level: config.log.level, format: logFormat(config.log.format) })
  for (const warning of warnings) log.warn(warning)

  await using house = new AsyncDisposableStack()
  house.use(startProcessMetrics({ version: VERSION }))
  const store = await openStore(config, log.room('store'), nowMs)
  const deadlineMs = config.shutdown.deadlineMs
  house.defer(() => store.close(deadlineMs))
  const deadLetters = createDeadLetterBox({
    write: store.deadLetters.write,
    log: log.room('processor'),
    nowMs,
  })
  house.defer(() => deadLetters.close())
  const corridor = createCorridor({
    store: store.metrics,
    limitsOf: project => {
      const now = configuration.loaded.config
      return now.projects[project]?.limits ?? now.limits
    },
    deadLetters,
    pendingBytesLimit: config.memory.queueBytes,
    patienceMs: config.store.commit.patienceMs,
    nowMs,
  })
  house.defer(() => corridor.close())

  const tokens = createTokenBook({ documents: store.documents, log: log.room('access'), nowMs })
  const processToken = `vdt_${randomBytes(32).toString('base64url')}`
  const failures = createFailureMeter(nowMs)
  const accessOf = (listen: ListenAddress): Access =>
    createAccess({
      tokensNeeded: tokensNeeded(config.access.required, isLoopbackHost(listen.host)),
      tokens,
      processToken,
      ownHosts: [listen.host, ...hostOfUrl(config.http.externalUrl)],
      failures,
    })
  const access = accessOf(config.http.listen)
  const projectOf = (request: FastifyRequest): string => access.grantOf(request).project

  const scraping = createScraping({
    sink: corridor.accept,
    createClient: http => createHttpClient(http),
    log: log.room('scrape'),
    seed: formatListenAddress(config.http.listen),
  })
  const discovery = createJobDiscovery({
    onDiscoveries: scraping.discovered,
    log: log.room('discovery'),
    nowMs,
  })
  const otlpDoor = createOtlpMetricsDoor({
    sink: corridor.accept,
    lastValues: store.metrics.lastValues,
    translation: () => otlpTranslation(configuration.loaded, configuration.prometheus),
    bodyLimitBytes: config.otlp.bodyLimitBytes,
  })
  const disk = house.use(watchDisk(config.dataPath))
  const checks = () =>
    healthChecks({
      config,
      store,
      corridor,
      targets: scraping.targets,
      lastReload: () => configuration.lastReload,
      disk,
      nowMs,
    })
  const urls: { http: string; otlpHttp: string | undefined; otlpGrpc: string | undefined } = {
    http: '',
    otlpHttp: undefined,
    otlpGrpc: undefined,
  }
  const overview = house.use(
    createOverview({
      store,
      corridor,
      targets: scraping.targets,
      addresses: () => ({
        httpUrl: config.http.externalUrl || urls.http,
        otlpHttpUrl: urls.otlpHttp,
        otlpGrpcUrl: urls.otlpGrpc,
        tokensNeeded: access.tokensNeeded,
      }),
    }),
  )
  const readiness = () => ({ ready: true, waitingFor: [] })

  const otlpPlugin = (door: Access): AppPlugin => ({
    routes: otlpRoutes({
      door: otlpDoor,
      projectOf: request => door.grantOf(request).project,
      log: log.room('otlp'),
    }),
    scope: 'ingest',
  })
  const receiver = createRemoteWriteReceiver({
    sink: corridor.accept,
    decodedBytesLimit: config.http.bodyLimitBytes,
  })
  const plugins: AppPlugin[] = [
    { routes: healthRoutes({ readiness, checks }), scope: 'read' },
    { routes: metricsRoutes, scope: 'read' },
    { routes: landingRoutes({ overview, health: () => healthReport(checks()).state, nowMs }), scope: 'read' },
    { routes: lifecycleRoutes({ reload }), scope: 'admin' },
    { routes: tokenRoutes({ tokens, access }), scope: 'admin' },
    { routes: remoteWriteRoutes({ receiver, projectOf }), scope: 'ingest', errors: 'prometheus' },
    otlpPlugin(access),
    {
      routes: prometheusApiRoutes({
        store: store.metrics,
        projectOf,
        scraping,
        status: processStatus({
          store,
          startedMs,
          loaded: () => configuration.loaded,
          prometheus: () => configuration.prometheus,
          lastReload: () => configuration.lastReload,
          nowMs,
        }),
        mostResults: MOST_RESULTS,
      }),
      scope: 'read',
      errors: 'prometheus',
    },
  ]
  const http = await listen(plugins, access, config.http.listen, config.http.bodyLimitBytes, 'http')
  urls.http = http.url
  await store.lock.publish({ url: http.url, adminToken: processToken })

  if (config.otlp.httpListen !== 'off') {
    const door = accessOf(config.otlp.httpListen)
    const otlp = await listen(
      [otlpPlugin(door)],
      door,
      config.otlp.httpListen,
      config.otlp.bodyLimitBytes,
      'otlp',
    )
    urls.otlpHttp = otlp.url
  }
  if (config.otlp.grpcListen !== 'off') {
    const { host, port } = config.otlp.grpcListen
    const grpc = await startOtlpGrpc({
      door: otlpDoor,
      authorize: accessOf(config.otlp.grpcListen).authorize,
      host,
      port,
      log: log.room('otlp'),
    })
    house.defer(() => grpc.stop(AbortSignal.timeout(deadlineMs)))
    urls.otlpGrpc = `http://${formatListenAddress({ host, port: grpc.port })}`
  }

  house.defer(() => scraping.stop())
  house.defer(() => discovery.stop())
  applyJobs()
  log.info(`Vedette ${VERSION} is ready at ${urls.http}`, {
    milliseconds: nowMs() - startedMs,
    data: config.dataPath,
  })
  const built = house.move()

  async function listen(
    ofApp: readonly AppPlugin[],
    door: Access,
    address: ListenAddress,
    bodyBytes: number,
    section: 'http' | 'otlp',
  ): Promise<Listening> {
    const app = await buildApp({
      plugins: ofApp,
      access: door,
      log: log.room('http'),
      readiness,
      limits: {
        bodyBytes,
        bodyLimitSetting: `${section}.body_limit`,
        headerTimeoutMs: config.http.headerTimeoutMs,
        bodyTimeoutMs: config.http.bodyTimeoutMs,
      },
    })
    const listening = await startListening(
      app,
      address,
      section === 'http' ? 'http.listen' : 'otlp.http_listen',
    )
    house.defer(() => stopListening(app, deadlineMs))
    return listening
  }

  function applyJobs(): void {
    const { port } = new URL(urls.http)
    const self = {
      wanted: configuration.loaded.config.scrape.self,
      target: `localhost:${port}`,
      token: processToken,
    }
    const jobs = withSelfJob(configuration.prometheus.scrapeConfigs, self)
    scraping.apply(jobs)
    void discovery.apply(jobs)
  }

  async function reload(): Promise<void> {
    configuration.reload(log, () => {})
    applyJobs()
  }

  return {
    urls: [urls.http, urls.otlpHttp, urls.otlpGrpc].filter(url => url !== undefined),
    reload,
    stop: async () => {
      log.info('stopping')
      await built.disposeAsync()
      log.info('stopped')
    },
  }
}

function logFormat(format: 'auto' | 'text' | 'json'): 'text' | 'json' {
  return format === 'auto' ? (process.stderr.isTTY ? 'text' : 'json') : format
}

function hostOfUrl(url: string): string[] {
  return url === '' ? [] : [new URL(url).hostname]
}
