/**
 * One membership in a group of Kafka: takes what its partitions have, one after the other within each partition, and commits what is
 * handled. Brokers that are away for a while are waited for; whatever else goes wrong ends the session, and who wants more opens a new
 * one, which begins at what was committed.
 */
import { AsyncResource } from 'node:async_hooks'
import { Consumer, findErrorBy, type MessagesStream } from '@platformatic/kafka'
import { type DeadLetter, deliver, type EventLogNotes, endedWithin, paused } from './delivery.ts'
import type { SubscribeOptions } from './events.ts'
import { type KafkaRecord, readRecord } from './kafka-message.ts'

export interface SessionOptions {
  readonly clientId: string
  readonly brokers: string[]
  readonly subscribed: SubscribeOptions
  readonly log: EventLogNotes
  /** Aborted when the subscription closes. */
  readonly signal: AbortSignal
  /** Who is not heard of for so long is out of the group. */
  readonly sessionMs: number
  paused(): boolean
  bury(letter: DeadLetter): Promise<void>
  /** Told each time that the brokers could not be reached, and that they could. */
  away(error: Error): void
  back(): void
}

export interface Session {
  /** Rejects with what went wrong; never resolves. */
  readonly broken: Promise<never>
  /** Takes events again, after a pause. */
  wake(): void
  /** The events at work. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** A partition. */
interface Lane {
  readonly topic: string
  readonly partition: number
  waiting: KafkaRecord[]
  /** What lies before it was handled by this session. */
  next: bigint
  work: Promise<void> | undefined
}

const MOST_WAITING = 500
/** How long the broker holds an answer back when there is nothing new. */
const WAIT_MS = 250
const MOST_BYTES = 1_048_576
const AGAIN_MS = 100
const LONGEST_AGAIN_MS = 2_000

export async function openSession(options: SessionOptions): Promise<Session> {
  const { subscribed, log, signal, sessionMs } = options
  const topics = [...subscribed.topics]
  const lanes = new Map<string, Lane>()
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => {})
  let room: PromiseWithResolvers<void> | undefined
  let waiting = 0
  let over = false
  let stream: MessagesStream<Buffer, Buffer, Buffer, Buffer> | undefined
  /** The group divides its partitions anew: nothing is begun until it is known whose they are. */
  let dividing = false

  const breakWith = (error: Error): void => {
    over = true
    room?.resolve()
    broken.reject(error)
  }
  const idle = async (): Promise<void> => {
    await Promise.all([...lanes.values()].map(lane => lane.work))
  }
  const consumer = new Consumer({
    clientId: options.clientId,
    bootstrapBrokers: options.brokers,
    groupId: subscribed.group,
    autocommit: false,
    // A failure ends the session; a commit that waited for a new division could take back what the next owner has committed.
    retries: 0,
    connectTimeout: 2_000,
    maxWaitTime: WAIT_MS,
    maxBytes: MOST_BYTES,
    sessionTimeout: sessionMs,
    rebalanceTimeout: sessionMs * 2,
    heartbeatInterval: Math.ceil(sessionMs / 10),
    // Asked before it joins again: the next owner begins where this one has ended.
    async protocolsMetadata() {
      dividing = true
      await endedWithin(idle(), sessionMs / 2)
      return Buffer.alloc(0)
    },
  })
  consumer.on('error', breakWith)

