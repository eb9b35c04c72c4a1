/** Where a service keeps things: files or memory by default, servers when the settings name them. */
import { join } from 'node:path'
import type { Tracer } from '@opentelemetry/api'
import type { Cache } from './cache/cache.ts'
import { openCache } from './cache/open.ts'
import type { Database, DatabaseObserver } from './database/database.ts'
import { openDatabase } from './database/open.ts'
import type { EventLog } from './events/events.ts'
import { openEventLog } from './events/open.ts'
import { OUTBOX_SQL } from './events/outbox.ts'
import type { Log } from './logs.ts'
import type { Settings } from './settings.ts'

/** `clientId` is what a broker knows the service by. */
export async function openEvents(clientId: string, settings: Settings, log: Log): Promise<EventLog> {
  const { kafkaBrokers: brokers } = settings
  const file = fileIn(settings, 'events')
  try {
    return await openEventLog({ brokers, file, clientId, log })
  } catch (cause) {
    if (brokers !== undefined || file === undefined) throw cause
    // SQLite does not say which file it means.
    throw new Error(`${file} can't be opened: ${(cause as Error).message}`, { cause })
  }
}

export function openCacheOf(
  name: string,
  { redisUrl }: Settings,
  log: Log,
  nowMs?: () => number,
): Promise<Cache> {
  return openCache({ url: redisUrl, prefix: `cloudcart:${name}:`, log, nowMs })
}

export interface DatabaseNeeds {
  readonly name: string
  readonly migrations: URL
  readonly tracer: Tracer
  readonly observer: DatabaseObserver
  readonly delayMs: () => number
  /** 1 is the usual. */
  readonly patience: number
}

/** How long a statement waits for a connection or its turn. */
const PATIENCE_MS = 5_000

/** With the outbox that every service with a database has. */
export async function openDatabaseOf(settings: Settings, needs: DatabaseNeeds): Promise<Database> {
  const database = await openDatabase({
    ...needs,
    url: settings.databaseUrl,
    file: fileIn(settings, needs.name),
    patienceMs: PATIENCE_MS * needs.patience,
  })
  await database.run(OUTBOX_SQL)
  return database
}

function fileIn({ dataDir }: Settings, name: string): string | undefined {
  return dataDir === undefined ? undefined : join(dataDir, `${name}.sqlite`)
}
