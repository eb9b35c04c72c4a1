import { createServer } from 'node:http'
import { labelsOf } from '@vedette/model'
import { relabelRule } from '@vedette/model/relabel'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Collected } from '../../../testing/collecting-sink.ts'
import { listen } from '../../../testing/loopback.ts'
import { createScrapingFixture, INTERVAL_MS, type ScrapingFixture } from '../../../testing/scraping.ts'
import type { Log } from '../../self/log.ts'

let fixture: ScrapingFixture
let logged: string[]
beforeEach(() => {
  logged = []
  const note = (message: string, fields: object = {}) =>
    void logged.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { debug: () => {}, info: note, warn: note, error: note, room: () => log }
  fixture = createScrapingFixture(log)
})
afterEach(() => fixture.close())

/** Exposes `a` with the number of times that it was asked. */
async function countingTarget(body: (asked: number) => string = asked => `a ${asked}\n`) {
  let asked = 0
  const server = await fixture.serve((_, response) => {
    asked++
    response.setHeader('content-type', 'text/plain')
    response.end(body(asked))
  })
  return { host: server.host, asked: () => asked }
}

/** By name alone, without the times. */
const values = (name: string): (number | 'stale')[] =>
  Object.entries(fixture.store.samples())
    .filter(([series]) => series.startsWith(`${name}{`))
    .flatMap(([, samples]) => samples)
    .sort((a: Collected, b: Collected) => a[0] - b[0])
    .map(([, value]) => value)

describe('targets that come and go', () => {
  it('end with stale markers, the reports about them too, when they have been gone for two intervals', async () => {
    const { host, asked } = await countingTarget()
    fixture.discover('job', { __address__: host })
    fixture.apply(fixture.config())
    await fixture.round()
    fixture.discover('job')
    expect(fixture.scraping.targets().activeTargets).toEqual([])
    await fixture.clock.waiters(1)
    await fixture.clock.advance(1.1 * INTERVAL_MS - 1)
    expect(fixture.store.batches).toHaveLength(1)
    await fixture.clock.advance(1.1 * INTERVAL_MS)
    await fixture.batches(2)
    expect(asked()).toBe(1)
    for (const [name, samples] of Object.entries(fixture.store.samples())) {
      expect(samples.map(([, value]) => value).at(-1), name).toBe('stale')
      expect(samples[1]![0] - samples[0]![0]).toBe(INTERVAL_MS)
    }
    expect(Object.keys(fixture.store.samples())).toHaveLength(6)
  })

  it('go on without markers when they are back in time', async () => {
    const { host } = await countingTarget()
    fixture.discover('job', { __address__: host })
    fixture.apply(fixture.config())
    await fixture.round()
    fixture.discover('job')
    fixture.discover('job', { __address__: host })
    await fixture.clock.waiters(2)
    await fixture.round()
    await fixture.round()
    await fixture.round()
    expect(values('a')).toEqual([1, 2, 3, 4])
    expect(values('up')).toEqual([1, 1, 1, 1])
  })

  it('go on under another address without markers, but for what is not there', async () => {
    const first = await countingTarget(asked => `a ${asked}\nonly_first 1\n`)
    const second = await countingTarget(asked => `a ${100 + asked}\n`)
    fixture.discover('job', { __address__: first.host, instance: 'db' })
    fixture.apply(fixture.config())
    await fixture.round()
    fixture.discover('job', { __address__: second.host, instance: 'db' })
    await fixture.clock.waiters(2)
    await fixture.round()
    await fixture.round()
    await fixture.round(2)
    expect(values('a')).toEqual([1, 101, 102, 103])
    expect(values('only_first')).toEqual([1, 'stale'])
    expect(values('up')).toEqual([1, 1, 1, 1])
  })

  it('keep their loops while only discovery’s own labels change', async () => {
    const { host, asked } = await countingTarget()
    fixture.discover('job', { __address__: host, __meta_version: '1' })
    fixture.apply(fixture.config())
    await fixture.round()
    fixture.discover('job', { __address__: host, __meta_version: '2' })
    await fixture.round()
    expect(asked()).toBe(2)
    expect(fixture.scraping.targets().activeTargets).toMatchObject([
      { health: 'up', discoveredLabels: { __meta_version: '2' } },
    ])
  })

  it('are told with what was dropped and what can not be scraped', async () => {
    fixture.discover(
      'job',
      { __address__: 'a:1', keep: 'no' },
      { __address__: 'b:1', keep: 'no' },
      { __address__: 'c/d', keep: 'yes' },
      { __address__: 'e:1', keep: 'yes' },
      { __address__: 'e:1', keep: 'yes' },
    )
    const rules = [relabelRule({ sourceLabels: ['keep'], regex: 'yes', action: 'keep' })]
    fixture.apply(
      fixture.config({ relabelConfigs: rules }),
      fixture.config({ jobName: 'other', keepDroppedTargets: 1, relabelConfigs: rules }),
    )
    fixture.discover('other', { __address__: 'a:1' }, { __address__: 'b:1' })
    const targets = fixture.scraping.targets()
    expect(targets.activeTargets.map(each => each.scrapeUrl)).toEqual(['http://e:1/metrics'])
    expect(targets.droppedTargetCounts).toEqual({ job: 3, other: 2 })
    expect(
      targets.droppedTargets.map(each => [each.scrapePool, each.discoveredLabels.__address__, each.reason]),
    ).toEqual([
      ['job', 'a:1', undefined],
      ['job', 'b:1', undefined],
      ['job', 'c/d', '"c/d" is not a valid hostname'],
      ['other', 'a:1', undefined],
    ])
    expect(fixture.scraping.pools()).toEqual(['job', 'other'])
    expect(logged).toEqual([
      'creating a target failed {"job":"job","reason":"static/0: \\"c/d\\" is not a valid hostname"}',
    ])
    const steps = fixture.scraping.relabelSteps('job', labelsOf({ __address__: 'a:1', keep: 'no' }))
    expect(steps).toMatchObject([{ index: 0, kept: false }])
    expect(fixture.scraping.relabelSteps('unknown', [])).toBeUndefined()
  })
})

