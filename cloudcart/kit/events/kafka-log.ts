/** The event log in Kafka, or in what speaks its protocol. */
import {
  Admin,
  compatibilityPartitioner,
  findErrorBy,
  ProduceAcks,
  Producer,
  stringSerializers,
} from '@platformatic/kafka'
import { CLOSE_MS, type DeadLetter, type EventLogNotes, endedWithin, paused } from './delivery.ts'
import type { EventLog, NewEvent, SubscribeOptions, Subscription } from './events.ts'
import { watchLag } from './kafka-lag.ts'
import { messageOf } from './kafka-message.ts'
import { openSession, type Session } from './kafka-session.ts'

export interface KafkaLogOptions {
  /** `host:9092,host:9092` */
  readonly brokers: string
  readonly clientId: string
  readonly log: EventLogNotes
  readonly nowMs?: () => number
  /** Who is not heard of for so long is out of the group. */
  readonly sessionMs?: number
  /** How long the brokers may be away when a subscription begins. */
  readonly patienceMs?: number
  /** How long a handler may go on when its subscription closes. */
  readonly closeMs?: number
}

const PARTITIONS = 4
const SESSION_MS = 10_000
const PATIENCE_MS = 30_000
const AGAIN_MS = 200
const LONGEST_AGAIN_MS = 5_000

/** Does not wait for the brokers: who publishes or subscribes does. */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const { clientId, log, nowMs = Date.now } = options
  const { sessionMs = SESSION_MS, patienceMs = PATIENCE_MS, closeMs = CLOSE_MS } = options
  const brokers = options.brokers.split(',').map(each => each.trim())
  const common = { clientId, bootstrapBrokers: brokers, connectTimeout: 2_000, retries: 3, retryDelay: 250 }
  const producer = new Producer({
    ...common,
    serializers: stringSerializers,
    // As Java's client does it: a key has the same partition whoever publishes.
    partitioner: compatibilityPartitioner,
  })
  const admin = new Admin(common)
  const subscriptions = new Set<Subscription>()
  const topics = knownTopics(admin)
  let closing: Promise<void> | undefined

  const publish = async (
    topic: string,
    events: readonly NewEvent[],
    headers: Readonly<Record<string, string>>,
  ): Promise<void> => {
    if (events.length === 0) return
    try {
      await topics.ensure([topic])
      const messages = events.map(event => messageOf(topic, event, headers))
      await producer.send({ messages, acks: ProduceAcks.ALL })
    } catch (error) {
      // It may be another broker, or an empty one, that comes back.
      topics.forget(topic)
      throw error
    }
  }
  const bury = ({ topic, event, headers }: DeadLetter): Promise<void> => publish(topic, [event], headers)
  const mustBeOpen = (): void => {
    if (closing !== undefined) throw new Error('the event log is closed')
  }
  const closeAll = async (): Promise<void> => {
    await Promise.all([...subscriptions].map(each => each.close()))
    await Promise.allSettled([producer.close(true), admin.close()])
  }

  return {
    kind: 'kafka',
    async publish(topic, events, headers = {}) {
      mustBeOpen()
      await publish(topic, events, headers)
    },
    async subscribe(subscribed) {
      mustBeOpen()
      return subscribe(subscribed)
    },
    close() {
      closing ??= closeAll()
      return closing
    },
  }

  async function subscribe(subscribed: SubscribeOptions): Promise<Subscription> {
    const { group, from = 'beginning' } = subscribed
    const stopping = new AbortController()
    const { signal } = stopping
    let isPaused = false
    let session: Session | undefined
    let isAway = false
    const away = (error: unknown): void => {
      if (!isAway && !signal.aborted)
        log.warn('Kafka can’t be used, it is tried again', { group, reason: reasonOf(error) })
      isAway = true
    }
    const back = (): void => {
      if (isAway) log.info('Kafka is back', { group })
      isAway = false
    }
    const first = Promise.withResolvers<void>()
    const lag = watchLag({ clientId, brokers, group, topics: subscribed.topics, from, nowMs })

    const open = async (): Promise<Session> => {
      await topics.ensure(subscribed.topics)
      return openSession({
        clientId,
        brokers,
        subscribed,
        log,
        signal,
        sessionMs,
        paused: () => isPaused,
        bury,
        away,
        back,
      })
    }
    /** One session after the other. */
    const live = async (): Promise<void> => {
      const deadline = performance.now() + patienceMs
      let failures = 0
      while (!signal.aborted) {
        try {
          session = await open()
          failures = 0
          back()
          first.resolve()
          await Promise.race([session.broken, aborted(signal)])
        } catch (error) {
          // What is still at work would run beside the same event, delivered again.
          await session?.idle()
          await session?.close()
          session = undefined
          if (signal.aborted) return
          away(error)
          if (performance.now() > deadline) first.reject(error)
          const pauseMs = Math.min(AGAIN_MS * 2 ** failures, LONGEST_AGAIN_MS)
          failures++
          // Members that were thrown out together do not come back together.
          await paused(pauseMs * (0.5 + Math.random()), signal)
        }
      }
    }
    const living = live()

    const closeNow = async (): Promise<void> => {
      stopping.abort(new Error('the subscription is closed'))
      if (!(await endedWithin(session?.idle() ?? Promise.resolve(), closeMs))) {
        log.warn('a handler did not end with its subscription', { group })
      }
      await session?.close()
      await endedWithin(living, closeMs)
      await endedWithin(lag.close(), closeMs)
    }
    let closed: Promise<void> | undefined
    const subscription: Subscription = {
      close() {
        subscriptions.delete(subscription)
        closed ??= closeNow()
        return closed
      },
      pause() {
        isPaused = true
      },
      resume() {
        isPaused = false
        session?.wake()
      },
      lagSeconds: () => lag.lagSeconds(),
    }
    // Before it stands: who closes the log while brokers are away does not wait for them.
    subscriptions.add(subscription)
    signal.addEventListener('abort', () => first.reject(signal.reason))
    try {
      await first.promise
    } catch (error) {
      await subscription.close()
      throw new Error(`Kafka at ${options.brokers} can't be used: ${reasonOf(error)}`, { cause: error })
    }
    return subscription
  }
}

/** Makes topics that are missing. Brokers that know no request for it make them when they are asked about them. */
function knownTopics(admin: Admin) {
  const known = new Set<string>()
  return {
    async ensure(topics: readonly string[]): Promise<void> {
      for (const topic of topics) {
        if (known.has(topic)) continue
        try {
          await admin.createTopics({ topics: [topic], partitions: PARTITIONS, replicas: -1 })
        } catch (error) {
          if (findErrorBy(error as Error, 'code', 'PLT_KFK_UNSUPPORTED_API') !== null) {
            await admin.metadata({ topics: [topic], autocreateTopics: true })
          } else if (findErrorBy(error as Error, 'apiId', 'TOPIC_ALREADY_EXISTS') === null) throw error
        }
        known.add(topic)
      }
    },
    forget: (topic: string) => void known.delete(topic),
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(done => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}

/** The library wraps what went wrong in what it was doing, more than once. */
function reasonOf(error: unknown): string {
  const { message, errors, cause } = error as AggregateError
  const within = errors?.[0] ?? cause
  return within === undefined ? message : reasonOf(within)
}
