/**
 * Scrapes one target again and again: fetch, read, hand the batch to the sink. One scrape at a time; a batch on its way into the store does
 * not hold up the next scrape. When the target is gone for good, its series get stale markers.
 */
import { STATUS_CODES } from 'node:http'
import { formatDurationMs, giveBack, type Labels, type MetricSink } from '@vedette/model'
import type { ScrapeConfig } from '../../config/prometheus/types.ts'
import { messageOf } from '../../errors.ts'
import type { Log } from '../../self/log.ts'
import { counter } from '../../self/metrics.ts'
import { type HttpClient, HttpFailure } from '../http-client.ts'
import type { Clock } from './clock.ts'
import { acceptHeader } from './negotiation.ts'
import { createSchedule, firstWaitMs } from './schedule.ts'
import { ScrapeError, type ScrapeErrorKind } from './scrape-error.ts'
import type { Target } from './target.ts'
import type { ReadyBatch, TargetSamples } from './target-samples.ts'

const scrapes = counter('vedette_ingest_scrapes_total', 'Scrapes that were made, by how they ended.', [
  'outcome',
])
const missedScrapes = counter(
  'vedette_ingest_scrapes_missed_total',
  'Scrapes that were left out because the one before was still running.',
)
const lostScrapes = counter(
  'vedette_ingest_scrapes_lost_total',
  'Scrapes whose batch the store did not take.',
)
const scrapedSamples = counter('vedette_ingest_scraped_samples_total', 'Samples that targets exposed.')
const duplicateSamples = counter(
  'vedette_ingest_scrape_duplicate_samples_total',
  'Samples that were not stored because the target exposes their series twice in one scrape.',
)

/** Where the job sets no body_size_limit: what no target needs, and memory can hold. */
export const DEFAULT_BODY_LIMIT_BYTES = 256 * 1024 * 1024

export type TargetHealth = 'unknown' | 'up' | 'down'

export interface LoopStatus {
  readonly health: TargetHealth
  /** '' when the last scrape was good. */
  readonly lastError: string
  /** undefined before the first. */
  readonly lastScrapeMs: number | undefined
  readonly lastDurationSec: number
}

export interface LoopSurroundings {
  readonly client: Pick<HttpClient, 'fetch'>
  readonly sink: MetricSink
  readonly clock: Clock
  readonly log: Log
  readonly seed: string
  /** Aborted when the process stops: nothing more is written then, and no marker, because Vedette will be back. */
  readonly shutdown: AbortSignal
  /** Other loops whose targets have the same labels: what they expose now goes on there. */
  readonly rivals: (loop: TargetLoop) => readonly TargetLoop[]
}

export interface TargetLoop {
  readonly target: Target
  readonly samples: TargetSamples
  /** As `target` has it, until discovery says it anew. */
  discovered: Labels
  status(): LoopStatus
  /** Makes all further scrapes fail with this reason, without asking the target. */
  refuse(error: ScrapeError | undefined): void
  /** Begins, once `after` has ended. */
  start(after?: Promise<void>): void
  /**
   * No further scrape; resolves when the one that runs is over. `ends`: the target is gone and nothing takes over its series, so they get
   * markers some two intervals later, when nobody has brought it back.
   */
  stop(ends: boolean): Promise<void>
}

