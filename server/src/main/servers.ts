/** Where Vedette listens: the HTTP server with all routes, OTLP over HTTP on a port of its own, OTLP over gRPC. */
import { fileURLToPath } from 'node:url'
import { healthReport } from '@vedette/api'
import { labelsOf } from '@vedette/model'
import { filesMatching } from '../config/prometheus/glob.ts'
import {
  createDashboardBook,
  createDashboardFiles,
  type DashboardBook,
  dashboardRoutes,
  grafanaRoutes,
  keepReading,
} from '../dashboards/index.ts'
import {
  type Access,
  type AppPlugin,
  buildApp,
  createAccess,
  createFailureMeter,
  createSessions,
  createTokenBook,
  formatListenAddress,
  healthRoutes,
  isLoopbackHost,
  type ListenAddress,
  type Listening,
  landingRoutes,
  lifecycleRoutes,
  metricsRoutes,
  type Sessions,
  SIGN_IN_ATTEMPTS,
  sendLanding,
  sessionKey,
  sessionRoutes,
  startListening,
  stopListening,
  tokenRoutes,
  tokensNeeded,
  webUiRoutes,
} from '../http/index.ts'
import { startOtlpGrpc } from '../ingest/otlp/grpc.ts'
import { otlpRoutes } from '../ingest/otlp/routes.ts'
import { pushRoutes } from '../ingest/push/routes.ts'
import { createRemoteWriteReceiver } from '../ingest/remote-write/receive.ts'
import { remoteWriteRoutes } from '../ingest/remote-write/routes.ts'
import { activeQueryRoutes, MOST_RESULTS, prometheusApiRoutes } from '../query/prometheus-api/index.ts'
import { createReferenceFiles, referenceRoutes } from '../query/reference/index.ts'
import type { Log } from '../self/log.ts'
import type { Configuration } from './configuration.ts'
import { healthChecks, watchDisk } from './health.ts'
import { createOverview } from './overview.ts'
import type { Rooms } from './rooms.ts'
import { processStatus } from './status.ts'
import type { StopDeadline } from './stop-deadline.ts'

/** What web/build.ts makes. */
const UI_FOLDER = fileURLToPath(new URL('../../../web/dist', import.meta.url))

/** Whoever asks sees a change at once; the log and the metrics, then. */
const LOOK_AT_FILES_MS = 60_000

export interface ServerUrls {
  readonly http: string
  readonly otlpHttp: string | undefined
  readonly otlpGrpc: string | undefined
}

export interface ServersOptions {
  readonly house: AsyncDisposableStack
  readonly configuration: Configuration
  readonly rooms: Rooms
  /** Lets in who can read it in the data directory. */
  readonly processToken: string
  readonly reload: () => Promise<void>
  readonly stopDeadline: StopDeadline
  readonly startedMs: number
  readonly nowMs: () => number
  readonly log: Log
}

