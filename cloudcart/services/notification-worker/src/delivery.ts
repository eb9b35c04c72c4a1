/** Brings what an event says to all of its channels; those that had it already are left alone when the event comes again. */
import type { Database } from '../../../kit/database/database.ts'
import type { StoredEvent } from '../../../kit/events/events.ts'
import { NotDelivered, type Send } from './channel.ts'
import { type Channel, type Message, messageOf } from './message.ts'
import type { Metrics } from './metrics.ts'
import { deliveredChannels, recordDelivery, type Status } from './store.ts'

export interface DeliveryNeeds {
  readonly database: Database
  readonly channels: Readonly<Record<Channel, Send>>
  readonly metrics: Pick<Metrics, 'sent' | 'notSent'>
  /** Tells others what went out. */
  readonly tell: (channel: Channel, message: Message, status: Status) => Promise<void>
  readonly nowMs: () => number
}

export type Deliver = (event: StoredEvent, signal: AbortSignal) => Promise<void>

/** Throws NotDelivered when a channel failed, after all were tried. */
export function createDelivery({ database, channels, metrics, tell, nowMs }: DeliveryNeeds): Deliver {
  return async (event, signal) => {
    const message = messageOf(event.type, event.payload)
    if (message === undefined) return
    const had = await deliveredChannels(database, event.id)
    let failure: NotDelivered | undefined
    for (const channel of message.channels) {
      if (had.has(channel)) continue
      const failed = await attempt(channels[channel], message, signal)
      const status: Status = failed === undefined ? 'success' : 'failed'
      const { id: eventId, type: eventType } = event
      await recordDelivery(
        database,
        { eventId, eventType, channel, message, status, reason: failed?.reason },
        nowMs(),
      )
      if (failed === undefined) metrics.sent(channel)
      else metrics.notSent(channel, failed.reason)
      await tell(channel, message, status)
      failure ??= failed
    }
    if (failure !== undefined) throw failure
  }
}

async function attempt(send: Send, message: Message, signal: AbortSignal): Promise<NotDelivered | undefined> {
  try {
    await send(message, signal)
    return undefined
  } catch (error) {
    if (error instanceof NotDelivered) return error
    throw error
  }
}
