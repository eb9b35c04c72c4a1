/** Takes events one after the other, delivers what they say, and gives up on those that fail again and again. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Events } from '../../../contracts/events.ts'
import { onceReachable } from '../../../kit/database/patience.ts'
import type { StoredEvent, Subscription } from '../../../kit/events/events.ts'
import type { Kit } from '../../../kit/kit.ts'
import { NotDelivered } from './channel.ts'
import type { Deliver } from './delivery.ts'
import { UnreadablePayload } from './message.ts'
import type { ErrorType, Metrics } from './metrics.ts'
import { CONSUMED, GROUP } from './topics.ts'

export interface Retries {
  readonly mostAttempts: number
  /** Before the second attempt; it doubles. */
  readonly retryMs: number
}

const LOOKED_AT_EVERY_MS = 500
const LAG_EVERY_MS = 1_000
/** What the fault `stuck-consumer` adds to each event below its full grade. */
const STUCK_MS = { 0: 0, 0.1: 300, 0.5: 2_000, 1: 2_000 } as const

export async function startWorker(
  kit: Kit,
  metrics: Metrics,
  deliver: Deliver,
  retries: Retries,
): Promise<void> {
  const { log, faults, nowMs } = kit
  const startedMs = nowMs()

  const subscription = await kit.events.subscribe({
    group: GROUP,
    topics: CONSUMED,
    ...retries,
    from: 'beginning',
    async handle(event, signal) {
      if (event.attempt === 1) metrics.consumed(event.topic)
      const began = performance.now()
      const stuckMs = STUCK_MS[faults.grade('stuck-consumer')]
      if (stuckMs > 0) await pause(stuckMs, undefined, { signal })
      if (event.topic !== 'notifications') {
        await onceReachable(() => deliver(event, signal), { log, signal })
      }
      if (event.topic === 'chaos') log.info(`chaos event: ${event.type}`, fieldsOf(event))
      metrics.processed(event, (performance.now() - began) / 1000)
    },
    failed(event, error, last) {
      metrics.failed(event.topic, errorTypeOf(error), last)
      const fields = {
        topic: event.topic,
        event_type: event.type,
        event_id: event.id,
        attempt: event.attempt,
      }
      if (last) log.error('a notification is given up and goes to the dead letters', error, fields)
      else log.warn('a notification failed and is tried again', { ...fields, reason: error.message })
    },
    poison({ topic, partition, offset, reason }) {
      metrics.consumed(topic)
      metrics.failed(topic, 'deserialization', true)
      log.error('a message could not be read and goes to the dead letters', undefined, {
        topic,
        partition,
        offset,
        reason,
      })
    },
  })
  metrics.running.set(1)
  kit.onStop(async () => {
    metrics.running.set(0)
    await subscription.close()
  })
  kit.every(LOOKED_AT_EVERY_MS, stuckBy(kit, subscription))
  kit.every(LAG_EVERY_MS, async () => {
    metrics.uptime((nowMs() - startedMs) / 1000)
    const lag = await subscription.lagSeconds()
    for (const topic of CONSUMED) metrics.lag(topic, lag.get(topic) ?? 0)
  })
}

/** The fault at full grade: nothing is taken until it is over. */
function stuckBy({ faults, log }: Kit, subscription: Subscription): () => void {
  let stuck = false
  return () => {
    const shouldBe = faults.grade('stuck-consumer') === 1
    if (shouldBe === stuck) return
    stuck = shouldBe
    if (stuck) subscription.pause()
    else subscription.resume()
    log.warn(stuck ? 'the consumer is stuck' : 'the consumer takes events again')
  }
}

function errorTypeOf(error: Error): ErrorType {
  if (error instanceof NotDelivered) return 'delivery'
  return error instanceof UnreadablePayload ? 'payload' : 'internal'
}

/** What a chaos event is about, as far as its type has it. */
function fieldsOf({ payload }: StoredEvent) {
  type Known = Partial<Events['fault.started']['payload'] & Events['chaos.injected']['payload']>
  const { fault, target, grade, kind } = payload as Known
  return { fault, target, grade, kind }
}
