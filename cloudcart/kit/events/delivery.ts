/** What both event logs do with an event: hand it over, try again after a pause that doubles, give it up after the last attempt. */
import type { NewEvent, StoredEvent, SubscribeOptions } from './events.ts'

export interface EventLogNotes {
  info(message: string, fields?: Readonly<Record<string, string | number>>): void
  warn(message: string, fields?: Readonly<Record<string, string | number | undefined>>): void
  error(message: string, error?: unknown): void
}

export const MOST_ATTEMPTS = 5
/** A handler that does not end when its subscription closes is waited for no longer. */
export const CLOSE_MS = 10_000
const RETRY_MS = 200
const LONGEST_PAUSE_MS = 10_000
const LONGEST_REASON = 500

const DEAD = '.dead'

export function deadTopicOf(topic: string): string {
  return `${topic}${DEAD}`
}

function isDead(topic: string): boolean {
  return topic.endsWith(DEAD)
}

/** A dead letter that could not be handled either: it is where it belongs already. */
function forgotten(log: EventLogNotes, topic: string, reason: string): 'handled' {
  log.warn('a dead letter could not be handled', { topic, reason })
  return 'handled'
}

/** As it lies in a log; whether it is an event is seen when it is delivered. */
export interface Message {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string
  readonly value: string | Buffer
  readonly id: string
  /** Empty where it has none. */
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly publishedMs: number
}

/** What is to be kept instead of the event, and where. */
export interface DeadLetter {
  readonly topic: string
  readonly event: NewEvent
  readonly headers: Readonly<Record<string, string>>
}

/** `left`: the subscription ended before it was decided; somebody else will get the event again. */
export type Outcome = 'handled' | 'left' | DeadLetter

/** Never rejects. */
export async function deliver(
  message: Message,
  subscribed: SubscribeOptions,
  signal: AbortSignal,
  log: EventLogNotes,
): Promise<Outcome> {
  let event: Omit<StoredEvent, 'attempt'>
  try {
    event = eventOf(message)
  } catch (error) {
    return poisoned(message, (error as Error).message, subscribed, log)
  }
  const { handle, failed, mostAttempts = MOST_ATTEMPTS, retryMs = RETRY_MS } = subscribed
  for (let attempt = 1; ; attempt++) {
    const delivered = { ...event, attempt }
    try {
      await handle(delivered, signal)
      return 'handled'
    } catch (thrown) {
      if (signal.aborted) return 'left'
      const error = thrown instanceof Error ? thrown : new Error(String(thrown))
      const last = attempt >= mostAttempts
      told(log, () => failed?.(delivered, error, last))
      if (last) {
        const { topic, id, type, key, payload } = event
        const headers = { ...event.headers, ...whyDead(topic, error.message, attempt) }
        if (isDead(topic)) return forgotten(log, topic, headers.reason)
        log.warn(`${type} went to the dead letters`, { topic, reason: headers.reason })
        return { topic: deadTopicOf(topic), event: { id, type, key, payload }, headers }
      }
      if (!(await paused(Math.min(retryMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS), signal))) return 'left'
    }
  }
}

/** It is kept as it came, inside of something that can be read. */
function poisoned(
  { topic, partition, offset, key, id, value }: Message,
  reason: string,
  subscribed: SubscribeOptions,
  log: EventLogNotes,
): Outcome {
  told(log, () => subscribed.poison?.({ topic, partition, offset, reason }))
  if (isDead(topic)) return forgotten(log, topic, reason)
  log.warn('a message that is no event went to the dead letters', { topic, offset, reason })
  const payload = { base64: Buffer.from(value as string).toString('base64') }
  return {
    topic: deadTopicOf(topic),
    event: { id, type: 'poison', key, payload },
    headers: whyDead(topic, reason, 0),
  }
}

function whyDead(origin: string, reason: string, attempts: number) {
  return { reason: reason.slice(0, LONGEST_REASON), attempts: String(attempts), origin }
}

/** Throws, with the reason, where it is none. */
function eventOf({ value, ...message }: Message): Omit<StoredEvent, 'attempt'> {
  const payload = payloadOf(String(value))
  if (message.type === '') throw new Error('it has no type')
  return { ...message, payload }
}

/** What observers do wrong stops no event. */
function told(log: EventLogNotes, tell: () => void): void {
  try {
    tell()
  } catch (error) {
    log.error('what is told of events could not be told', error)
  }
}

function payloadOf(text: string): Record<string, unknown> {
  let payload: unknown
  try {
    payload = JSON.parse(text)
  } catch (error) {
    throw new Error(`its payload is no JSON: ${(error as Error).message}`)
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) {
    throw new Error('its payload is no object')
  }
  return payload as Record<string, unknown>
}

/** Whether the work came to its end within the time. */
export async function endedWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const patience = new AbortController()
  const ended = work.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([ended, paused(ms, patience.signal).then(() => false)])
  } finally {
    patience.abort()
  }
}

/** Whether the pause went to its end. */
export function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(done => {
    if (signal.aborted) return done(false)
    const end = (whole: boolean) => () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
      done(whole)
    }
    const leave = (): void => end(false)()
    const timer = setTimeout(() => end(true)(), ms)
    signal.addEventListener('abort', leave)
  })
}
