import { relabelRule } from '@vedette/model/relabel'
import { describe, expect, it } from 'vitest'
import { nativeHistogram, PROTOBUF, scraped } from '../../../testing/scraped-target.ts'

describe('limits', () => {
  it('sample_limit fails the scrape, with what relabelling dropped left out', async () => {
    const target = scraped({
      sampleLimit: 2,
      metricRelabelConfigs: [relabelRule({ sourceLabels: ['__name__'], regex: 'x', action: 'drop' })],
    })
    expect((await target.take(1, 'a 1\nx 1\nb 1\n')).error).toBeUndefined()
    const taken = await target.take(2, 'a 1\nb 1\nc 1\nd 1\n')
    expect(taken).toMatchObject({ samplesScraped: 4, samplesPostRelabel: 4 })
    expect(taken.error?.message).toBe('sample limit exceeded (samples after relabelling: 4, sample_limit: 2)')
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

  it('sample_limit also bounds what is remembered of a target that went mad', async () => {
    const target = scraped({ sampleLimit: 10 })
    await target.take(1, 'a 1\n')
    const before = target.samples.sizeBytes
    const mad = Array.from({ length: 50_000 }, (_, i) => `a{x="${'y'.repeat(50)}${i}"} 1`).join('\n')
    const taken = await target.take(2, mad)
    expect(taken).toMatchObject({ samplesScraped: 50_000, samplesPostRelabel: 50_000 })
    expect(taken.error?.message).toMatch(/^sample limit exceeded \(samples after relabelling: 50000/)
    expect(target.samples.sizeBytes - before).toBeLessThan(1_000_000)
    expect((await target.take(3, 'a 3\n')).error).toBeUndefined()
  })

  it('sample_limit leaves lines unread that are only counted, unless relabelling may drop them', async () => {
    const lines = (sick: string) =>
      `${Array.from({ length: 2000 }, (_, i) => `a{x="${i}"} 1`).join('\n')}\n${sick}\n`
    const counting = await scraped({ sampleLimit: 10 }).take(1, lines('a{x=y} 1'))
    expect(counting.error?.message).toMatch(/^sample limit exceeded \(samples after relabelling: 2001,/)
    const metricRelabelConfigs = [relabelRule({ sourceLabels: ['x'], regex: '1.*', action: 'drop' })]
    const dropping = scraped({ sampleLimit: 10, metricRelabelConfigs })
    expect((await dropping.take(1, lines('a{x="y"} 1'))).error?.message).toMatch(
      /^sample limit exceeded \(samples after relabelling: 890,/,
    )
    expect((await dropping.take(2, lines('a{x=y} 1'))).error).toMatchObject({ kind: 'format' })
    // A number that can't be read is noticed all the same.
    const sick = await scraped({ sampleLimit: 10 }).take(1, lines('a{x="y"} oops'))
    expect(sick.error).toMatchObject({ kind: 'format' })
  })

  it('a line as long as a book fails the scrape', async () => {
    const taken = await scraped().take(1, `a{x="${'y'.repeat(2_000_000)}"} 1\n`)
    expect(taken.error?.message).toBe('name and labels of a line are longer than 1000000 bytes')
  })

  it('label limits fail the scrape', async () => {
    const target = scraped({ labelLimit: 2 })
    const taken = await target.take(1, 'a 1\nb{x="y"} 1\n')
    expect(taken.error).toMatchObject({ kind: 'label-limit' })
    expect(target.stored()).toEqual({})
  })

  it('native_histogram_bucket_limit makes histograms coarser, and fails the scrape where that does not help', async () => {
    const limited = scraped({ scrapeNativeHistograms: true, nativeHistogramBucketLimit: 4 })
    expect((await limited.take(1, nativeHistogram(8), PROTOBUF)).error).toBeUndefined()
    const [[, histogram] = []] = limited.store.series().get('h{job="j"}')!.histograms
    expect(histogram).toMatchObject({ schema: -1, count: 8 })
    const hopeless = scraped({ scrapeNativeHistograms: true, nativeHistogramBucketLimit: 1 })
    expect((await hopeless.take(1, nativeHistogram(60), PROTOBUF)).error).toMatchObject({
      kind: 'bucket-limit',
    })
  })

  it('a body of an unknown kind fails the scrape', async () => {
    expect((await scraped().take(1, '<html>', 'text/html')).error?.message).toMatch(
      /^received unsupported Content-Type/,
    )
    expect(
      (await scraped({ fallbackScrapeProtocol: 'PrometheusText0.0.4' }).take(1, 'a 1\n', 'text/html')).error,
    ).toBeUndefined()
  })
})

describe('memory', () => {
  it('does not grow with targets whose series change all the time, good scrapes or bad', async () => {
    const target = scraped()
    const body = (from: number) => Array.from({ length: 500 }, (_, i) => `a{x="${from + i}"} 1`).join('\n')
    const sizes: number[] = []
    for (let i = 0; i < 60; i++) {
      await target.take(i, i % 3 === 1 ? `${body(i * 500)}\noops` : body(i * 500))
      sizes.push(target.samples.sizeBytes)
    }
    expect(Math.max(...sizes.slice(30))).toBeLessThanOrEqual(Math.max(...sizes.slice(0, 30)))
    const last = target.stored()
    expect(last['a{x="29500"}']).toEqual([[59, 1]])
    expect(last['a{x="28500"}']).toEqual([
      [57, 1],
      [58, 'stale'],
    ])
    expect(last['a{x="0"}']).toEqual([
      [0, 1],
      [1, 'stale'],
    ])
  })
})
