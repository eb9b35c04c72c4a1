/**
 * The whole house, built by hand: configuration, rooms, servers; stopped in reverse. Here and in `main/` is the only place that knows every
 * room, and where the compiler checks that they fit.
 */
import { randomBytes } from 'node:crypto'
import { openConfiguration, withSelfJob } from './main/configuration.ts'
import { openRooms } from './main/rooms.ts'
import { startServers } from './main/servers.ts'
import { VERSION } from './main/status.ts'
import { createStopDeadline } from './main/stop-deadline.ts'
import { createLog } from './self/log.ts'
import { startProcessMetrics } from './self/process-metrics.ts'

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
  for (const warning of [...warnings, ...configuration.prometheusWarnings]) log.warn(warning)

  await using house = new AsyncDisposableStack()
  house.use(startProcessMetrics({ version: VERSION }))
  const stopDeadline = createStopDeadline(config.shutdown.deadlineMs, nowMs)
  const rooms = await openRooms({ house, configuration, stopDeadline, log, nowMs })
  const processToken = `vdt_${randomBytes(32).toString('base64url')}`
  const urls = await startServers({
    house,
    configuration,
    rooms,
    processToken,
    reload,
    stopDeadline,
    startedMs,
    nowMs,
    log,
  })
  await rooms.store.lock.publish({ url: urls.http, adminToken: processToken })
  applyJobs()
  log.info(`Vedette ${VERSION} is ready at ${urls.http}`, {
    milliseconds: nowMs() - startedMs,
    data: config.dataPath,
  })
  const built = house.move()

  function applyJobs(): void {
    const jobs = withSelfJob(configuration.prometheus.scrapeConfigs, {
      wanted: configuration.loaded.config.scrape.self,
      target: `localhost:${new URL(urls.http).port}`,
      token: processToken,
    })
    rooms.scraping.apply(jobs)
    void rooms.discovery.apply(jobs)
  }

  async function reload(): Promise<void> {
    configuration.reload(log)
    applyJobs()
    const { remoteWrite, global } = configuration.prometheus
    void rooms.forwarder.apply(remoteWrite, global.externalLabels)
  }

  return {
    urls: [urls.http, urls.otlpHttp, urls.otlpGrpc].filter(url => url !== undefined),
    reload,
    stop: async () => {
      log.info('stopping')
      stopDeadline.begin()
      await built.disposeAsync()
      log.info('stopped')
    },
  }
}

function logFormat(format: 'auto' | 'text' | 'json'): 'text' | 'json' {
  return format === 'auto' ? (process.stderr.isTTY ? 'text' : 'json') : format
}
