import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createKafka, type KafkaBroker } from '../../testing/kafka.ts'
import { outsideProgram } from '../../testing/outside-program.ts'
import { until } from '../../testing/until.ts'
import type { EventLogNotes } from './delivery.ts'
import { eventsContract } from './events.contract.ts'
import { openKafkaLog } from './kafka-log.ts'

const kcat = outsideProgram('kcat')
/** The mock makes each new group wait three seconds, so all wait at once. */
const SESSION_MS = 3_000

describe('events on Kafka', { skip: kcat === undefined, concurrent: true }, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await createKafka(kcat!)
  })
  afterAll(() => broker?.remove())

  const silent: EventLogNotes = { info() {}, warn() {}, error() {} }
  const open = (log = silent, more = {}) =>
    openKafkaLog({ brokers: broker.brokers, clientId: 'test', log, sessionMs: SESSION_MS, ...more })

  /** Another client of Kafka's, with what it likes to send. */
  const produce = async (topic: string, key: string, bytes: string, ...args: string[]) => {
    const child = spawn(
      kcat!,
      ['-P', '-b', broker.brokers, '-t', topic, '-k', key, '-D', '\u0001', ...args],
      {
        stdio: ['pipe', 'inherit', 'inherit'],
      },
    )
    child.stdin.end(bytes === '' ? '\u0001' : bytes)
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
  }

  describe('as every log', () =>
    eventsContract({
      open: (_, log) => open(log),
      poison: (_, topic, key, bytes) => produce(topic, key, bytes, '-H', 'type=broken', '-H', 'id=p'),
    }))

  const numbered = (n: number, key = 'k') => ({ type: 'counted', key, payload: { n } })

  it('goes on after the broker was away, and says so once', async () => {
    const own = await createKafka(kcat!)
    const said: string[] = []
    const log: EventLogNotes = {
      info: message => void said.push(message),
      warn: message => void said.push(message),
      error: message => void said.push(message),
    }
    const events = await open(log, { brokers: own.brokers })
    const heard: number[] = []
    const subscription = await events.subscribe({
      group: 'g',
      topics: ['away'],
      async handle({ payload }) {
        heard.push(Number(payload.n))
        // The commit finds nobody.
        if (payload.n === 1) await own.stop()
      },
    })
    await events.publish('away', [numbered(0)])
    await until('the first', () => heard.length === 1)
    for (let outage = 1; outage <= 2; outage++) {
      if (outage === 1) await events.publish('away', [numbered(1)])
      else await own.stop()
      await until('it to be said', () => said.length === 2 * outage - 1)
      await expect(events.publish('away', [numbered(99)])).rejects.toThrow()
      await expect(subscription.lagSeconds()).rejects.toThrow()
      await own.start()
      await until('events to be taken again', async () => {
        await events.publish('away', [numbered(outage * 10)])
        return heard.includes(outage * 10)
      })
      await until('its end to be said', () => said.length === 2 * outage)
    }
    expect(heard.slice(0, 3)).toEqual([0, 1, 10])
    expect(said).toEqual([
      'Kafka can’t be used, it is tried again',
      'Kafka is back',
      'Kafka can’t be used, it is tried again',
      'Kafka is back',
    ])
    await own.stop()
    await events.close()
    await own.remove()
  })

  it('says where it looked when no broker is there', async () => {
    const said: string[] = []
    const events = await open(
      { ...silent, warn: message => void said.push(message) },
      { brokers: '127.0.0.1:9, 127.0.0.1:10', patienceMs: 0 },
    )
    const handle = async () => {}
    await expect(events.subscribe({ group: 'g', topics: ['t'], handle })).rejects.toThrow(
      /^Kafka at 127\.0\.0\.1:9, 127\.0\.0\.1:10 can't be used: .*ECONNREFUSED/s,
    )
    await expect(events.publish('t', [numbered(0)])).rejects.toThrow()
    expect(said).toEqual(['Kafka can’t be used, it is tried again'])
    await events.close()
  })

  it('is left by a handler that never ends', async () => {
    const said: string[] = []
    const events = await open({ ...silent, warn: message => void said.push(message) }, { closeMs: 50 })
    let began = false
    await events.subscribe({
      group: 'endless',
      topics: ['endless'],
      handle() {
        began = true
        return new Promise(() => {})
      },
    })
    await events.publish('endless', [numbered(0)])
    await until('it to begin', () => began)
    await events.close()
    expect(said).toEqual(['a handler did not end with its subscription'])
  })

  it('reads what other clients write, and has a key where they have it', async () => {
    const events = await open()
    const heard: unknown[] = []
    const poison: string[] = []
    await events.subscribe({
      group: 'others',
      topics: ['others'],
      async handle({ id, type, key, payload, headers, partition }) {
        heard.push({ id, type, key, payload, headers, partition })
      },
      poison: ({ reason }) => void poison.push(reason),
    })
    await events.publish('others', [{ id: 'own', ...numbered(0, 'same key') }])
    await until('the own one', () => heard.length === 1)
    const { partition } = heard[0] as { partition: number }
    const { offset } = { offset: 1 }
    const murmur = ['-X', 'partitioner=murmur2']
    await produce('others', 'same key', '{"n":1}', '-H', 'type=counted', '-H', 'more=x', ...murmur)
    await produce('others', 'same key', '{"n":2}', ...murmur)
    await until('the others', () => heard.length === 2 && poison.length === 1)
    expect(heard[1]).toEqual({
      id: `others-${partition}-${offset}`,
      type: 'counted',
      key: 'same key',
      payload: { n: 1 },
      headers: { more: 'x' },
      partition,
    })
    expect(poison).toEqual(['it has no type'])
  })
})
