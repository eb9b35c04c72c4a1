/**
 * `remote_write`: everything that comes in is passed on to other receivers, each with its own queue. Passing on never holds back
 * what is stored here: a receiver that is away costs memory up to its queue's limit, and then samples.
 */
import type { MetricBatch } from '@vedette/model'
import type { RemoteWriteConfig } from '../../config/prometheus/types.ts'
import { sameSettings } from '../../config/secret.ts'
import type { Log } from '../../self/log.ts'
import type { HttpClientOptions } from '../http-client.ts'
import { createForwardQueue, type ForwardQueue } from './forward-queue.ts'

export interface Forwarder {
  /** Copies what it needs before it returns: the batch's memory may be used again. */
  forward(batch: MetricBatch): void
  /**
   * Follows a new configuration: receivers whose settings stayed keep their queues, others are drained and closed, as `stop` does.
   * Batches go to the new receivers at once; the promise is about the old ones.
   */
  apply(configs: readonly RemoteWriteConfig[], externalLabels: ExternalLabels): Promise<void>
  /** Sends what waits, for as long as the drain deadline and `withinMs` allow; the rest is counted as dropped. */
  stop(withinMs?: number): Promise<void>
}

type ExternalLabels = Readonly<Record<string, string>>

export interface ForwarderOptions {
  readonly externalLabels: ExternalLabels
  readonly log: Log
  readonly http?: HttpClientOptions
  readonly drainDeadlineMs?: number
  readonly nowMs?: () => number
}

interface Receiver {
  readonly config: RemoteWriteConfig
  readonly externalLabels: ExternalLabels
  readonly queue: ForwardQueue
}

export function createForwarder(configs: readonly RemoteWriteConfig[], options: ForwarderOptions): Forwarder {
  const drainDeadlineMs = options.drainDeadlineMs ?? 10_000
  const start = (config: RemoteWriteConfig, externalLabels: ExternalLabels): Receiver => ({
    config,
    externalLabels,
    queue: createForwardQueue(config, {
      externalLabels,
      log: options.log,
      http: options.http ?? {},
      nowMs: options.nowMs ?? Date.now,
    }),
  })
  let receivers = configs.map(config => start(config, options.externalLabels))

  return {
    forward(batch) {
      for (const { queue } of receivers) queue.add(batch)
    },
    async apply(next, externalLabels) {
      const before = new Set(receivers)
      receivers = next.map(config => {
        const kept = [...before].find(
          receiver =>
            sameSettings(receiver.config, config) && sameSettings(receiver.externalLabels, externalLabels),
        )
        if (kept !== undefined) before.delete(kept)
        return kept ?? start(config, externalLabels)
      })
      await Promise.all([...before].map(({ queue }) => queue.stop(drainDeadlineMs)))
    },
    async stop(withinMs = drainDeadlineMs) {
      const all = receivers
      receivers = []
      await Promise.all(all.map(({ queue }) => queue.stop(Math.min(withinMs, drainDeadlineMs))))
    },
  }
}