export function createTargetLoop(
  target: Target,
  config: ScrapeConfig,
  samples: TargetSamples,
  surroundings: LoopSurroundings,
): TargetLoop {
  const { client, sink, clock, log, seed, shutdown, rivals } = surroundings
  const stopping = new AbortController()
  const waiting = AbortSignal.any([stopping.signal, shutdown])
  const limitBytes = config.bodySizeLimitBytes > 0 ? config.bodySizeLimitBytes : DEFAULT_BODY_LIMIT_BYTES
  const headers = {
    accept: acceptHeader(config.scrapeProtocols, config.nameEscaping),
    'accept-encoding': config.enableCompression ? 'gzip' : 'identity',
    'x-prometheus-scrape-timeout-seconds': String(target.timeoutMs / 1000),
  }
  let status: LoopStatus = { health: 'unknown', lastError: '', lastScrapeMs: undefined, lastDurationSec: 0 }
  let refused: ScrapeError | undefined
  let lostInARow = 0
  let running: Promise<void> = Promise.resolve()

  async function fetchBody(): Promise<{ body: Uint8Array; contentType: string }> {
    if (refused !== undefined) throw refused
    try {
      const answer = await client.fetch({
        url: target.url,
        headers,
        timeoutMs: target.timeoutMs,
        maxBodyBytes: limitBytes,
        signal: shutdown,
      })
      if (answer.status !== 200) {
        const words = `${answer.status} ${STATUS_CODES[answer.status] ?? ''}`.trim()
        throw new ScrapeError('fetch', `server returned HTTP status ${words}`)
      }
      const contentType = answer.headers['content-type'] ?? ''
      return {
        body: answer.body,
        contentType: Array.isArray(contentType) ? contentType.join(',') : contentType,
      }
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error
      if (error.kind !== 'body-too-large') throw new ScrapeError('fetch', error.message, { cause: error })
      const setting = config.bodySizeLimitBytes > 0 ? 'body_size_limit' : 'without body_size_limit'
      throw new ScrapeError('body-limit', `body size limit exceeded (${setting}: ${limitBytes} bytes)`)
    }
  }

  async function scrape(timeMs: number): Promise<void> {
    const startTicks = clock.ticksMs()
    let error: Error | undefined
    let body: Uint8Array = new Uint8Array(0)
    let contentType = ''
    try {
      ;({ body, contentType } = await fetchBody())
    } catch (cause) {
      error = asError(cause)
    }
    if (shutdown.aborted) return
    const bodySizeBytes = body.length
    const taken = await read(error === undefined ? body : undefined, contentType, timeMs)
    giveBack(body)
    if (shutdown.aborted) return
    error ??= taken.error
    // Whole microseconds: digits beyond say nothing and cost space.
    const durationSec = Math.round((clock.ticksMs() - startTicks) * 1000) / 1e6
    const limited = error instanceof ScrapeError && error.kind === 'body-limit'
    samples.report(timeMs, {
      up: error === undefined,
      durationSec,
      samplesScraped: taken.samplesScraped,
      samplesPostRelabel: taken.samplesPostRelabel,
      seriesAdded: taken.seriesAdded,
      timeoutSec: target.timeoutMs / 1000,
      sampleLimit: config.sampleLimit,
      bodySizeBytes: limited ? -1 : bodySizeBytes,
    })
    logHealth(error)
    status = {
      health: error === undefined ? 'up' : 'down',
      lastError: error?.message ?? '',
      lastScrapeMs: timeMs,
      lastDurationSec: durationSec,
    }
    scrapes.inc({ outcome: error === undefined ? 'good' : outcomeOf(error) })
    scrapedSamples.inc(taken.samplesScraped)
    duplicateSamples.inc(taken.duplicates)
    if (taken.duplicates > 0) {
      log.warn('the target exposes series twice in one scrape', {
        url: target.url,
        samples: taken.duplicates,
      })
    }
    send(samples.ready())
  }

  async function read(body: Uint8Array | undefined, contentType: string, timeMs: number) {
    const nothing = { samplesScraped: 0, samplesPostRelabel: 0, seriesAdded: 0, duplicates: 0 }
    try {
      if (body !== undefined) return await samples.take(body, contentType, timeMs, shutdown)
      samples.takeNothing(timeMs)
      return { ...nothing, error: undefined }
    } catch (cause) {
      if (shutdown.aborted) return { ...nothing, error: asError(cause) }
      log.error('reading a scrape failed unexpectedly', { url: target.url, error: asError(cause) })
      samples.takeNothing(timeMs)
      return { ...nothing, error: asError(cause) }
    }
  }

  /** Once when a target goes down and once when it is back; what happens in between is in its status. */
  function logHealth(error: Error | undefined): void {
    if (error !== undefined && status.health !== 'down')
      log.warn('a target is down', { url: target.url, error })
    if (error === undefined && status.health === 'down') log.info('a target is up again', { url: target.url })
  }

  /** Not awaited: the next scrape comes when it is due, whatever the store does. */
  function send({ batch, lost }: ReadyBatch): void {
    const onTaken = (): void => {
      if (lostInARow > 0) log.info('scrapes are stored again', { url: target.url, lost: lostInARow })
      lostInARow = 0
    }
    const onLost = (error: unknown): void => {
      lost()
      lostScrapes.inc()
      if (lostInARow++ > 0) return
      log.warn('a scrape was lost: the store did not take it', { url: target.url, error: messageOf(error) })
    }
    try {
      sink(batch).then(onTaken, onLost)
    } catch (error) {
      onLost(error)
    }
  }

  async function run(): Promise<void> {
    await clock.wait(firstWaitMs(target.key, seed, target.intervalMs, clock.nowMs()), waiting)
    const schedule = createSchedule(target.intervalMs, clock)
    while (!waiting.aborted) {
      await scrape(schedule.stampMs())
      const { waitMs, missed } = schedule.next()
      if (missed > 0) missedScrapes.inc(missed)
      await clock.wait(waitMs, waiting)
    }
  }

  /** Waits until another loop that took over the series would have scraped, then marks what nobody took over. */
  async function end(): Promise<void> {
    const { lastScrapeMs } = status
    if (lastScrapeMs === undefined) return
    const { intervalMs } = target
    const dueMs = lastScrapeMs + intervalMs
    await clock.wait(Math.max(0, dueMs - clock.nowMs()) + intervalMs * 1.1, shutdown)
    if (shutdown.aborted) return
    const others = rivals(loop)
    const ready = samples.takeEnd(dueMs, key => others.some(other => other.samples.exposes(key)))
    if (ready !== undefined) send(ready)
  }

  const loop: TargetLoop = {
    target,
    samples,
    discovered: target.discovered,
    status: () => status,
    refuse(error) {
      refused = error
    },
    start(after = Promise.resolve()) {
      running = after.then(run).catch(error => {
        log.error('a scrape loop ended unexpectedly', { url: target.url, error: asError(error) })
      })
    },
    async stop(ends) {
      stopping.abort()
      await running
      if (ends) {
        end().catch(error =>
          log.error('marking the end of a target failed', { url: target.url, error: asError(error) }),
        )
      }
    },
  }
  log.debug('target added', { url: target.url, interval: formatDurationMs(target.intervalMs) })
  return loop
}

function outcomeOf(error: Error): ScrapeErrorKind | 'internal' {
  return error instanceof ScrapeError ? error.kind : 'internal'
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}
