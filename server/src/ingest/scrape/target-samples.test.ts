import { relabelRule } from '@vedette/model/relabel'
import { describe, expect, it } from 'vitest'
import {
  nativeHistogram,
  OPEN_METRICS,
  PROTOBUF,
  REPORT,
  scraped,
  TEXT,
} from '../../../testing/scraped-target.ts'

describe('what becomes of a scrape', () => {
  it('stores samples at the time of the scrape, under the target’s labels', async () => {
    const target = scraped()
    expect(await target.take(10, '# TYPE a counter\na{x="1"} 1\na{x="2"} 2\n')).toEqual({
      samplesScraped: 2,
      samplesPostRelabel: 2,
      seriesAdded: 2,
      duplicates: 0,
      error: undefined,
    })
    expect(await target.take(20, '# TYPE a counter\na{x="1"} 3\na{x="2"} 2\n')).toMatchObject({
      seriesAdded: 0,
    })
    expect(target.store.samples()).toEqual({
      'a{job="j", x="1"}': [
        [10_000, 1],
        [20_000, 3],
      ],
      'a{job="j", x="2"}': [
        [10_000, 2],
        [20_000, 2],
      ],
    })
    expect(target.store.metadata.filter(entry => entry.family === 'a')).toEqual([
      { family: 'a', type: 'counter', unit: '', help: '' },
    ])
    expect(target.store.batches[0]).toEqual({
      project: 'default',
      door: 'scrape',
      origin: 'http://a/metrics',
    })
  })

  it('reports about itself', async () => {
    const target = scraped({ extraScrapeMetrics: true, sampleLimit: 7 })
    await target.samples.take(Buffer.from('a 1\n'), TEXT, 1000)
    target.samples.report(1000, {
      ...REPORT,
      samplesScraped: 1,
      samplesPostRelabel: 2,
      seriesAdded: 3,
      bodySizeBytes: -1,
      sampleLimit: 7,
    })
    await target.store.sink(target.samples.ready().batch)
    expect(target.stored()).toEqual({
      a: [[1, 1]],
      up: [[1, 1]],
      scrape_duration_seconds: [[1, 0.5]],
      scrape_samples_scraped: [[1, 1]],
      scrape_samples_post_metric_relabeling: [[1, 2]],
      scrape_series_added: [[1, 3]],
      scrape_timeout_seconds: [[1, 10]],
      scrape_sample_limit: [[1, 7]],
      scrape_body_size_bytes: [[1, -1]],
    })
    expect(target.store.metadata).toContainEqual(expect.objectContaining({ family: 'up', type: 'gauge' }))
  })

  it('counts what relabelling drops, and does not store it', async () => {
    const target = scraped({
      metricRelabelConfigs: [relabelRule({ sourceLabels: ['__name__'], regex: 'go_.*', action: 'drop' })],
    })
    expect(await target.take(1, 'go_a 1\nb 2\ngo_c 3\n')).toMatchObject({
      samplesScraped: 3,
      samplesPostRelabel: 1,
    })
    expect(await target.take(2, 'go_a 1\nb 2\ngo_c 3\n')).toMatchObject({
      samplesScraped: 3,
      samplesPostRelabel: 1,
    })
    expect(target.stored()).toEqual({
      b: [
        [1, 2],
        [2, 2],
      ],
    })
  })

  it('stores a series that comes twice once, and counts the rest', async () => {
    const target = scraped()
    expect(await target.take(1, 'a{x="1",y="2"} 1\na{y="2",x="1"} 2\na{x="1",y="2"} 3\n')).toMatchObject({
      samplesPostRelabel: 3,
      seriesAdded: 1,
      duplicates: 2,
    })
    expect(target.stored()).toEqual({ 'a{x="1", y="2"}': [[1, 1]] })
  })

  it('honors times, or not', async () => {
    const body = 'a 1 5000\na 2 6000\nb 3\n'
    const honoring = scraped()
    expect(await honoring.take(10, body)).toMatchObject({ duplicates: 0, seriesAdded: 2 })
    expect(honoring.stored()).toEqual({
      a: [
        [5, 1],
        [6, 2],
      ],
      b: [[10, 3]],
    })
    const not = scraped({ honorTimestamps: false })
    expect(await not.take(10, body)).toMatchObject({ duplicates: 1 })
    expect(not.stored()).toEqual({ a: [[10, 1]], b: [[10, 3]] })
  })

  it('takes an empty body for a target without metrics', async () => {
    const target = scraped()
    await target.take(1, 'a 1\n')
    expect(await target.take(2, '', '')).toMatchObject({ samplesScraped: 0, error: undefined })
    expect(target.stored()).toEqual({
      a: [
        [1, 1],
        [2, 'stale'],
      ],
    })
  })

  it('keeps exemplars once, however often they are repeated', async () => {
    const target = scraped()
    const body = (value: number, id: string, time = '') =>
      `a_total 1 # {trace_id="${id}"} ${value}${time}\n# EOF\n`
    await target.take(1, body(1, 'x'), OPEN_METRICS)
    await target.take(2, body(1, 'x'), OPEN_METRICS)
    await target.take(3, body(1, 'y'), OPEN_METRICS)
    await target.take(4, body(2, 'z', ' 3.5'), OPEN_METRICS)
    await target.take(5, body(2, 'z', ' 3.5'), OPEN_METRICS)
    await target.take(6, body(9, 'old', ' 3.4'), OPEN_METRICS)
    await target.take(7, body(9, 'long'.repeat(40)), OPEN_METRICS)
    expect(target.store.series().get('a_total{job="j"}')?.exemplars).toEqual([
      { timeMs: 1000, value: 1, labels: '{trace_id="x"}' },
      { timeMs: 3000, value: 1, labels: '{trace_id="y"}' },
      { timeMs: 3500, value: 2, labels: '{trace_id="z"}' },
    ])
  })
})

