/** How an event lies in Kafka: the payload is the value, as JSON; id, type and what was given beside them are headers. */
import { randomUUID } from 'node:crypto'
import type { Message } from './delivery.ts'
import type { NewEvent } from './events.ts'

export interface KafkaRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  readonly timestamp: bigint
  readonly key: Buffer | undefined
  readonly value: Buffer | undefined
  readonly headers: ReadonlyMap<Buffer | undefined, Buffer | undefined>
}

export interface KafkaMessage {
  readonly topic: string
  readonly key: string
  readonly value: string
  readonly headers: Record<string, string>
}

export function messageOf(
  topic: string,
  { id = randomUUID(), type, key, payload }: NewEvent,
  headers: Readonly<Record<string, string>>,
): KafkaMessage {
  return { topic, key, value: JSON.stringify(payload), headers: { ...headers, id, type } }
}

export function readRecord(record: KafkaRecord): Message {
  const { topic, partition, offset } = record
  const headers: Record<string, string> = {}
  for (const [name, value] of record.headers) headers[String(name ?? '')] = String(value ?? '')
  const { id = `${topic}-${partition}-${offset}`, type = '', ...others } = headers
  return {
    id,
    topic,
    type,
    key: String(record.key ?? ''),
    value: record.value ?? '',
    headers: others,
    partition,
    offset: String(offset),
    publishedMs: Number(record.timestamp),
  }
}
