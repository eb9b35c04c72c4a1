/**
 * Passes samples on to one receiver: a bounded queue, requests of a bounded size, retries for as long as the receiver is away or
 * overloaded. What has no room, is too old or is refused is dropped, counted by reason and told.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { MetricBatch } from '@vedette/model'
import type { RemoteWriteConfig } from '../../config/prometheus/types.ts'
import type { Log } from '../../self/log.ts'
import { createHttpClient, type HttpClientOptions } from '../http-client.ts'
import { createLanes } from './forward-lanes.ts'
import { createForwardMetadata } from './forward-metadata.ts'
import * as metrics from './forward-metrics.ts'
import type { ForwardPart } from './forward-part.ts'
import { createForwardRequests, type SendOutcome } from './forward-request.ts'
import { createForwardSeries, type ForwardedSeries, type SeriesVerdict } from './forward-series.ts'
import { createShardCount, SHARD_INTERVAL_MS } from './shard-count.ts'

export interface ForwardQueue {
  /** Copies what it needs before it returns. */
  add(batch: MetricBatch): void
  /** Sends what waits until the deadline, drops the rest, closes the connections. */
  stop(deadlineMs: number): Promise<void>
}

export interface ForwardQueueOptions {
  readonly externalLabels: Readonly<Record<string, string>>
  readonly log: Log
  readonly http: HttpClientOptions
  readonly nowMs: () => number
}

/** A receiver may ask for patience, but not for so much that it amounts to never. */
const MOST_PATIENCE_MS = 10 * 60_000
/** A receiver that keeps refusing or failing is told about so often. */
const LOG_INTERVAL_MS = 60_000
const NOT_TAKEN = 'remote_write is not taken, it is tried again'

