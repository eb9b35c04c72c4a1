/**
 * The event log without a broker: topics, partitions, offsets and groups as Kafka has them, in one SQLite file (or in memory). Processes of one
 * machine may share the file: the members of a group divide the partitions among those that say that they live, who handles a partition
 * holds a lease on it meanwhile, and what others publish is noticed by looking.
 */
import { AsyncResource } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { CLOSE_MS, deliver, type EventLogNotes, endedWithin } from './delivery.ts'
import type { EventLog, SubscribeOptions, Subscription } from './events.ts'
import { type LocalStore, openLocalStore, PARTITIONS } from './local-store.ts'

export interface LocalLogOptions {
  /** In memory where it is missing. */
  readonly file?: string | undefined
  readonly log: EventLogNotes
  readonly nowMs?: () => number
  /** More than so many events of a topic are not kept, and none that is older. */
  readonly mostEvents?: number
  readonly mostAgeMs?: number
  /** How long the partitions of a member that died are left to it. */
  readonly leaseMs?: number
  /** How long a handler may go on when its subscription closes. */
  readonly closeMs?: number
}

/** How often somebody else's events are looked for; own ones are noticed at once. */
const LOOK_EVERY_MS = 250
const LEASE_MS = 5_000
const MOST_EVENTS = 20_000
const MOST_AGE_MS = 24 * 3_600_000
const TIDY_EVERY = 500
const TIDY_EVERY_MS = 60_000
const AT_ONCE = 32

export function openLocalLog(options: LocalLogOptions): EventLog {
  const { file, nowMs = Date.now, mostEvents = MOST_EVENTS, mostAgeMs = MOST_AGE_MS } = options
  const store = openLocalStore(file)
  const changed = new EventEmitter<{ events: [topic: string]; members: [] }>().setMaxListeners(0)
  const subscriptions = new Set<Subscription>()
  let sinceTidy = 0
  let closed = false

  const tidy = (): void => {
    sinceTidy = 0
    try {
      store.tidy({ most: Math.ceil(mostEvents / PARTITIONS), sinceMs: nowMs() - mostAgeMs })
    } catch (error) {
      options.log.error('old events could not be removed', error)
    }
  }
  const tidying = setInterval(tidy, TIDY_EVERY_MS).unref()

  return {
    kind: 'local',
    async publish(topic, events, headers = {}) {
      if (closed) throw new Error('the event log is closed')
      store.append(topic, events, headers, nowMs())
      changed.emit('events', topic)
      sinceTidy += events.length
      if (sinceTidy >= TIDY_EVERY) tidy()
    },
    async subscribe(subscribed) {
      if (closed) throw new Error('the event log is closed')
      const subscription = subscribe(subscribed, { ...options, nowMs, store, changed })
      subscriptions.add(subscription)
      return {
        ...subscription,
        close: () => {
          subscriptions.delete(subscription)
          return subscription.close()
        },
      }
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(tidying)
      await Promise.all([...subscriptions].map(each => each.close()))
      store.close()
    },
  }
}

interface Within {
  readonly store: LocalStore
  readonly log: EventLogNotes
  readonly nowMs: () => number
  readonly leaseMs?: number
  readonly closeMs?: number
  /** In this process. */
  readonly changed: EventEmitter<{ events: [topic: string]; members: [] }>
}

