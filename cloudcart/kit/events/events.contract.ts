/** What every `EventLog` does, run against each of them by its own test file. */
import { describe, expect, it, type TestContext } from 'vitest'
import { until } from '../../testing/until.ts'
import type { EventLogNotes } from './delivery.ts'
import type { EventLog, NewEvent, PoisonMessage, StoredEvent, SubscribeOptions } from './events.ts'

export interface Place {
  /** Another one each time, which has all that others of the same name have. */
  open(name: string, log: EventLogNotes): Promise<EventLog>
  /** Puts something into the topic that is no event. */
  poison(name: string, topic: string, key: string, bytes: string): Promise<void>
}

/** Every test has topics of its own, so all may run at once where servers make them wait. */
export function eventsContract(place: Place): void {
  let tests = 0

  // The test's own, because of those that run at once vitest does not know which one is asking.
  const prepare = (onTestFinished: TestContext['onTestFinished']) => {
    const name = `test-${++tests}`
    const notes: string[] = []
    const log: EventLogNotes = {
      info: message => void notes.push(message),
      warn: message => void notes.push(message),
      error: message => void notes.push(message),
    }
    const open = async (): Promise<EventLog> => {
      const opened = await place.open(name, log)
      onTestFinished(() => opened.close())
      return opened
    }
    const topic = `${name}-orders`
    return {
      topic,
      notes,
      open,
      group: `${name}-group`,
      poison: (key: string, bytes: string) => place.poison(name, topic, key, bytes),
    }
  }
  /** A handler that remembers. */
  const hearing = (more: Partial<SubscribeOptions> = {}) => {
    const heard: StoredEvent[] = []
    return {
      heard,
      numbers: () => heard.map(({ payload }) => payload.n as number),
      async handle(event: StoredEvent, signal: AbortSignal) {
        heard.push(event)
        await more.handle?.(event, signal)
      },
    }
  }
  const numbered = (n: number, key = 'k'): NewEvent => ({ type: 'counted', key, payload: { n } })
  const numbersTo = (end: number) => Array.from({ length: end }, (_, n) => n)

  it('hands over what was published, whole', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const log = await open()
    const payload = { text: 'für 5 € 🛒\n"\\', number: -1.5, list: [1, { a: null }], yes: true }
    await log.publish(topic, [{ id: 'id-1', type: 'order.created', key: 'o-1', payload }], {
      traceparent: '00-1-2-01',
    })
    await log.publish(topic, [{ type: 'order.paid', key: 'o-1', payload: {} }])
    const listener = hearing()
    await log.subscribe({ group, topics: [topic], handle: listener.handle })
    await until('both', () => listener.heard.length === 2)
    const [first, second] = listener.heard
    expect(first).toMatchObject({ id: 'id-1', topic, type: 'order.created', key: 'o-1', payload, attempt: 1 })
    expect(first!.headers).toEqual({ traceparent: '00-1-2-01' })
    expect(Date.now() - first!.publishedMs).toBeLessThan(60_000)
    expect(second).toMatchObject({ type: 'order.paid', headers: {}, partition: first!.partition })
    expect(second!.id).toMatch(/^[0-9a-f-]{36}$/)
    expect(BigInt(second!.offset)).toBe(BigInt(first!.offset) + 1n)
  })

  it('takes any text as key', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const log = await open()
    const keys = [
      '',
      ' ',
      "'; DROP TABLE events; --",
      '%_\\',
      '$' + '{x}',
      'a\nb\tc',
      'ключ 🛒',
      'x'.repeat(2000),
      '../..',
      '__proto__',
    ]
    const listener = hearing()
    await log.subscribe({ group, topics: [topic], handle: listener.handle })
    await log.publish(
      topic,
      keys.map((key, n) => numbered(n, key)),
    )
    await log.publish(
      topic,
      keys.map((key, n) => numbered(100 + n, key)),
    )
    await until('all', () => listener.heard.length === 2 * keys.length)
    for (const [n, key] of keys.entries()) {
      const own = listener.heard.filter(event => event.key === key)
      expect(own.map(({ payload }) => payload.n)).toEqual([n, 100 + n])
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
    }
  })

  it('keeps the order of each key, also when handlers take different times and fail', async ({
    onTestFinished,
  }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const log = await open()
    let atWork = 0
    const heard = new Map<string, number[]>()
    const listener = hearing({
      async handle({ key, payload, attempt }) {
        atWork++
        // Longer for earlier ones, if they did run at once.
        for (let i = 0; i < 20 - Number(payload.n); i++) await new Promise(done => setImmediate(done))
        atWork--
        if (payload.n === 7 && attempt === 1) throw new Error('once')
        heard.set(key, [...(heard.get(key) ?? []), Number(payload.n)])
      },
    })
    const keys = ['a', 'b', 'c', 'd', 'e']
    for (let n = 0; n < 20; n++)
      await log.publish(
        topic,
        keys.map(key => numbered(n, key)),
      )
    await log.subscribe({ group, topics: [topic], retryMs: 1, handle: listener.handle })
    await until('all', () => [...heard.values()].flat().length === 100)
    for (const key of keys) expect(heard.get(key)).toEqual(numbersTo(20))
    expect(atWork).toBe(0)
  })

  it('gives each group all', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const log = await open()
    const [a, b] = [hearing(), hearing()]
    await Promise.all([
      log.subscribe({ group: `${group}-a`, topics: [topic], handle: a.handle }),
      log.subscribe({ group: `${group}-b`, topics: [topic], handle: b.handle }),
    ])
    for (let n = 0; n < 10; n++) await log.publish(topic, [numbered(n)])
    await until('both groups to have all', () => a.heard.length === 10 && b.heard.length === 10)
    expect([a.numbers(), b.numbers()]).toEqual([numbersTo(10), numbersTo(10)])
  })

  it('takes several topics in one subscription', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const log = await open()
    const listener = hearing()
    const topics = [topic, `${topic}-2`, `${topic}-3`]
    await log.subscribe({ group, topics, handle: listener.handle })
    for (const [n, each] of topics.entries()) await log.publish(each, [numbered(n)])
    await log.publish(`${topic}-4`, [numbered(99)])
    await until('all', () => listener.heard.length === 3)
    expect(listener.heard.map(event => event.topic).sort()).toEqual([...topics].sort())
  })

  it('goes on after it was closed and opened where it stood', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const first = await open()
    const before = hearing()
    await first.subscribe({ group, topics: [topic], handle: before.handle })
    for (let n = 0; n < 5; n++) await first.publish(topic, [numbered(n)])
    await until('the first', () => before.heard.length === 5)
    await first.close()
    await expect(first.publish(topic, [numbered(99)])).rejects.toThrow('the event log is closed')
    await expect(first.subscribe({ group, topics: [topic], handle: before.handle })).rejects.toThrow(
      'is closed',
    )
    await first.close()

    const second = await open()
    for (let n = 5; n < 10; n++) await second.publish(topic, [numbered(n)])
    const after = hearing()
    const subscription = await second.subscribe({ group, topics: [topic], handle: after.handle })
    await until('the others', () => after.heard.length === 5)
    expect(after.numbers()).toEqual([5, 6, 7, 8, 9])
    await until('no lag', async () => (await subscription.lagSeconds()).get(topic) === 0)
    expect(before.heard).toHaveLength(5)
  })

  it('hands an event over again when the handler throws, and says so', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const log = await open()
    const failures: string[] = []
    const listener = hearing({
      async handle({ attempt, payload }) {
        if (payload.n === 0 && attempt < 3) throw new Error(`try ${attempt}`)
      },
    })
    await log.subscribe({
      group,
      topics: [topic],
      retryMs: 1,
      handle: listener.handle,
      failed(event, error, last) {
        failures.push(`${event.attempt} ${error.message} ${last}`)
        throw new Error('observers may fail')
      },
    })
    await log.publish(topic, [numbered(0), numbered(1)])
    await until('both', () => listener.numbers().includes(1))
    expect(listener.heard.map(({ payload, attempt }) => [payload.n, attempt])).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 1],
    ])
    expect(failures).toEqual(['1 try 1 false', '2 try 2 false'])
  })

  it('puts an event aside after the last attempt, with what is known, and goes on', async ({
    onTestFinished,
  }) => {
    const { open, topic, group, notes } = prepare(onTestFinished)
    const log = await open()
    const lasts: boolean[] = []
    const done = hearing()
    const dead = hearing({
      async handle() {
        throw new Error('dead letters fail too')
      },
    })
    await Promise.all([
      log.subscribe({
        group,
        topics: [topic],
        retryMs: 1,
        mostAttempts: 2,
        async handle(event, signal) {
          // What others throw is not always an error.
          if (event.payload.n === 0) throw 'no way'
          await done.handle(event, signal)
        },
        failed: (_, __, last) => void lasts.push(last),
      }),
      log.subscribe({
        group: `${group}-dead`,
        topics: [`${topic}.dead`],
        retryMs: 1,
        mostAttempts: 1,
        handle: dead.handle,
      }),
    ])
    await log.publish(topic, [{ ...numbered(0), id: 'the-id' }, numbered(1)], { traceparent: 't' })
    await until(
      'the next event and the dead letter',
      () => done.heard.length === 1 && dead.heard.length === 1,
    )
    expect(lasts).toEqual([false, true])
    expect(dead.heard[0]).toMatchObject({ id: 'the-id', type: 'counted', key: 'k', payload: { n: 0 } })
    expect(dead.heard[0]!.headers).toEqual({
      traceparent: 't',
      reason: 'no way',
      attempts: '2',
      origin: topic,
    })
    expect(notes).toContain('counted went to the dead letters')
    await until('the dead letter to be left', () => notes.includes('a dead letter could not be handled'))
  })

  it('tells of what is no event, keeps it beside the dead letters, and goes on', async ({
    onTestFinished,
  }) => {
    const { open, topic, group, poison } = prepare(onTestFinished)
    const log = await open()
    const told: PoisonMessage[] = []
    const [listener, dead] = [hearing(), hearing()]
    const all = ['{"broken', ' ', '[1]', 'null', '"text"']
    await log.publish(topic, [numbered(0)])
    for (const bytes of all) await poison('k', bytes)
    await log.publish(topic, [numbered(1)])
    await Promise.all([
      log.subscribe({
        group,
        topics: [topic],
        handle: listener.handle,
        poison: message => void told.push(message),
      }),
      log.subscribe({ group: `${group}-dead`, topics: [`${topic}.dead`], handle: dead.handle }),
    ])
    await until('all', () => listener.heard.length === 2 && dead.heard.length === all.length)
    expect(listener.numbers().sort()).toEqual([0, 1])
    expect(told.map(message => message.topic)).toEqual(all.map(() => topic))
    for (const { reason } of told) expect(reason).toMatch(/^its payload is no (JSON: .|object$)/)
    const kept = dead.heard.map(({ payload }) => Buffer.from(String(payload.base64), 'base64').toString())
    expect(kept.sort()).toEqual([...all].sort())
    for (const { type, headers } of dead.heard) {
      expect([type, headers.origin, headers.attempts]).toEqual(['poison', topic, '0'])
    }
  })

  it('takes nothing while it pauses, which the lag shows, and goes on afterwards', async ({
    onTestFinished,
  }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const log = await open()
    const listener = hearing()
    const subscription = await log.subscribe({
      group,
      topics: [topic, `${topic}-idle`],
      handle: listener.handle,
    })
    const lag = async () => (await subscription.lagSeconds()).get(topic)!
    expect(await subscription.lagSeconds()).toEqual(
      new Map([
        [topic, 0],
        [`${topic}-idle`, 0],
      ]),
    )
    subscription.pause()
    await log.publish(topic, [numbered(0)])
    const lagged = await until('the lag to begin', lag)
    await log.publish(topic, [numbered(1)])
    // Of the oldest.
    await until('the lag to grow', async () => (await lag()) > lagged)
    expect(listener.heard).toEqual([])
    subscription.resume()
    await until('all', () => listener.heard.length === 2)
    expect(listener.numbers()).toEqual([0, 1])
    await until('the lag to end', async () => (await lag()) === 0)
    expect((await subscription.lagSeconds()).get(`${topic}-idle`)).toBe(0)
  })

  it('begins a new group at the end when it is told so, and only a new one', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const first = await open()
    await first.publish(topic, [numbered(0), numbered(1, 'other')])
    const before = hearing()
    const subscription = await first.subscribe({ group, topics: [topic], from: 'end', handle: before.handle })
    expect((await subscription.lagSeconds()).get(topic)).toBe(0)
    await subscription.close()
    // It has seen nothing yet, and still has its place.
    await first.publish(topic, [numbered(2)])
    const after = hearing()
    await first.subscribe({ group, topics: [topic], from: 'end', handle: after.handle })
    await first.publish(topic, [numbered(3)])
    await until('the new ones', () => after.heard.length === 2)
    expect(after.numbers()).toEqual([2, 3])
    expect(before.heard).toEqual([])
  })

  it('lets members of a group share, and one go on for the other', async ({ onTestFinished }) => {
    const { open, topic, group } = prepare(onTestFinished)
    const [first, second] = await Promise.all([open(), open()])
    const [a, b] = [hearing(), hearing()]
    const one = await first.subscribe({ group, topics: [topic], handle: a.handle })
    await second.subscribe({ group, topics: [topic], handle: b.handle })
    let n = 0
    const publishSome = () =>
      first.publish(
        topic,
        Array.from({ length: 16 }, () => numbered(n, `key ${n++}`)),
      )
    await until('both to hear something', async () => {
      await publishSome()
      return a.heard.length > 0 && b.heard.length > 0
    })
    const all = () => [...a.numbers(), ...b.numbers()]
    await until('all to be heard', () => new Set(all()).size === n)
    // While the group was divided, one of them may have had what the other has handled.
    await until('what is settled to be heard once', async () => {
      const before = all().length
      await publishSome()
      await until('all to be heard', () => new Set(all()).size === n)
      return all().length === before + 16
    })
    await one.close()
    const had = b.heard.length
    await publishSome()
    await until('the other to hear all', () => b.heard.length >= had + 16)
    expect(new Set(all()).size).toBe(n)
  })

  describe('when it closes', () => {
    it('waits for the event at work, and takes no other', async ({ onTestFinished }) => {
      const { open, topic, group } = prepare(onTestFinished)
      const log = await open()
      const finish = Promise.withResolvers<void>()
      const listener = hearing({ handle: () => finish.promise })
      const subscription = await log.subscribe({ group, topics: [topic], handle: listener.handle })
      await log.publish(topic, [numbered(0), numbered(1)])
      await until('the first to be at work', () => listener.heard.length === 1)
      let closed = false
      const closing = subscription.close().then(() => {
        closed = true
      })
      await new Promise(done => setImmediate(done))
      expect(closed).toBe(false)
      finish.resolve()
      await closing
      expect(listener.numbers()).toEqual([0])
      const next = hearing()
      await log.subscribe({ group, topics: [topic], handle: next.handle })
      await until('the second', () => next.heard.length === 1)
      expect(next.numbers()).toEqual([1])
    })

    it('tells the handler, and hands over again what that gave up', async ({ onTestFinished }) => {
      const { open, topic, group } = prepare(onTestFinished)
      const log = await open()
      const failures: Error[] = []
      const listener = hearing({
        handle: (_, signal) =>
          new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      })
      const subscription = await log.subscribe({
        group,
        topics: [topic],
        handle: listener.handle,
        failed: (_, error) => void failures.push(error),
      })
      await log.publish(topic, [numbered(0)])
      await until('it to be at work', () => listener.heard.length === 1)
      await Promise.all([subscription.close(), subscription.close()])
      expect(failures).toEqual([])
      const next = hearing()
      await log.subscribe({ group, topics: [topic], handle: next.handle })
      await until('it again', () => next.heard.length === 1)
      expect(next.heard[0]).toMatchObject({ payload: { n: 0 }, attempt: 1 })
    })
  })
}
