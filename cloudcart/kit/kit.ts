/** What every service gets from its boot. */
import type { Tracer } from '@opentelemetry/api'
import type { Registry } from 'prom-client'
import type { ServiceName } from '../contracts/services.ts'
import type { Cache } from './cache/cache.ts'
import type { Call } from './call.ts'
import type { Database, QueryType } from './database/database.ts'
import type { EventLog } from './events/events.ts'
import type { Faults } from './faults.ts'
import type { Log } from './logs.ts'
import type { Settings } from './settings.ts'
import type { Tokens } from './tokens.ts'
import type { PublishObserver } from './traced-events.ts'
import type { App, RequestDone } from './web.ts'

export interface Kit {
  readonly name: ServiceName
  readonly app: App
  readonly settings: Settings
  readonly registry: Registry
  readonly tracer: Tracer
  readonly log: Log
  readonly call: Call
  readonly events: EventLog
  readonly cache: Cache
  /** Throws where the definition has no migrations. */
  readonly database: Database
  readonly tokens: Tokens
  readonly faults: Faults
  /** Aborted when the service stops. */
  readonly signal: AbortSignal
  readonly nowMs: () => number
  /** The version that log lines show from now on: a deployment, or its rollback. The resource of traces keeps the one of the start. */
  deploy(version: string): void
  /** What the service's own metrics are made from. */
  readonly on: {
    request(listener: (done: RequestDone) => void): void
    query(listener: (type: QueryType, seconds: number) => void): void
    connection(listener: (seconds: number) => void): void
    connectionError(listener: () => void): void
    publish(listener: PublishObserver): void
  }
  /** Works every so often until the service stops, never twice at once; what fails is logged and tried again the next time. */
  every(ms: number, work: (signal: AbortSignal) => Promise<void> | void): void
  /** Last in, first out. */
  onStop(work: () => Promise<void> | void): void
}

export interface ServiceDefinition {
  readonly name: ServiceName
  /** Folder with `NNN-name.sql`; the service has a database then. */
  readonly migrations?: URL
  /** Before it listens. */
  build(kit: Kit): Promise<void> | void
  /** How long each database statement waits for the fault's sake. */
  databaseDelayMs?(faults: Faults): number
}

export interface RunningService {
  readonly name: ServiceName
  readonly url: string
  readonly kit: Kit
  stop(): Promise<void>
}
