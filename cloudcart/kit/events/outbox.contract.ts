/** What the outbox and the memory of handled events do on each database, run against both by outbox.test.ts. */
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ObservedDatabase } from '../../testing/observed-database.ts'
import { until } from '../../testing/until.ts'
import type { Database } from '../database/database.ts'
import { type OpenOptions, openDatabase } from '../database/open.ts'
import type { EventLog, NewEvent, StoredEvent } from './events.ts'
import { openLocalLog } from './local-log.ts'
import { forgetEvents, ONCE_SQL, rememberEvent } from './once.ts'
import { createOutbox, OUTBOX_SQL, type Outbox } from './outbox.ts'

/** How the database of a test is reached; the same for the same name. */
export type Reached = (test: string) => Pick<OpenOptions, 'name' | 'file' | 'url'>

const MIGRATIONS = [OUTBOX_SQL, ONCE_SQL, 'CREATE TABLE things (id TEXT PRIMARY KEY)']

/** A log that can be away; it may take events and lose its answer. */
function faltering(log: EventLog) {
  const state = { mode: 'well' as 'well' | 'away' | 'mute', refused: 0 }
  const events: EventLog = {
    ...log,
    async publish(...given) {
      if (state.mode === 'well') return log.publish(...given)
      state.refused++
      if (state.mode === 'mute') await log.publish(...given)
      throw new Error('the log is away')
    },
  }
  return { events, state }
}

