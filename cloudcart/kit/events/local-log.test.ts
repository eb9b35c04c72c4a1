import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MemberOptions } from '../../testing/log-member.ts'
import { until } from '../../testing/until.ts'
import { eventsContract } from './events.contract.ts'
import type { EventLog, StoredEvent, SubscribeOptions } from './events.ts'
import { type LocalLogOptions, openLocalLog } from './local-log.ts'

const MEMBER = fileURLToPath(new URL('../../testing/log-member.ts', import.meta.url))
const said: string[] = []
const note = (message: string) => void said.push(message)
const log = { info: note, warn: note, error: note }

let folder: string
let opened: EventLog[]
let children: ChildProcess[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloudcart-log-'))
  opened = []
  children = []
  said.length = 0
})
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(opened.map(each => each.close()))
  rmSync(folder, { recursive: true, force: true })
})

const file = () => join(folder, 'deep', 'events.sqlite')

function open(options: Partial<LocalLogOptions> = {}): EventLog {
  const made = openLocalLog({ file: file(), log, ...options })
  opened.push(made)
  return made
}

async function collect(from: EventLog, options: Partial<SubscribeOptions> = {}): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  await from.subscribe({
    group: 'g',
    topics: ['orders'],
    handle: async event => void events.push(event),
    ...options,
  })
  return events
}

const event = (id: string, key = 'k') => ({ id, type: 'order.created', key, payload: { id } })
const idsOf = (events: readonly StoredEvent[]) => events.map(({ id }) => id)

describe('the log in a file', () => {
  const shared = mkdtempSync(join(tmpdir(), 'cloudcart-log-'))
  afterAll(() => rmSync(shared, { recursive: true, force: true }))
  const fileOf = (name: string) => join(shared, `${name}.sqlite`)
  eventsContract({
    open: async (name, notes) => openLocalLog({ file: fileOf(name), log: notes }),
    async poison(name, topic, key, bytes) {
      const raw = new DatabaseSync(fileOf(name), { timeout: 2_000 })
      const { part, position } = raw
        .prepare(`INSERT INTO heads (topic, part, next) VALUES (?, 0, 1)
          ON CONFLICT (topic, part) DO UPDATE SET next = next + 1 RETURNING part, next - 1 AS position`)
        .get(topic)!
      raw
        .prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
        .run(topic, part!, position!, 'p', 'broken', key, bytes, '{}', Date.now())
      raw.close()
    },
  })
})

interface Member {
  readonly began: string[]
  readonly ended: string[]
  readonly notes: string[]
  /** Lets one handler go on. */
  goOn(): void
  stopped(): Promise<void>
  continue(): void
  killed(): Promise<void>
}