describe('a reload', () => {
  it('leaves jobs alone that did not change', async () => {
    const { host, asked } = await countingTarget()
    fixture.discover('job', { __address__: host })
    fixture.apply(fixture.config())
    await fixture.round()
    const [loop] = fixture.scraping.targets().activeTargets
    fixture.apply(fixture.config(), fixture.config({ jobName: 'new' }))
    expect(fixture.scraping.targets().activeTargets).toEqual([loop])
    await fixture.round()
    expect(asked()).toBe(2)
    expect(values('scrape_series_added')).toEqual([1, 0])
  })

  it('changes a job without a gap and marks what its new rules drop', async () => {
    const { host } = await countingTarget(asked => `a ${asked}\nb ${asked}\n`)
    fixture.discover('job', { __address__: host })
    fixture.apply(fixture.config())
    await fixture.round()
    const drop = relabelRule({ sourceLabels: ['__name__'], regex: 'b', action: 'drop' })
    fixture.apply(fixture.config({ metricRelabelConfigs: [drop] }))
    await fixture.round()
    await fixture.round()
    await fixture.round()
    expect(values('a')).toEqual([1, 2, 3, 4])
    expect(values('b')).toEqual([1, 'stale'])
    expect(values('up')).toEqual([1, 1, 1, 1])
  })

  it('keeps what is known of the targets where only limits and timing change', async () => {
    const { host } = await countingTarget()
    fixture.discover('job', { __address__: host })
    fixture.apply(fixture.config())
    await fixture.round()
    fixture.apply(
      fixture.config({ sampleLimit: 100, scrapeIntervalMs: INTERVAL_MS / 2, scrapeTimeoutMs: 20_000 }),
    )
    await fixture.round()
    expect(values('a')).toEqual([1, 2])
    expect(values('scrape_series_added')).toEqual([1, 0])
    expect(fixture.scraping.targets().activeTargets[0]).toMatchObject({
      scrapeInterval: '30s',
      scrapeTimeout: '20s',
    })
  })

  it('ends the targets of a job that was taken out', async () => {
    const { host } = await countingTarget()
    fixture.discover('job', { __address__: host })
    fixture.apply(fixture.config())
    await fixture.round()
    fixture.apply()
    expect(fixture.scraping.pools()).toEqual([])
    await fixture.clock.waiters(1)
    await fixture.clock.advance(3 * INTERVAL_MS)
    await fixture.batches(2)
    expect(values('a')).toEqual([1, 'stale'])
  })

  it('waits for the scrape that runs before another loop takes over', async () => {
    let answer = (): void => {}
    let asked = 0
    const asking = new Promise<void>(resolve => {
      fixture
        .serve((_, response) => {
          asked++
          response.setHeader('content-type', 'text/plain')
          if (asked > 1) response.end('a 2\n')
          answer = () => response.end('a 1\n')
          resolve()
        })
        .then(server => {
          fixture.discover('job', { __address__: server.host })
          fixture.apply(fixture.config())
          fixture.clock.waiters(1).then(() => fixture.clock.advance(INTERVAL_MS))
        })
    })
    await asking
    fixture.apply(fixture.config({ honorLabels: true }))
    answer()
    await fixture.batches(1)
    await fixture.round()
    expect(values('a')).toEqual([1, 2])
  })
})

describe('stopping', () => {
  it('aborts scrapes, writes no markers and asks nobody any more', async () => {
    const { host, asked } = await countingTarget()
    let hang = (): void => {}
    const hanging = new Promise<void>(resolve => {
      hang = resolve
    })
    const slow = await listen(createServer(() => hang()))
    fixture.discover('job', { __address__: host }, { __address__: slow.host })
    fixture.apply(fixture.config())
    await fixture.clock.waiters(2)
    await fixture.clock.advance(INTERVAL_MS)
    await hanging
    await fixture.batches(1)
    await fixture.scraping.stop()
    await fixture.clock.advance(10 * INTERVAL_MS)
    expect(asked()).toBe(1)
    expect(fixture.store.batches).toHaveLength(1)
    expect(values('a')).toEqual([1])
    expect(logged).toEqual([])
    await slow.close()
  })
})