export function createForwardQueue(config: RemoteWriteConfig, options: ForwardQueueOptions): ForwardQueue {
  const { nowMs, log } = options
  const remote = nameOf(config)
  const { queue } = config
  const client = createHttpClient(config.http, { ...options.http, roundRobinDns: config.roundRobinDns })
  const requests = createForwardRequests(config, client, nowMs)
  const metadata = createForwardMetadata()
  const version2 = config.protobufMessage === 'io.prometheus.write.v2.Request'
  const seriesOf = createForwardSeries({
    externalLabels: options.externalLabels,
    rules: config.writeRelabelConfigs,
    keepLabels: version2,
  })
  const shards = createShardCount(queue)
  const lanes = createLanes({
    maxPerPart: queue.maxSamplesPerSend,
    deadlineMs: queue.batchSendDeadlineMs,
    // There is no log on disk to read again from, so all that the shards could ever hold may wait in memory from the start.
    limit: queue.capacity * Math.max(queue.maxShards, 1),
    lanes: shards.current,
    send: part =>
      sendPart(part).catch(error => {
        drop('refused', part.count)
        log.error('remote_write could not send samples, they are dropped', { remote, error })
      }),
  })
  const stopping = new AbortController()
  const told = new Map<string, number>()
  const since = { inCount: 0, outCount: 0, outSeconds: 0 }
  let failing = false
  let sendingMetadata = false
  let verdicts: SeriesVerdict[] = []

  const shardTimer = setInterval(() => {
    lanes.resize(shards.tick({ ...since, pending: lanes.pending }))
    metrics.shardCount.set({ remote }, lanes.count)
    since.inCount = since.outCount = since.outSeconds = 0
  }, SHARD_INTERVAL_MS)
  const metadataTimer =
    config.metadata.send && !version2 ? setInterval(sendMetadata, config.metadata.sendIntervalMs) : undefined
  metrics.shardCount.set({ remote }, lanes.count)

  function drop(reason: metrics.DropReason, count: number): void {
    if (count > 0) metrics.droppedTotal.inc({ remote, reason }, count)
  }

  /** At most one line a minute for each kind of trouble. */
  function tell(message: string, reason: string): void {
    if (nowMs() - (told.get(message) ?? Number.NEGATIVE_INFINITY) < LOG_INTERVAL_MS) return
    told.set(message, nowMs())
    log.warn(message, { remote, reason })
  }

  function add(batch: MetricBatch): void {
    const dropped = { 'queue-full': 0, relabelled: 0, 'invalid-labels': 0 }
    const take = (verdict: SeriesVerdict, into: (series: ForwardedSeries) => boolean): void => {
      if (typeof verdict === 'string') dropped[verdict]++
      else if (into(verdict)) since.inCount++
      else dropped['queue-full']++
    }
    if (verdicts.length < batch.seriesCount) verdicts = new Array(batch.seriesCount)
    let from = 0
    for (let i = 0; i < batch.seriesCount; i++) {
      const verdict = seriesOf.of(batch.bytes, batch.keyStarts[i]!, batch.keyEnds[i]!)
      verdicts[i] = verdict
      const to = batch.sampleEnds[i]!
      for (let at = from; at < to; at++) {
        take(verdict, series => lanes.sample(series, batch.timesMs, batch.values, at))
      }
      from = to
    }
    if (config.sendNativeHistograms) {
      for (const { series, timeMs, histogram } of batch.histograms) {
        take(verdicts[series]!, of => lanes.histogram(of, timeMs, histogram))
      }
    }
    if (config.sendExemplars) {
      for (const { series, timeMs, value, labels } of batch.exemplars) {
        take(verdicts[series]!, of => lanes.exemplar(of, { series: of, timeMs, value, labels }))
      }
    }
    if (batch.metadata.length > 0) metadata.remember(batch.metadata)
    for (const [reason, count] of Object.entries(dropped)) drop(reason as keyof typeof dropped, count)
    if (dropped['queue-full'] > 0) {
      tell(
        'remote_write drops samples: its queue is full (queue_config.capacity times max_shards)',
        `${lanes.pending} samples wait`,
      )
    }
    metrics.pendingSamples.set({ remote }, lanes.pending)
  }

  async function sendPart(part: ForwardPart): Promise<void> {
    let left = part.count
    let encoded = encode()
    const result = await sendUntilDone(() => {
      // Waiting makes old: what has become too old in the meantime is left out of the next attempt.
      if (queue.sampleAgeLimitMs > 0) encoded = encode()
      return left === 0 ? undefined : encoded.body
    }, part.count)
    if (result.kind === 'sent') {
      const { samples, histograms, exemplars } = encoded.written
      metrics.samplesTotal.inc({ remote }, samples)
      metrics.histogramsTotal.inc({ remote }, histograms)
      metrics.exemplarsTotal.inc({ remote }, exemplars)
      if (left > 0) metrics.highestSentSeconds.set({ remote }, part.newestMs / 1000)
    } else drop(result.kind === 'refused' ? 'refused' : 'shutdown', left)
    since.outCount += left
    metrics.pendingSamples.set({ remote }, Math.max(0, lanes.pending - part.count))

    function encode() {
      const oldestMs =
        queue.sampleAgeLimitMs > 0 ? nowMs() - queue.sampleAgeLimitMs : Number.NEGATIVE_INFINITY
      const next = requests.encode(part, oldestMs, metadata.of)
      const young = next.written.samples + next.written.histograms + next.written.exemplars
      drop('too-old', left - young)
      left = young
      return next
    }
  }

  /** Tries until the receiver takes or refuses it, or until we are stopped. `bodyOf` gives undefined where nothing is left to send. */
  async function sendUntilDone(bodyOf: () => Uint8Array | undefined, count: number): Promise<SendOutcome> {
    let backoffMs = queue.minBackoffMs
    for (let attempt = 0; ; attempt++) {
      const body = bodyOf()
      if (body === undefined) return { kind: 'sent' }
      const startMs = performance.now()
      const outcome = await requests.send(body, attempt, stopping.signal)
      const seconds = (performance.now() - startMs) / 1000
      metrics.sendSeconds.observe({ remote }, seconds)
      since.outSeconds += seconds
      if (outcome.kind === 'sent') {
        metrics.bytesTotal.inc({ remote }, body.length)
        if (failing) {
          log.info('remote_write is taken again', { remote })
          told.delete(NOT_TAKEN)
        }
        failing = false
      }
      if (outcome.kind === 'refused')
        tell('remote_write was refused, the samples are dropped', outcome.reason)
      if (outcome.kind !== 'again' || stopping.signal.aborted) return outcome
      failing = true
      tell(NOT_TAKEN, outcome.reason)
      metrics.retriedTotal.inc({ remote }, count)
      const pauseMs = Math.min(MOST_PATIENCE_MS, outcome.afterMs ?? backoffMs)
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return outcome
      backoffMs = Math.min(queue.maxBackoffMs, backoffMs * 2)
    }
  }

  async function sendMetadata(): Promise<void> {
    // A slow receiver is not asked twice at a time.
    if (sendingMetadata) return
    sendingMetadata = true
    await sendAllMetadata()
    sendingMetadata = false
  }

  async function sendAllMetadata(): Promise<void> {
    const all = metadata.all()
    const size = Math.max(1, config.metadata.maxSamplesPerSend)
    for (let from = 0; from < all.length; from += size) {
      const entries = all.slice(from, from + size)
      // No retries: the next round brings everything again.
      const outcome = await requests.send(requests.encodeMetadata(entries), 0, stopping.signal)
      if (outcome.kind !== 'sent') {
        if (!stopping.signal.aborted) tell('remote_write does not take metadata', outcome.reason)
        return
      }
      metrics.metadataTotal.inc({ remote }, entries.length)
    }
  }

  return {
    add,
    async stop(deadlineMs) {
      clearInterval(shardTimer)
      clearInterval(metadataTimer)
      const drained = lanes.drain()
      const deadline = setTimeout(() => {
        drop('shutdown', lanes.discard())
        stopping.abort()
      }, deadlineMs)
      await drained
      clearTimeout(deadline)
      stopping.abort()
      await client.close()
      metrics.pendingSamples.remove({ remote })
      metrics.shardCount.remove({ remote })
    },
  }
}

/** Without what may be secret in a URL. */
function nameOf(config: RemoteWriteConfig): string {
  if (config.name !== '') return config.name
  const { host, pathname } = new URL(config.url)
  return `${host}${pathname}`
}