describe('stale markers', () => {
  it('end a series that is gone, once, and let it come back', async () => {
    const target = scraped()
    await target.take(1, 'a 1\nb 1\n')
    await target.take(2, 'a 2\n')
    await target.take(3, 'a 3\n')
    expect(await target.take(4, 'b 4\na 4\n')).toMatchObject({ seriesAdded: 1 })
    expect(target.stored()).toEqual({
      a: [
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ],
      b: [
        [1, 1],
        [2, 'stale'],
        [4, 4],
      ],
    })
  })

  it('end everything when the target fails, and nothing counts as new afterwards', async () => {
    const target = scraped()
    await target.take(1, 'a 1\n')
    await target.fail(2)
    await target.fail(3)
    expect(await target.take(4, 'a 4\n')).toMatchObject({ seriesAdded: 0 })
    expect(target.stored()).toEqual({
      a: [
        [1, 1],
        [2, 'stale'],
        [4, 4],
      ],
    })
  })

  it('store nothing of an exposition that breaks off', async () => {
    const target = scraped()
    await target.take(1, 'a 1\nb 1\n')
    const taken = await target.take(2, 'a 2\nc 2\nb oops\n')
    expect(taken).toMatchObject({ samplesScraped: 2, samplesPostRelabel: 2, seriesAdded: 1 })
    expect(taken.error).toMatchObject({
      kind: 'format',
      message: 'line 3: cannot read "oops" as a number while parsing "b oops"',
    })
    expect(target.stored()).toEqual({
      a: [
        [1, 1],
        [2, 'stale'],
      ],
      b: [
        [1, 1],
        [2, 'stale'],
      ],
    })
  })

  it('do not touch series that carry times of their own, unless asked for', async () => {
    const first = 'a 1 500\nb 1\n'
    const plain = scraped()
    await plain.take(1, first)
    await plain.take(2, 'c 1\n')
    expect(plain.stored()).toMatchObject({
      a: [[0.5, 1]],
      b: [
        [1, 1],
        [2, 'stale'],
      ],
    })
    const tracking = scraped({ trackTimestampsStaleness: true })
    await tracking.take(1, first)
    await tracking.take(2, 'c 1\n')
    expect(tracking.stored()).toMatchObject({
      a: [
        [0.5, 1],
        [2, 'stale'],
      ],
    })
  })

  it('come again with the next scrape when the store did not take them', async () => {
    const target = scraped()
    await target.take(1, '# HELP a first\na 1\nb 1\n')
    target.store.before = () => {
      throw new Error('full')
    }
    await target.take(2, '# HELP a second\na 2\n')
    await target.take(3, 'a 3\n')
    target.store.before = () => {}
    await target.take(4, 'a 4\n')
    await target.take(5, 'a 5\n')
    expect(target.stored()).toEqual({
      a: [
        [1, 1],
        [4, 4],
        [5, 5],
      ],
      b: [
        [1, 1],
        [4, 'stale'],
      ],
    })
    expect(target.store.metadata.filter(entry => entry.family === 'a').map(entry => entry.help)).toEqual([
      'first',
      'second',
    ])
  })

  it('do not come again for a series that has come back by then', async () => {
    const target = scraped()
    await target.take(1, 'b 1\n')
    target.store.before = () => {
      throw new Error('full')
    }
    await target.take(2, 'a 2\n')
    target.store.before = () => {}
    await target.take(3, 'b 3\n')
    expect(target.stored()).toMatchObject({
      b: [
        [1, 1],
        [3, 3],
      ],
    })
  })

  it('end all there is when the target is gone, except what goes on elsewhere', async () => {
    const target = scraped()
    await target.take(1, 'a 1\nb 1\n')
    const other = scraped()
    await other.take(1, 'b 1\n')
    const ready = target.samples.takeEnd(9000, key => other.samples.exposes(key))
    await target.store.sink(ready!.batch)
    expect(target.stored()).toEqual({
      a: [
        [1, 1],
        [9, 'stale'],
      ],
      b: [[1, 1]],
    })
    expect(target.samples.takeEnd(9000, () => true)).toBeUndefined()
  })

  it('pass on from the settings before a reload to those after it', async () => {
    const target = scraped()
    await target.take(1, 'a 1\nb 1\n')
    expect(target.samples.suits(target.settings({ sampleLimit: 5 }))).toBe(true)
    const drop = [relabelRule({ sourceLabels: ['__name__'], regex: 'b', action: 'drop' })]
    expect(target.samples.suits(target.settings({ metricRelabelConfigs: drop }))).toBe(false)
    const after = target.make({ metricRelabelConfigs: drop })
    after.succeed(target.samples)
    target.use(after)
    await target.take(2, 'a 2\nb 2\n')
    expect(target.stored()).toEqual({
      a: [
        [1, 1],
        [2, 2],
      ],
      b: [
        [1, 1],
        [2, 'stale'],
      ],
    })
  })

  it('of a histogram are histograms', async () => {
    const target = scraped({ scrapeNativeHistograms: true })
    await target.take(1, nativeHistogram(3), PROTOBUF)
    await target.fail(2)
    const found = target.store.series().get('h{job="j"}')
    expect(found?.histograms).toEqual([
      [1000, expect.objectContaining({ count: 3 })],
      [2000, 'stale'],
    ])
    expect(found?.samples).toEqual([])
  })
})