function subscribe(subscribed: SubscribeOptions, within: Within): Subscription {
  const { group, topics, from = 'beginning' } = subscribed
  const { store, log, nowMs, changed, leaseMs = LEASE_MS, closeMs = CLOSE_MS } = within
  const member = randomUUID()
  const stopping = new AbortController()
  const working = new Map<string, Promise<void>>()
  /** Until when others leave it alone, by partition. */
  const held = new Map<string, { next: number; untilMs: number }>()
  let mine: ReadonlySet<string> = new Set()
  let paused = false
  let looking = false
  let left: Promise<void> | undefined
  /** A handler that was waited for in vain may end after all, and finds no log. */
  let givenUp = false

  const placeOf = (topic: string, part: number) => ({ group, member, topic, part })
  const may = (key: string): boolean => !paused && !stopping.signal.aborted && mine.has(key)

  const hold = (topic: string, part: number): { next: number; untilMs: number } | undefined => {
    const key = keyOf(topic, part)
    const kept = held.get(key)
    const now = nowMs()
    if (kept !== undefined && now < kept.untilMs) return kept
    const next = store.claim(placeOf(topic, part), now, now + leaseMs)
    if (next === undefined) held.delete(key)
    else held.set(key, { next, untilMs: now + leaseMs })
    return held.get(key)
  }
  const work = async (topic: string, part: number): Promise<void> => {
    const key = keyOf(topic, part)
    while (may(key)) {
      const from = hold(topic, part)
      if (from === undefined) return
      const messages = store.read(topic, part, from.next, AT_ONCE)
      if (messages.length === 0) return
      for (const message of messages) {
        const place = may(key) ? hold(topic, part) : undefined
        // Somebody else was further, while we were stopped for longer than they waited.
        if (place === undefined || place.next > Number(message.offset)) break
        const outcome = await deliver(message, subscribed, stopping.signal, log)
        if (outcome === 'left') return
        const next = Number(message.offset) + 1
        const dead = outcome === 'handled' ? undefined : outcome
        if (!store.commit(placeOf(topic, part), next, nowMs(), dead)) {
          held.delete(key)
          return
        }
        place.next = next
        if (dead !== undefined) changed.emit('events', dead.topic)
      }
    }
  }
  const start = (topic: string, part: number): void => {
    const key = keyOf(topic, part)
    if (working.has(key) || !may(key)) return
    const done = work(topic, part)
      .catch(error => {
        held.delete(key)
        if (!givenUp) log.error(`the event log could not be read for ${group}`, error)
      })
      .finally(() => {
        working.delete(key)
        if (!mine.has(key)) release(topic, part)
      })
    working.set(key, done)
  }
  const release = (topic: string, part: number): void => {
    if (!held.delete(keyOf(topic, part)) || left !== undefined) return
    quietly(() => store.release(placeOf(topic, part)))
  }
  const quietly = (attempt: () => void): void => {
    try {
      attempt()
    } catch (error) {
      log.error(`the event log could not be used by ${group}`, error)
    }
  }
  // What others publish is handled in the subscriber's context, not in that of a publisher and its transaction.
  const look = AsyncResource.bind((): void => {
    looking = false
    if (paused || stopping.signal.aborted) return
    quietly(() => {
      for (const { topic, part } of store.behind(group)) start(topic, part)
    })
  })
  /** Not in the middle of a publication, and once for many. */
  const lookSoon = (): void => {
    if (looking) return
    looking = true
    setImmediate(look)
  }
  const live = (): void => {
    const now = nowMs()
    const members = store.alive({ group, member, topics, nowMs: now, untilMs: now + leaseMs })
    for (const place of held.values()) if (now < place.untilMs) place.untilMs = now + leaseMs
    mine = new Set(topics.flatMap(topic => shareOf(topic, member, members.get(topic) ?? [])))
    for (const topic of topics) {
      for (let part = 0; part < PARTITIONS; part++) {
        const key = keyOf(topic, part)
        if (!mine.has(key) && !working.has(key)) release(topic, part)
      }
    }
    lookSoon()
  }

  const onEvents = (topic: string): void => {
    if (topics.includes(topic)) lookSoon()
  }
  const onMembers = (): void => quietly(live)
  store.join(group, topics, from)
  changed.on('events', onEvents).on('members', onMembers)
  const timers = [setInterval(look, LOOK_EVERY_MS), setInterval(onMembers, leaseMs / 5)]
  for (const timer of timers) timer.unref()
  changed.emit('members')

  return {
    close() {
      left ??= leave()
      return left
    },
    pause() {
      paused = true
    },
    resume() {
      paused = false
      lookSoon()
    },
    async lagSeconds() {
      const now = nowMs()
      return new Map(
        topics.map(topic => {
          const oldest = store.oldestMs(group, topic)
          return [topic, oldest === undefined ? 0 : Math.max(0, (now - oldest) / 1000)]
        }),
      )
    },
  }

  async function leave(): Promise<void> {
    for (const timer of timers) clearInterval(timer)
    changed.off('events', onEvents).off('members', onMembers)
    stopping.abort(new Error('the subscription is closed'))
    if (!(await endedWithin(Promise.all(working.values()), closeMs))) {
      givenUp = true
      log.warn('a handler did not end with its subscription', { group })
    }
    quietly(() => store.leave(group, member))
    changed.emit('members')
  }
}

function keyOf(topic: string, part: number): string {
  return `${topic} ${part}`
}

/** Dealt out in turn, so that all come to the same by themselves. */
function shareOf(topic: string, member: string, members: readonly string[]): string[] {
  const turn = members.indexOf(member)
  const parts = Array.from({ length: PARTITIONS }, (_, part) => part)
  return parts.filter(part => part % members.length === turn).map(part => keyOf(topic, part))
}
