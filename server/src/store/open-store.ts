/**
 * Opens the store as a whole: the lock on the data directory, ClickHouse (embedded or remote), its schema, then metrics, documents and dead
 * letters over it. After that it can be written to and asked; the head's past comes back in the background.
 */
import { join } from 'node:path'
import type { VedetteConfig } from '../config/index.ts'
import { messageOf, VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'
import { counter, counterOf, gaugeOf } from '../self/metrics.ts'
import { ChunkKeeping, type ChunkTiming, deleteChunks } from './chunks/chunk-keeping.ts'
import { ChunkedDays } from './chunks/chunked-days.ts'
import { createDeadLetterStore } from './clickhouse/dead-letters.ts'
import { createDocumentStore } from './clickhouse/documents.ts'
import { openEmbedded } from './clickhouse/embedded.ts'
import { migrate } from './clickhouse/migrations.ts'
import { type ClickHouse, ClickHouseError } from './clickhouse/port.ts'
import { openRemote } from './clickhouse/remote.ts'
import { applyRetention } from './clickhouse/retention.ts'
import type { DeadLetterStore, DocumentStore } from './contract.ts'
import { type DataDirectoryLock, lockDataDirectory } from './data-directory.ts'
import { fillHead, loadSeries } from './head-fill.ts'
import { type OpenMetricStore, openMetricStore } from './metric-store.ts'

const lostRows = counter('vedette_store_rows_lost_total', 'Rows that ClickHouse refused for good.')

const DAY_MS = 86_400_000
const SWEEP_EVERY_MS = 30_000
const FILL_AGAIN_MS = 60_000
/** More samples than these wait to be written: whatever can wait does. */
const BEHIND_BYTES = 16_000_000

export type FillState = 'filling' | 'filled' | 'failed'

export interface Store {
  readonly metrics: OpenMetricStore
  readonly documents: DocumentStore
  readonly deadLetters: DeadLetterStore
  readonly clickhouse: ClickHouse
  readonly lock: DataDirectoryLock
  /** Whether the head has its past back yet. */
  readonly fill: FillState
  /** Drains what is pending within the deadline, then lets go of everything. */
  close(deadlineMs: number): Promise<void>
}

export async function openStore(
  config: VedetteConfig,
  log: Log,
  nowMs: () => number = Date.now,
  chunkTiming: Partial<ChunkTiming> = {},
): Promise<Store> {
  const undo = new AsyncDisposableStack()
  try {
    const lock = await lockDataDirectory(config.dataPath)
    undo.defer(() => lock.release())
    const clickhouse = await openClickHouse(config, log)
    undo.defer(() => clickhouse.close())
    await migrate(clickhouse, { log })
    await applyRetention(clickhouse, retentionOf(config), log)
    const chunkedDays = chunkedDaysOf(config, clickhouse, log, nowMs)
    undo.defer(() => chunkedDays?.close())
    const chunksPath = join(config.dataPath, 'chunks')
    if (clickhouse.kind === 'embedded' && chunkedDays === undefined) await deleteChunks(chunksPath)
    const metrics = await openMetricStore({
      clickhouse,
      ...(chunkedDays === undefined ? {} : { chunkedDays }),
      headWindowMs: config.store.head.windowMs,
      headBudgetBytes: config.memory.headBytes,
      lingerMs: config.store.commit.lingerMs,
      spacingMs: config.store.commit.spacingMs,
      log,
      nowMs,
      onLost: rows => lostRows.inc(rows),
    })
    const openedMs = nowMs()
    const known = await loadSeries(clickhouse, metrics.head, openedMs)
    log.debug('series of yesterday and today are known again', { series: known })
    watchHead(metrics)

    const stopping = new AbortController()
    const keeper =
      chunkedDays &&
      new ChunkKeeping({
        ...{ clickhouse, days: chunkedDays, nowMs, log, timing: chunkTiming },
        path: chunksPath,
        headWindowMs: config.store.head.windowMs,
        isBehind: () => metrics.commit.trouble !== undefined || metrics.commit.pendingBytes > BEHIND_BYTES,
      })
    await keeper?.open()
    const keeping = keeper?.keep(stopping.signal)
    let fill: FillState = 'filling'
    const filling = fillUntilDone()
    const sweeping = sweepAgainAndAgain()
    undo.move()

    async function fillUntilDone(): Promise<void> {
      while (!stopping.signal.aborted) {
        try {
          await fillHead(clickhouse, metrics.head, openedMs, config.memory.headBytes, stopping.signal, log)
          fill = 'filled'
          return
        } catch (error) {
          if (stopping.signal.aborted) return
          fill = 'failed'
          log.warn('the head could not be given its past back, trying again in a minute', {
            reason: messageOf(error),
          })
          await pause(FILL_AGAIN_MS, stopping.signal)
        }
      }
    }

    async function sweepAgainAndAgain(): Promise<void> {
      while (!stopping.signal.aborted) {
        await pause(SWEEP_EVERY_MS, stopping.signal)
        for (const _ of metrics.head.sweep(nowMs())) {
          if (stopping.signal.aborted) return
          await new Promise(resolve => setImmediate(resolve))
        }
      }
    }

    return {
      metrics,
      documents: createDocumentStore(clickhouse, { nowMs }),
      deadLetters: createDeadLetterStore(clickhouse),
      clickhouse,
      lock,
      get fill() {
        return fill
      },
      async close(deadlineMs) {
        stopping.abort()
        await metrics.close(deadlineMs)
        await Promise.all([filling, sweeping, keeping])
        chunkedDays?.close()
        await clickhouse.close()
        await lock.release()
      },
    }
  } catch (error) {
    await undo.disposeAsync()
    throw error instanceof ClickHouseError ? cannotOpen(config, error) : error
  }
}

function cannotOpen({ store, dataPath }: VedetteConfig, error: ClickHouseError): VedetteError {
  const what = store.url === '' ? `the database in ${dataPath}` : 'the ClickHouse server that store.url names'
  return new VedetteError('store-unavailable', `${what} can't be used: ${error.message}`, { cause: error })
}

function openClickHouse(config: VedetteConfig, log: Log): Promise<ClickHouse> {
  const { store, memory, dataPath } = config
  if (store.url === '') {
    return openEmbedded({
      path: dataPath,
      memoryBytes: memory.engineBytes,
      readers: store.readers,
      database: store.database,
      log,
    })
  }
  return openRemote({
    urls: store.url.split(','),
    user: store.user,
    password: store.password.reveal(),
    database: store.database,
    log,
  })
}

/** Chunks count only as long as nobody else writes to the database, which nobody can promise of a server. */
function chunkedDaysOf(
  { store }: VedetteConfig,
  { kind }: ClickHouse,
  log: Log,
  nowMs: () => number,
): ChunkedDays | undefined {
  if (!store.chunks || kind !== 'embedded') return undefined
  return new ChunkedDays({ log, nowMs, retentionMs: store.retention.metricsMs })
}

function retentionOf(config: VedetteConfig): Record<string, number> {
  const days = Math.max(1, Math.ceil(config.store.retention.metricsMs / DAY_MS))
  return {
    samples: days,
    histograms: days,
    exemplars: days,
    series: days + 1,
    dead_letters: Math.max(1, Math.ceil(config.store.retention.deadLettersMs / DAY_MS)),
  }
}

function watchHead({ head, commit }: OpenMetricStore): void {
  gaugeOf('vedette_head_series', 'Series in the head.', () => head.seriesCount)
  gaugeOf('vedette_head_bytes', 'Memory of the head: samples, labels, index.', () => head.bytes)
  gaugeOf(
    'vedette_head_window_seconds',
    'How much time the head holds at most; less than configured while its budget is short.',
    () => head.windowMs / 1000,
  )
  gaugeOf(
    'vedette_head_covers_from_timestamp_seconds',
    'Every sample from this time on is in the head.',
    () => head.coversFromMs / 1000,
  )
  counterOf(
    'vedette_head_samples_taken_total',
    'Samples taken into the head since the start.',
    () => head.samplesTaken,
  )
  gaugeOf(
    'vedette_store_pending_bytes',
    'Bytes of rows that wait for their group commit or are in one.',
    () => commit.pendingBytes,
  )
}

async function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(done, waitMs)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