  /** Until it succeeds; false when the session is over before. */
  const enduring = async (attempt: () => Promise<void>): Promise<boolean> => {
    for (let pauseMs = AGAIN_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_AGAIN_MS)) {
      try {
        await attempt()
        options.back()
        return true
      } catch (error) {
        if (!isAway(error)) throw error
        options.away(error as Error)
        if (over || !(await paused(pauseMs, signal)) || over) return false
      }
    }
  }
  const mayBegin = (): boolean => !over && !dividing && !signal.aborted && !options.paused()

  /** `generation`: of the group, when the handling began. Who was thrown out meanwhile would take back what the next owner has committed. */
  const commit = async ({ topic, partition, next }: Lane, generation: string): Promise<void> => {
    const offsets = [{ topic, partition, offset: next, leaderEpoch: -1 }]
    try {
      await enduring(async () => {
        if (generation === generationOf(consumer)) await consumer.commit({ offsets })
      })
    } catch (error) {
      // The group is divided anew: if the partition stays here, what was handled comes again and only its commit is made up for.
      if (findErrorBy(error as Error, 'needsRejoin', true) === null) throw error
    }
  }
  /** Whether it is decided. */
  const handle = async (record: KafkaRecord): Promise<boolean> => {
    const outcome = await deliver(readRecord(record), subscribed, signal, log)
    if (outcome === 'left') return false
    return outcome === 'handled' || enduring(() => options.bury(outcome))
  }
  const work = async (lane: Lane): Promise<void> => {
    while (mayBegin()) {
      const record = lane.waiting.shift()
      if (record === undefined) return
      waiting--
      room?.resolve()
      const generation = generationOf(consumer)
      if (record.offset >= lane.next) {
        if (!(await handle(record))) return
        lane.next = record.offset + 1n
      }
      await commit(lane, generation)
    }
  }
  const begin = (lane: Lane): void => {
    lane.work ??= work(lane)
      .catch(breakWith)
      .finally(() => {
        lane.work = undefined
        if (lane.waiting.length > 0 && mayBegin()) begin(lane)
      })
  }
  // Who resumes has a context that is none of the handlers'.
  const wake = AsyncResource.bind((): void => {
    for (const lane of lanes.values()) begin(lane)
  })
  const take = (record: KafkaRecord): void => {
    const { topic, partition } = record
    const name = `${topic} ${partition}`
    let lane = lanes.get(name)
    if (lane === undefined) {
      lane = { topic, partition, waiting: [], next: 0n, work: undefined }
      lanes.set(name, lane)
    }
    lane.waiting.push(record)
    waiting++
    begin(lane)
  }

  /** From what is committed on. What an older stream has read ahead is forgotten: it may be somebody else's now. */
  const read = async (): Promise<void> => {
    stream?.destroy()
    for (const lane of lanes.values()) lane.waiting = []
    waiting = 0
    room?.resolve()
    const own = await consumer.consume({ topics, mode: 'committed', fallbackMode: 'earliest' })
    own.once('offsets', options.back)
    stream = own
    try {
      for await (const record of own) {
        if (stream !== own) return
        take(record)
        if (waiting < MOST_WAITING) continue
        room = Promise.withResolvers<void>()
        await room.promise
      }
    } catch (error) {
      if (stream === own) throw error
    }
    if (stream === own && !over) throw new Error('Kafka has ended the stream')
  }
  const readOn = async (generation: string): Promise<void> => {
    await enduring(async () => {
      // Another reader began with another division of the group.
      if (generation === generationOf(consumer)) await read()
    })
  }
  const close = async (): Promise<void> => {
    over = true
    room?.resolve()
    try {
      await consumer.close(true)
    } catch (error) {
      log.warn('a group of Kafka could not be left', { reason: (error as Error).message })
    }
  }

  try {
    // Beside what streams track of them, so that a stream may end and another begin within one membership.
    consumer.topics.trackAll(...topics)
    await consumer.joinGroup({})
    if (subscribed.from === 'end') await beginAtEnd(consumer)
  } catch (error) {
    await close()
    throw error
  }
  const readAnew = (): void => {
    dividing = false
    readOn(generationOf(consumer)).catch(breakWith)
    wake()
  }
  consumer.on('consumer:group:join', readAnew)
  readAnew()
  return { broken: broken.promise, wake, idle, close }
}

function isAway(error: unknown): boolean {
  return findErrorBy(error as Error, 'code', 'PLT_KFK_NETWORK') !== null
}

function generationOf({ memberId, generationId }: Consumer): string {
  return `${memberId} ${generationId}`
}

/** The end of now is committed: a group that has seen nothing yet does not begin at a later end the next time. */
async function beginAtEnd(consumer: Consumer): Promise<void> {
  const assigned = consumer.assignments ?? []
  if (assigned.length === 0) return
  const topics = assigned.map(({ topic }) => topic)
  const [ends, committed] = await Promise.all([
    consumer.listOffsets({ topics }),
    consumer.listCommittedOffsets({ topics: assigned }),
  ])
  const offsets = assigned.flatMap(({ topic, partitions }) =>
    partitions
      .filter(partition => (committed.get(topic)?.[partition] ?? -1n) < 0n)
      .map(partition => ({ topic, partition, offset: ends.get(topic)?.[partition] ?? 0n, leaderEpoch: -1 })),
  )
  if (offsets.length > 0) await consumer.commit({ offsets })
}
