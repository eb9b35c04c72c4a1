/**
 * The one boot of all services: telemetry, log, metrics, events, cache, database and HTTP, in this order, and stopped in reverse. What a
 * service is beyond that stands in its definition.
 */
import { Gauge } from 'prom-client'
import type { Cache } from './cache/cache.ts'
import { createCall } from './call.ts'
import type { Database, QueryType } from './database/database.ts'
import type { EventLog } from './events/events.ts'
import { watchFaults } from './faults.ts'
import type { Kit, RunningService, ServiceDefinition } from './kit.ts'
import { createListeners } from './listeners.ts'
import { createLog } from './logs.ts'
import { countLines, countRequests, createRegistry } from './metrics.ts'
import type { Settings } from './settings.ts'
import { openCacheOf, openDatabaseOf, openEvents } from './stores.ts'
import { every } from './timer.ts'
import { createTokens } from './tokens.ts'
import { type PublishObserver, tracedEvents } from './traced-events.ts'
import { createTelemetry } from './traces.ts'
import { createWeb, type RequestDone } from './web.ts'

export interface BootOptions {
  readonly settings: Settings
  /** What services of one process share; each opens its own where it is missing. */
  readonly shared?: { readonly events: EventLog; readonly cache: Cache }
  readonly write?: (line: string) => void
  readonly nowMs?: () => number
  /** Other services and the database may take so many times as long as usual: for machines that do other things beside. */
  readonly patience?: number
}

const FAULTS_EVERY_MS = 1_000

export async function boot(definition: ServiceDefinition, options: BootOptions): Promise<RunningService> {
  const { name } = definition
  const { settings, shared, nowMs = Date.now, patience = 1 } = options
  let { version } = settings
  const stopping = new AbortController()
  await using stack = new AsyncDisposableStack()
  let owner = stack

  const telemetry = createTelemetry({ ...settings, service: name, endpoint: settings.otlpEndpoint })
  stack.defer(() => telemetry.close())
  const { tracer, logger: otlp } = telemetry
  const write = options.write ?? (line => void process.stdout.write(line))
  const registry = createRegistry()
  const counted = countLines(registry)
  const log = createLog({
    service: name,
    version: () => version,
    level: settings.logLevel,
    otlp,
    write,
    counted,
  })

  const on = {
    request: createListeners<[RequestDone]>(countRequests(registry, name)),
    query: createListeners<[QueryType, number]>(),
    connection: createListeners<[number]>(),
    connectionError: createListeners<[]>(),
    publish: createListeners<Parameters<PublishObserver>>(),
  }

  const { call, close } = createCall({ ...settings, tracer, patience })
  stack.defer(close)
  const faults = watchFaults(call, nowMs)
  const own = shared ?? {
    events: stack.adopt(await openEvents(name, settings, log), opened => opened.close()),
    cache: stack.adopt(await openCacheOf(name, settings, log, nowMs), opened => opened.close()),
  }

  let database: Database | undefined
  const { migrations, databaseDelayMs } = definition
  if (migrations !== undefined) {
    const waited = new Gauge({
      name: 'database_connection_time_seconds',
      help: 'Seconds that the last statement waited for a connection to the database.',
      registers: [registry],
    })
    on.connection.add(seconds => waited.set(seconds))
    const observer = {
      query: on.query.tell,
      connection: on.connection.tell,
      connectionError: () => on.connectionError.tell(),
    }
    const delayMs = () => databaseDelayMs?.(faults) ?? 0
    database = await openDatabaseOf(settings, { name, migrations, tracer, observer, delayMs, patience })
    stack.defer(() => database?.close())
  }

  let ready = false
  const app = createWeb({ service: name, tracer, log, registry, done: on.request.tell, ready: () => ready })
  const kit: Kit = {
    name,
    app,
    settings,
    registry,
    tracer,
    log,
    call,
    events: tracedEvents(own.events, tracer, on.publish.tell),
    cache: own.cache,
    get database() {
      if (database === undefined) throw new Error(`${name} has no migrations and so no database`)
      return database
    },
    tokens: createTokens(settings.jwtSecret, nowMs),
    faults,
    signal: stopping.signal,
    nowMs,
    deploy: next => {
      version = next
    },
    on: {
      request: on.request.add,
      query: on.query.add,
      connection: on.connection.add,
      connectionError: on.connectionError.add,
      publish: on.publish.add,
    },
    every: (ms, work) => every(ms, work, stopping.signal, log),
    onStop: work => owner.defer(work),
  }
  await definition.build(kit)
  stack.defer(() => app.close())
  const url = await app.listen({ host: settings.host, port: settings.port })
  ready = true
  kit.every(FAULTS_EVERY_MS, () => faults.refresh())
  log.info(`${name} listens at ${url}`)

  owner = stack.move()
  const running = owner
  let stopped: Promise<void> | undefined
  return {
    name,
    url,
    kit,
    stop() {
      ready = false
      stopping.abort(new Error(`${name} stops`))
      stopped ??= running.disposeAsync()
      return stopped
    },
  }
}
