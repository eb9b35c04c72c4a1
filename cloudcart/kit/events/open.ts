/** The event log of the settings: Kafka where brokers are named, else the one in the process. */
import type { EventLogNotes } from './delivery.ts'
import type { EventLog } from './events.ts'
import { openLocalLog } from './local-log.ts'

export interface OpenEventLogOptions {
  /** `host:9092,host:9092` */
  readonly brokers?: string | undefined
  /** Of the log in the process; in memory where it is missing. */
  readonly file?: string | undefined
  readonly clientId: string
  readonly log: EventLogNotes
}

export async function openEventLog({ brokers, file, clientId, log }: OpenEventLogOptions): Promise<EventLog> {
  if (brokers === undefined) return openLocalLog({ file, log })
  const { openKafkaLog } = await import('./kafka-log.ts')
  return openKafkaLog({ brokers, clientId, log })
}
