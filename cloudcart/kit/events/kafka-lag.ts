/** How far a group is behind: the age of the event at which it would go on, by topic. Asked of the broker, so it holds for all members together. */
import { Consumer } from '@platformatic/kafka'

export interface KafkaLag {
  lagSeconds(): Promise<ReadonlyMap<string, number>>
  close(): Promise<void>
}

export interface KafkaLagOptions {
  readonly clientId: string
  readonly brokers: string[]
  readonly group: string
  readonly topics: readonly string[]
  readonly from: 'beginning' | 'end'
  readonly nowMs: () => number
}

const EARLIEST = -2n

export function watchLag({ clientId, brokers, group, topics, from, nowMs }: KafkaLagOptions): KafkaLag {
  // It joins no group; it only looks.
  const consumer = new Consumer({
    clientId: `${clientId}-lag`,
    bootstrapBrokers: brokers,
    groupId: group,
    retries: 1,
    retryDelay: 100,
    connectTimeout: 2_000,
    maxWaitTime: 100,
  })
  consumer.on('error', () => {})
  /** By partition: where the group stands, and when that event was published. */
  const known = new Map<string, { offset: bigint; publishedMs: number }>()

  const publishedMs = async (
    topic: string,
    partition: number,
    offset: bigint,
  ): Promise<number | undefined> => {
    const name = `${topic} ${partition}`
    const last = known.get(name)
    if (last?.offset === offset) return last.publishedMs
    const metadata = await consumer.metadata({ topics: [...topics] })
    const found = metadata.topics.get(topic)
    const leader = found?.partitions[partition]?.leader
    if (found === undefined || leader === undefined) return undefined
    const wanted = {
      partition,
      fetchOffset: offset,
      partitionMaxBytes: 1,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
    }
    const { responses } = await consumer.fetch({
      node: leader,
      topics: [{ topicId: found.id, partitions: [wanted] }],
    })
    for (const batch of responses[0]?.partitions[0]?.records ?? []) {
      for (const { offsetDelta, timestampDelta } of batch.records) {
        if (batch.firstOffset + BigInt(offsetDelta) < offset) continue
        const ms = Number(batch.firstTimestamp + timestampDelta)
        known.set(name, { offset, publishedMs: ms })
        return ms
      }
    }
    return undefined
  }

  return {
    async lagSeconds() {
      const names = [...topics]
      const metadata = await consumer.metadata({ topics: names })
      const all = names.map(topic => ({
        topic,
        partitions: Array.from({ length: metadata.topics.get(topic)?.partitionsCount ?? 0 }, (_, i) => i),
      }))
      const [ends, begins, committed] = await Promise.all([
        consumer.listOffsets({ topics: names }),
        consumer.listOffsets({ topics: names, timestamp: EARLIEST }),
        consumer.listCommittedOffsets({ topics: all }),
      ])
      const lags = new Map<string, number>()
      for (const { topic, partitions } of all) {
        let oldestMs = Number.POSITIVE_INFINITY
        for (const partition of partitions) {
          const end = ends.get(topic)?.[partition] ?? 0n
          const begin = begins.get(topic)?.[partition] ?? 0n
          const stands = committed.get(topic)?.[partition] ?? -1n
          const unknown = from === 'end' ? end : begin
          // Retention may have taken what the group has not handled.
          const next = stands < 0n ? unknown : stands < begin ? begin : stands
          if (next >= end) continue
          oldestMs = Math.min(oldestMs, (await publishedMs(topic, partition, next)) ?? oldestMs)
        }
        lags.set(topic, oldestMs === Number.POSITIVE_INFINITY ? 0 : Math.max(0, (nowMs() - oldestMs) / 1000))
      }
      return lags
    },
    close: () => consumer.close(true),
  }
}