export async function startServers(options: ServersOptions): Promise<ServerUrls> {
  const { house, configuration, rooms, processToken, stopDeadline, log, nowMs } = options
  const { config } = configuration.loaded
  const { otlpDoor } = rooms
  const urls: { -readonly [K in keyof ServerUrls]: ServerUrls[K] } = {
    http: '',
    otlpHttp: undefined,
    otlpGrpc: undefined,
  }

  const tokens = createTokenBook({ documents: rooms.store.documents, log: log.room('access'), nowMs })
  const failures = createFailureMeter(nowMs)
  const needsTokens = (listen: ListenAddress): boolean =>
    tokensNeeded(config.access.required, isLoopbackHost(listen.host))
  const accessFor = (listen: ListenAddress, sessions?: Sessions): Access =>
    createAccess({
      tokensNeeded: needsTokens(listen),
      tokens,
      processToken,
      ownHosts: [listen.host, ...hostOfUrl(config.http.externalUrl)],
      sessions,
      failures,
    })
  const otlpPlugin = (access: Access): AppPlugin => ({
    routes: otlpRoutes({
      door: otlpDoor,
      projectOf: request => access.grantOf(request).project,
      log: log.room('otlp'),
    }),
    scope: 'ingest',
  })

  const sessions = needsTokens(config.http.listen)
    ? createSessions({ key: await sessionKey(rooms.store.documents), nowMs })
    : undefined
  const access = accessFor(config.http.listen, sessions)
  const attempts = createFailureMeter(nowMs, SIGN_IN_ATTEMPTS)
  const plugins = [
    ...ownPlugins(options, access, () => urls),
    {
      routes: sessionRoutes({
        access,
        sessions,
        attempts,
        scrapeIntervalMs: () => scrapeIntervalOf(configuration),
        nowMs,
      }),
      scope: 'open' as const,
    },
    { routes: tokenRoutes({ tokens, access }), scope: 'admin' as const },
    otlpPlugin(access),
  ]
  urls.http = (await listen(plugins, access, config.http.listen, 'http')).url

  if (config.otlp.httpListen !== 'off') {
    const ofOtlp = accessFor(config.otlp.httpListen)
    urls.otlpHttp = (await listen([otlpPlugin(ofOtlp)], ofOtlp, config.otlp.httpListen, 'otlp')).url
  }
  if (config.otlp.grpcListen !== 'off') {
    const { host, port } = config.otlp.grpcListen
    const grpc = await startOtlpGrpc({
      door: otlpDoor,
      authorize: accessFor(config.otlp.grpcListen).authorize,
      host,
      port,
      log: log.room('otlp'),
    })
    house.defer(() => grpc.stop(AbortSignal.timeout(stopDeadline.shareMs())))
    urls.otlpGrpc = `http://${formatListenAddress({ host, port: grpc.port })}`
  }
  return urls

  async function listen(
    routes: readonly AppPlugin[],
    door: Access,
    address: ListenAddress,
    section: 'http' | 'otlp',
  ): Promise<Listening> {
    const app = await buildApp({
      plugins: routes,
      access: door,
      log: log.room('http'),
      limits: {
        bodyBytes: config[section].bodyLimitBytes,
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
    house.defer(() => stopListening(app, stopDeadline.shareMs()))
    return listening
  }
}

/** Undefined where nothing is scraped. */
function scrapeIntervalOf({ prometheus: { scrapeConfigs, global } }: Configuration): number | undefined {
  return scrapeConfigs.length === 0 ? undefined : global.scrapeIntervalMs
}

/** The routes of the HTTP server that are there once, whatever else listens. */
function ownPlugins(options: ServersOptions, access: Access, urls: () => ServerUrls): AppPlugin[] {
  const { house, configuration, rooms, startedMs, log, nowMs, reload } = options
  const { config } = configuration.loaded
  const { store, corridor, scraping, gateway } = rooms
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
  const overview = house.use(
    createOverview({
      store,
      corridor,
      targets: scraping.targets,
      addresses: () => ({
        httpUrl: config.http.externalUrl || urls().http,
        otlpHttpUrl: urls().otlpHttp,
        otlpGrpcUrl: urls().otlpGrpc,
        tokensNeeded: access.tokensNeeded,
      }),
    }),
  )
  const status = processStatus({
    store,
    startedMs,
    loaded: () => configuration.loaded,
    prometheus: () => configuration.prometheus,
    lastReload: () => configuration.lastReload,
    nowMs,
  })
  const projectOf = (request: Parameters<Access['grantOf']>[0]): string => access.grantOf(request).project
  const bodyLimit = { bytes: config.http.bodyLimitBytes, setting: 'http.body_limit' }
  const receiver = createRemoteWriteReceiver({ sink: corridor.accept, decodedBytesLimit: bodyLimit.bytes })
  // By the time anything listens, the store is open and the doors stand: there is nothing to wait for.
  const readiness = () => ({ ready: true, waitingFor: [] })
  const landing = { overview, health: () => healthReport(checks()).state, nowMs }
  const { ui } = config.http
  const dashboards = { book: dashboardBook(options), grantOf: access.grantOf }
  const scrapeIntervalMs = () => scrapeIntervalOf(configuration)
  return [
    { routes: healthRoutes({ readiness, checks }), scope: 'read' },
    { routes: metricsRoutes, scope: 'read' },
    { routes: landingRoutes({ ...landing, atRoot: !ui }), scope: 'read' },
    ...(ui ? [webUi(access, reply => sendLanding(reply, landing, true))] : []),
    { routes: lifecycleRoutes({ reload }), scope: 'admin' },
    { routes: remoteWriteRoutes({ receiver, projectOf }), scope: 'ingest', errors: 'prometheus' },
    { routes: pushRoutes({ gateway, grantOf: access.grantOf, bodyLimit }), scope: 'ingest' },
    {
      routes: prometheusApiRoutes({
        store: store.metrics,
        projectOf,
        externalLabels: () => labelsOf(configuration.prometheus.global.externalLabels),
        scraping,
        status,
        mostResults: MOST_RESULTS,
        queries: rooms.queries,
        maxPoints: config.query.maxPoints,
        nowMs,
        log: log.room('query'),
      }),
      scope: 'read',
      errors: 'prometheus',
    },
    {
      routes: referenceRoutes({
        files: createReferenceFiles({
          patterns: () => configuration.loaded.config.reference.files,
          filesMatching,
          workingDirectory: process.cwd(),
        }),
        ignoreLabels: () => configuration.loaded.config.reference.ignoreLabels,
        store: store.metrics,
        scraping,
        mostSeries: config.query.maxSeries,
        projectOf,
        nowMs,
      }),
      scope: 'read',
    },
    { routes: dashboardRoutes({ ...dashboards, scrapeIntervalMs }), scope: 'read' },
    { routes: grafanaRoutes(dashboards), scope: 'read' },
    { routes: activeQueryRoutes({ queries: rooms.queries, nowMs }), scope: 'admin' },
  ]
}

function dashboardBook({ house, configuration, rooms, log }: ServersOptions): DashboardBook {
  const files = createDashboardFiles({
    patterns: () => configuration.loaded.config.dashboards.files,
    filesMatching,
    workingDirectory: process.cwd(),
    log: log.room('dashboards'),
  })
  house.use(keepReading(files, LOOK_AT_FILES_MS))
  return createDashboardBook({ documents: rooms.store.documents, files, log: log.room('dashboards') })
}

function webUi(access: Access, fallback: Parameters<typeof webUiRoutes>[0]['fallback']): AppPlugin {
  return { routes: webUiRoutes({ folder: UI_FOLDER, access, fallback }), scope: 'open' }
}

function hostOfUrl(url: string): string[] {
  return url === '' ? [] : [new URL(url).hostname]
}