async function startMember(options: Partial<MemberOptions> = {}): Promise<Member> {
  const given: MemberOptions = {
    file: file(),
    group: 'g',
    topic: 'orders',
    leaseMs: 5_000,
    hold: false,
    ...options,
  }
  const child = spawn(process.execPath, [MEMBER, JSON.stringify(given)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const member = { began: [] as string[], ended: [] as string[], notes: [] as string[] }
  let subscribed = false
  let stopped = false
  createInterface({ input: child.stdout! }).on('line', line => {
    const { began, ended, note: noted, subscribed: joined, stops } = JSON.parse(line)
    if (began !== undefined) member.began.push(began)
    if (ended !== undefined) member.ended.push(ended)
    if (noted !== undefined) member.notes.push(noted)
    if (joined) subscribed = true
    if (stops) stopped = true
  })
  await until('the other process to subscribe', () => subscribed)
  return {
    ...member,
    goOn: () => void child.stdin!.write('\n'),
    async stopped() {
      child.kill('SIGUSR2')
      await until('the other process to stop', () => stopped)
    },
    continue: () => void child.kill('SIGCONT'),
    async killed() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

describe('several processes with one file', () => {
  it('hear what the others publish', async () => {
    const here = open()
    const other = await startMember()
    await here.publish('orders', [event('1'), event('2')])
    await until('the other process to handle both', () => other.ended.length === 2)
    expect(other.ended).toEqual(['1', '2'])
  })

  it('divide a group, and take over what one leaves that was killed', async () => {
    // So long that nobody is taken for dead whom the machine only kept waiting.
    const leaseMs = 15_000
    let aheadMs = 0
    const here = open({ leaseMs, nowMs: () => Date.now() + aheadMs })
    const other = await startMember({ leaseMs })
    const events = await collect(here)
    const publish = async (name: string): Promise<string[]> => {
      const ids = Array.from({ length: 40 }, (_, i) => `${name}-${i}`)
      await here.publish(
        'orders',
        ids.map((id, i) => event(id, `key-${i}`)),
      )
      return ids.sort()
    }
    const all = () => [...idsOf(events), ...other.ended].sort()

    // The other learns of us when it next says that it lives.
    let published = await publish('first')
    await until('all to be handled', () => all().length === 40)
    await until('both to have a share', async () => {
      const before = all().length
      const [hereBefore, otherBefore] = [events.length, other.ended.length]
      published = [...published, ...(await publish(`more-${before}`))]
      await until('all to be handled', () => all().length === published.length)
      return events.length > hereBefore && other.ended.length > otherBefore
    })
    expect(all()).toEqual(published.sort())

    await other.killed()
    aheadMs = leaseMs
    const rest = await publish('rest')
    await until('all to come here', () => rest.every(id => idsOf(events).includes(id)))
    expect(said).toEqual([])
  })

  it('get an event again when one was killed in the middle of it', async () => {
    const leaseMs = 500
    const here = open({ leaseMs })
    const other = await startMember({ leaseMs, hold: true })
    await here.publish('orders', [event('1'), event('2'), event('3')])
    await until('the first to begin', () => other.began.length === 1)
    other.goOn()
    await until('the second to begin', () => other.began.length === 2)
    await other.killed()
    expect(other.ended).toEqual(['1'])

    const events = await collect(here)
    await until('the others', () => events.length === 2)
    expect(idsOf(events)).toEqual(['2', '3'])
    expect(events[0]).toMatchObject({ attempt: 1, partition: events[1]!.partition })
  })

  it('do not go back when one comes to itself that was taken for dead', async () => {
    // So long that nobody is taken for dead but by what stands in the file.
    const leaseMs = 15_000
    const here = open({ leaseMs })
    const other = await startMember({ leaseMs, hold: true })
    await here.publish('orders', [event('1'), event('2')])
    await until('the first to begin', () => other.began.length === 1)
    await other.stopped()
    const raw = new DatabaseSync(file(), { timeout: 2_000 })
    raw.exec('UPDATE members SET until_ms = 1; UPDATE groups SET lease_ms = 1')
    raw.close()
    const events = await collect(here)
    await until('both to come here', () => events.length === 2)

    other.continue()
    other.goOn()
    await until('the other to end what it began', () => other.ended.length === 1)
    await here.publish('orders', [event('3')])
    await until('the third', () => events.length + other.began.length === 4)
    for (let i = 0; i < 5; i++) other.goOn()
    const another = open()
    const seen = await collect(another, { group: 'other group' })
    await here.publish('orders', [event('4')])
    await until('the fourth', () => seen.length === 4 && events.length + other.began.length === 5)
    expect([...idsOf(events), ...other.began].sort()).toEqual(['1', '1', '2', '3', '4'])
    expect(other.notes).toEqual([])
  })
})

describe('a clock that goes back', () => {
  it('leaves nothing in the hands of a member that died', async () => {
    const before = Date.now()
    const stuck = Promise.withResolvers<void>()
    // It knows nothing of the change, as it would if it were dead.
    const dead = open({ nowMs: () => before })
    await dead.subscribe({ group: 'g', topics: ['orders'], handle: () => stuck.promise })
    await dead.publish('orders', [event('1')])
    const raw = new DatabaseSync(file())
    const held = raw.prepare(`SELECT count(*) AS found FROM groups WHERE owner <> ''`)
    await until('the lease of the one that dies', () => held.get()?.found === 1)
    raw.close()
    const events = await collect(open({ nowMs: () => before - 3_600_000 }))
    await until('the event', () => idsOf(events).includes('1'))
    stuck.resolve()
  })
})

describe('retention', () => {
  const many = (name: string, count: number) =>
    Array.from({ length: count }, (_, i) => event(`${name}-${i}`, `key-${i}`))

  it('keeps the newest events of each partition', async () => {
    const here = open({ mostEvents: 40 })
    await here.publish('orders', many('a', 1_000))
    const events = await collect(here)
    await until('the newest', () => idsOf(events).includes('a-999'))
    expect(events.length).toBeLessThanOrEqual(40)
    expect(events.length).toBeGreaterThan(20)
  })

  it('keeps nothing that is too old', async () => {
    let now = 1_000_000_000_000
    const here = open({ mostAgeMs: 60_000, nowMs: () => now })
    await here.publish('orders', many('old', 100))
    now += 61_000
    await here.publish('payments', many('new', 400))
    await here.publish('payments', many('newer', 100))
    const events = await collect(here, { topics: ['orders', 'payments'] })
    await until('the new ones', () => events.length >= 500)
    expect(events.every(({ id }) => id.startsWith('new'))).toBe(true)
  })

  it('lets a group that is too slow go on with the oldest that is left', async () => {
    const here = open({ mostEvents: 4 })
    const subscription = await here.subscribe({ group: 'g', topics: ['orders'], handle: async () => {} })
    subscription.pause()
    for (let i = 0; i < 600; i++) await here.publish('orders', [event(`${i}`)])
    await subscription.close()
    const events = await collect(here)
    await until('the newest', () => idsOf(events).includes('599'))
    expect(events.length).toBeLessThan(200)
    expect(idsOf(events)).toEqual([...idsOf(events)].sort((a, b) => Number(a) - Number(b)))
  })
})

describe('a file that somebody else wrote into', () => {
  it('is read as far as it can be', async () => {
    const here = open()
    await here.publish('orders', [event('1')])
    const raw = new DatabaseSync(file())
    raw.exec(`UPDATE events SET headers = 'no JSON'`)
    raw.close()
    const events = await collect(here)
    await until('the event', () => events.length === 1)
    expect(events[0]).toMatchObject({ id: '1', headers: {} })
  })
})

describe('a handler', () => {
  it('is told that its subscription closes, and waited for', async () => {
    const here = open({ file: undefined })
    let told = false
    let ended = false
    const began = Promise.withResolvers<void>()
    const subscription = await here.subscribe({
      group: 'g',
      topics: ['orders'],
      async handle(_, signal) {
        began.resolve()
        await once(signal, 'abort')
        told = true
        await new Promise(done => setImmediate(done))
        ended = true
      },
    })
    await here.publish('orders', [event('1')])
    await began.promise
    await subscription.close()
    expect([told, ended]).toEqual([true, true])
    const again = await collect(here)
    await here.publish('orders', [event('2')])
    await until('the next', () => again.length === 1)
    // It ended without an error, so it is handled.
    expect(idsOf(again)).toEqual(['2'])
  })

  it('is left when it does not end, and does no harm when it ends after all', async () => {
    const here = open({ closeMs: 20 })
    const finish = Promise.withResolvers<void>()
    let began = false
    let ended = false
    await here.subscribe({
      group: 'g',
      topics: ['orders'],
      async handle() {
        began = true
        await finish.promise
        ended = true
      },
    })
    await here.publish('orders', [event('1')])
    await until('it to begin', () => began)
    await here.close()
    expect(said).toEqual(['a handler did not end with its subscription'])
    const again = await collect(open())
    await until('the event again', () => again.length === 1)
    finish.resolve()
    await until('it to end', () => ended)
    await new Promise(done => setImmediate(done))
    expect(said).toHaveLength(1)
  })

  it('may publish, and subscribe to what it publishes', async () => {
    const here = open({ file: undefined })
    const events = await collect(here, {
      async handle({ payload }) {
        const count = Number(payload.count)
        if (count < 100) {
          await here.publish('orders', [{ type: 't', key: String(count), payload: { count: count + 1 } }])
        }
      },
    })
    const seen = await collect(here, { group: 'seen' })
    await here.publish('orders', [{ type: 't', key: '0', payload: { count: 1 } }])
    await until('all of them', () => seen.length === 100)
    expect(events).toEqual([])
  })
})

it('takes nothing after it was closed', async () => {
  const here = open({ file: undefined })
  await here.close()
  await here.close()
  await expect(here.publish('orders', [event('1')])).rejects.toThrow('the event log is closed')
  await expect(collect(here)).rejects.toThrow('the event log is closed')
})