export function outboxContract(reached: Reached): void {
  let database: Database
  let observer: ObservedDatabase
  let log: ReturnType<typeof faltering>
  let local: EventLog
  let outbox: Outbox
  let arrived: StoredEvent[]
  let said: string[]
  let tests = 0

  const reach = () =>
    openDatabase({
      ...reached(`test-${tests}`),
      observer,
      migrations: MIGRATIONS,
      // On a busy machine it is slow without being away.
      patienceMs: 60_000,
    })
  const start = (): Outbox => {
    const note = (kind: string) => (message: string) => void said.push(`${kind}: ${message}`)
    outbox = createOutbox({
      database,
      events: log.events,
      topicOf: type => type.split('.')[0]!,
      log: { info: note('info'), warn: note('warn') },
      retryMs: 5,
    })
    return outbox
  }
  const event = (id: string, key = 'k'): NewEvent => ({ id, type: 'orders.made', key, payload: { id } })
  /** A change and what it tells, in one. */
  const change = (id: string) =>
    database.transaction(async queries => {
      await queries.run('INSERT INTO things (id) VALUES ($1)', [id])
      await outbox.add(queries, event(id))
    })
  const waiting = async () => (await database.all('SELECT id FROM outbox')).length
  const ids = () => arrived.map(({ id }) => id)

  beforeEach(async () => {
    tests++
    observer = new ObservedDatabase()
    database = await reach()
    const note = () => {}
    local = openLocalLog({ log: { info: note, warn: note, error: note } })
    log = faltering(local)
    arrived = []
    said = []
    await local.subscribe({
      group: 'g',
      topics: ['orders', 'users'],
      handle: async each => void arrived.push(each),
    })
  })
  afterEach(async () => {
    await outbox.close()
    await local.close()
    await database.close()
  })

  it('sends what was committed, in its order, and keeps nothing', async () => {
    start()
    const wanted = Array.from({ length: 250 }, (_, i) => String(i))
    for (const id of wanted.slice(0, 20)) await change(id)
    await database.transaction(async queries => {
      for (const id of wanted.slice(20)) await outbox.add(queries, event(id))
    })
    await until('all to arrive', () => arrived.length === 250)
    expect(ids()).toEqual(wanted)
    expect(arrived[7]).toMatchObject({
      id: '7',
      topic: 'orders',
      type: 'orders.made',
      key: 'k',
      payload: { id: '7' },
    })
    await until('the outbox to be empty', async () => (await waiting()) === 0)
    expect(said).toEqual([])
  })

  it('sends nothing of a transaction that was rolled back', async () => {
    start()
    const failing = database.transaction(async queries => {
      await outbox.add(queries, event('never'))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await change('then')
    await until('the next to arrive', () => arrived.length > 0)
    expect(ids()).toEqual(['then'])
  })

  it('tries until the log is back, says so once, and keeps the order', async () => {
    start()
    for (const mode of ['away', 'mute'] as const) {
      log.state.mode = mode
      log.state.refused = 0
      for (const id of ['1', '2', '3']) await change(`${mode}-${id}`)
      await until('several attempts', () => log.state.refused >= 3)
      log.state.mode = 'well'
      await until('all to arrive', () => ids().includes(`${mode}-3`))
      await until('the outbox to be empty', async () => (await waiting()) === 0)
    }
    await until('the end of the outage to be said', () => said.length === 4)
    const outage = [
      'warn: events wait in the outbox, because they could not be sent',
      'info: the events that waited in the outbox are sent',
    ]
    expect(said).toEqual([...outage, ...outage])
    expect(ids().slice(0, 3)).toEqual(['away-1', 'away-2', 'away-3'])
    // The log took it before its answer got lost: it is there several times, under one id.
    expect(ids().filter(id => id === 'mute-1').length).toBeGreaterThan(1)
    expect([...new Set(ids())].slice(3)).toEqual(['mute-1', 'mute-2', 'mute-3'])
  })

  it('sends at the start what was left behind', async () => {
    log.state.mode = 'away'
    start()
    for (const id of ['1', '2']) await change(id)
    await until('an attempt', () => log.state.refused > 0)
    await outbox.close()
    await database.close()

    database = await reach()
    log.state.mode = 'well'
    start()
    await until('both to arrive', () => arrived.length === 2)
    expect(ids()).toEqual(['1', '2'])
  })

  it('sends what is there before it closes', async () => {
    start()
    await Promise.all(['1', '2', '3'].map(change))
    await outbox.close()
    expect(await waiting()).toBe(0)
  })

  it('sends in the trace that the event was written in, each to its topic', async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager())
    propagation.setGlobalPropagator(new W3CTraceContextPropagator())
    try {
      start()
      const span = {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        spanId: 'b7ad6b7169203331',
        traceFlags: 1,
      }
      await context.with(trace.setSpanContext(ROOT_CONTEXT, span), () =>
        database.transaction(queries => outbox.add(queries, { type: 'users.joined', key: 'u', payload: {} })),
      )
      await change('without')
      await until('both to arrive', () => arrived.length === 2)
      const [joined, made] = ['users', 'orders'].map(topic => arrived.find(each => each.topic === topic)!)
      expect(joined!.headers).toEqual({ traceparent: `00-${span.traceId}-${span.spanId}-01` })
      expect(joined!.id).toMatch(/^[0-9a-f-]{36}$/)
      expect(made!.headers).toEqual({})
    } finally {
      context.disable()
      propagation.disable()
    }
  })

  it('finds what is committed long after it was written', async () => {
    start()
    if (database.kind === 'sqlite') {
      // Nobody else gets a turn meanwhile.
      await change('slow')
    } else {
      await database.transaction(async queries => {
        await outbox.add(queries, event('slow'))
        const looked = observer.queries.length
        await until('several looks', () => observer.queries.length > looked + 5)
        expect(arrived).toEqual([])
      })
    }
    await until('the event to arrive', () => arrived.length === 1)
  })

  describe('who remembers events', () => {
    it('handles each once, however often it comes, and what failed again', async () => {
      start()
      let done = 0
      const handle = (id: string, fails = false) =>
        database.transaction(async queries => {
          if (!(await rememberEvent(queries, id, 1_000))) return
          await queries.run('INSERT INTO things (id) VALUES ($1)', [`done-${id}`])
          if (fails) throw new Error('no')
          done++
        })
      await expect(handle('a', true)).rejects.toThrow('no')
      for (let i = 0; i < 3; i++) await handle('a')
      await Promise.all([handle('b'), handle('b')])
      expect(done).toBe(2)
      expect(await forgetEvents(database, 1_000)).toBe(0)
      expect(await forgetEvents(database, 1_001)).toBe(2)
      expect(await database.transaction(queries => rememberEvent(queries, 'a', 2_000))).toBe(true)
    })
  })
}
