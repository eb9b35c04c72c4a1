/** The notification worker: events in, messages to people out. */
import type { Events } from '../../../contracts/events.ts'
import type { Kit, ServiceDefinition } from '../../../kit/kit.ts'
import type { Send } from './channel.ts'
import { createDelivery } from './delivery.ts'
import { createEmail } from './email.ts'
import type { Channel, Message } from './message.ts'
import { createMetrics } from './metrics.ts'
import { addRoutes } from './routes.ts'
import { createSlack } from './slack.ts'
import { addSlackStandIn, standInUrl } from './slack-stand-in.ts'
import { countStarts, forgetDeliveries, type Status } from './store.ts'
import { type Retries, startWorker } from './worker.ts'

const RETRIES: Retries = { mostAttempts: 5, retryMs: 500 }
const SLACK_MS = 3_000
const KEPT_MS = 6 * 3_600_000
const CLEANED_EVERY_MS = 600_000

/** `slackMs`: how long Slack may take to answer. */
export function createNotificationWorker(
  retries: Retries = RETRIES,
  slackMs: number = SLACK_MS,
): ServiceDefinition {
  return {
    name: 'notification-worker',
    migrations: new URL('../migrations/', import.meta.url),
    async build(kit) {
      const { database, settings, log, nowMs } = kit
      const metrics = createMetrics(kit)
      metrics.restarts.inc(await countStarts(database, nowMs()))
      addRoutes(kit)
      addSlackStandIn(kit)
      const channels: Record<Channel, Send> = {
        log: async ({ title, text, about }) => log.info(`notification: ${title}`, { text, about }),
        email: createEmail(settings.smtpUrl, log),
        slack: createSlack({
          url: () => settings.slackWebhookUrl ?? standInUrl(kit),
          timeoutMs: slackMs,
          observe: metrics.slackAnswered,
        }),
      }
      const deliver = createDelivery({ database, channels, metrics, nowMs, tell: teller(kit) })
      await startWorker(kit, metrics, deliver, retries)
      kit.every(CLEANED_EVERY_MS, async () => {
        await forgetDeliveries(database, nowMs() - KEPT_MS)
      })
    },
  }
}

export const notificationWorker = createNotificationWorker()

/** That a notification went out is news, and not worth failing for. */
function teller({ events, log }: Kit) {
  return async (channel: Channel, { about }: Message, status: Status): Promise<void> => {
    const payload: Events['notification.sent']['payload'] = { channel, about, status }
    try {
      await events.publish('notifications', [{ type: 'notification.sent', key: about, payload }])
    } catch (error) {
      log.error('notification.sent could not be published', error)
    }
  }
}
