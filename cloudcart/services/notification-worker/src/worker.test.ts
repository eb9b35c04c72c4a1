import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import type { SubscribeOptions } from '../../../kit/events/events.ts'
import type { Kit } from '../../../kit/kit.ts'
import { createLog } from '../../../kit/logs.ts'
import { createMetrics } from './metrics.ts'
import { startWorker } from './worker.ts'

it('counts and logs a message that is no event', async () => {
  const lines: Record<string, unknown>[] = []
  let subscribed: SubscribeOptions | undefined
  const registry = new Registry()
  const kit = {
    registry,
    log: createLog({
      service: 'notification-worker',
      version: () => '1',
      level: 'info',
      otlp: undefined,
      write: line => void lines.push(JSON.parse(line)),
    }),
    nowMs: Date.now,
    every: () => {},
    onStop: () => {},
    events: {
      subscribe: async (options: SubscribeOptions) => {
        subscribed = options
      },
    },
  } as unknown as Kit
  await startWorker(kit, createMetrics(kit), async () => {}, { mostAttempts: 3, retryMs: 1 })
  subscribed?.poison?.({ topic: 'orders', partition: 0, offset: '7', reason: 'not JSON' })

  const text = await registry.metrics()
  expect(text).toContain('notification_deserialization_errors_total 1')
  expect(text).toContain('notification_messages_consumed_total{topic="orders"} 1')
  expect(text).toContain('notification_messages_failed_total{topic="orders",error_type="deserialization"} 1')
  expect(text).toContain('notification_handler_errors_total 0')
  expect(lines).toMatchObject([{ level: 'error', offset: '7', reason: 'not JSON' }])
})
