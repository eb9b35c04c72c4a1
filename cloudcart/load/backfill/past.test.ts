import { describe, expect, it } from 'vitest'
import { LATENCY_BUCKETS } from '../../kit/metrics.ts'
import { createRandom } from '../random.ts'
import { gridBefore, HISTORY_MS, type Tick } from './grid.ts'
import { shopTracks } from './shop-series.ts'
import { storyBefore } from './story.ts'
import { histogram, normalShare } from './tracks.ts'
import { type Past, pastOf, poisson } from './traffic.ts'

const UNTIL_MS = new Date(2026, 0, 20, 16, 0, 7, 318).getTime()
const HOUR_MS = 3_600_000

describe('gridBefore', () => {
  const ticks = [...gridBefore(UNTIL_MS)]

  it('goes from two weeks ago to just before live begins, without a gap', () => {
    expect(ticks[0]!.atMs).toBe(UNTIL_MS - HISTORY_MS)
    expect(ticks.at(-1)!.atMs).toBe(UNTIL_MS - 15_000)
    for (const [index, { atMs, seconds }] of ticks.entries()) {
      if (index > 0) expect(atMs - ticks[index - 1]!.atMs).toBe(seconds * 1000)
    }
  })

  it('is the finer the nearer', () => {
    const stepsOf = (fromMs: number, untilMs: number): number[] => [
      ...new Set(ticks.filter(({ atMs }) => atMs > fromMs && atMs <= untilMs).map(({ seconds }) => seconds)),
    ]
    expect(stepsOf(UNTIL_MS - 2 * HOUR_MS, UNTIL_MS)).toEqual([15])
    expect(stepsOf(UNTIL_MS - 24 * HOUR_MS, UNTIL_MS - 2 * HOUR_MS)).toEqual([30])
    expect(stepsOf(UNTIL_MS - 72 * HOUR_MS, UNTIL_MS - 24 * HOUR_MS)).toEqual([60])
    expect(stepsOf(0, UNTIL_MS - 72 * HOUR_MS)).toEqual([120])
  })

  it.each([1, 3, 6, 12, 24, 48, 72, 168, 336])(
    'has two samples in each window of a graph of rates over %i hours',
    hours => {
      const stepSec = Math.ceil((hours * 3600) / 800)
      const windowSec = Math.max(4 * 15, stepSec + 15)
      const widest = Math.max(
        ...ticks.filter(({ atMs }) => atMs > UNTIL_MS - hours * HOUR_MS).map(({ seconds }) => seconds),
      )
      expect(2 * widest).toBeLessThanOrEqual(windowSec)
    },
  )
})

describe('shopTracks', () => {
  it('names each series once, marked as generated, within bounds', () => {
    const names = shopTracks().flatMap(({ series }) =>
      series.map(({ labels }) => JSON.stringify(Object.entries(labels).sort())),
    )
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThanOrEqual(250)
    expect(names.length).toBeLessThanOrEqual(350)
    for (const { series } of shopTracks()) {
      for (const { labels } of series)
        expect(labels).toMatchObject({ generated: 'true', job: /./, instance: /^localhost:\d+$/ })
    }
  })

  it('has counters that never fall, and buckets, sum and count that agree', () => {
    const story = storyBefore(UNTIL_MS)
    const past = { story, rate: 20, random: createRandom(7) }
    const tracks = shopTracks()
    const series = tracks.flatMap(track => track.series)
    const before = new Float64Array(series.length)
    const values = new Float64Array(series.length)
    for (const tick of gridBefore(UNTIL_MS, 60 * HOUR_MS)) {
      const stretch = pastOf(tick, past)
      let at = 0
      for (const track of tracks) {
        track.step(stretch, values, at)
        const isHistogram = track.series.length > 1
        if (isHistogram) {
          const all = values.subarray(at, at + track.series.length)
          for (let bucket = 1; bucket < all.length - 2; bucket++) {
            if (all[bucket]! < all[bucket - 1]!)
              throw new Error(`bucket ${bucket} of ${series[at]!.labels.__name__}`)
          }
          if (all.at(-1) !== all.at(-3)) throw new Error(`count of ${series[at]!.labels.__name__}`)
        }
        at += track.series.length
      }
      for (const [index, { labels }] of series.entries()) {
        const grows = labels.le !== undefined || /_(total|sum|bucket)$/.test(labels.__name__!)
        if (grows && values[index]! < before[index]!) throw new Error(`${labels.__name__} fell`)
      }
      before.set(values)
    }
    expect(values.every(Number.isFinite)).toBe(true)
  })
})

describe('histogram', () => {
  it('has its median and mean where they were meant to be', () => {
    const track = histogram(
      'x',
      {},
      { buckets: LATENCY_BUCKETS, count: () => 100_000, median: () => 0.1, spread: 0.5 },
    )
    const out = new Float64Array(track.series.length)
    track.step({} as Past, out, 0)
    expect(out[LATENCY_BUCKETS.indexOf(0.1)]! / 100_000).toBeCloseTo(0.5, 3)
    const [sum, count] = [out.at(-2)!, out.at(-1)!]
    expect(count).toBe(100_000)
    expect(sum / count).toBeCloseTo(0.1 * Math.exp(0.125), 4)
    expect(track.series.map(({ labels }) => labels.le).slice(6, 12)).toEqual([
      '0.5',
      '1.0',
      '2.5',
      '5.0',
      '10.0',
      '+Inf',
    ])
  })

  it('knows the normal distribution', () => {
    for (const [z, share] of [
      [0, 0.5],
      [1, 0.841345],
      [-1, 0.158655],
      [1.96, 0.975002],
      [-3, 0.00135],
    ] as const) {
      expect(normalShare(z)).toBeCloseTo(share, 5)
    }
  })
})

describe('pastOf', () => {
  const story = storyBefore(UNTIL_MS)
  const at = (atMs: number): Past => {
    const tick: Tick = { atMs, seconds: 120 }
    return pastOf(tick, { story, rate: 20, random: createRandom(3, atMs) })
  }

  it('tells of an outage of the bank two days ago, and of nothing wrong now', () => {
    const { outage } = story
    expect(UNTIL_MS - outage.fromMs).toBeGreaterThan(24 * HOUR_MS)
    expect(UNTIL_MS - outage.untilMs).toBeLessThan(72 * HOUR_MS)
    const middle = at((outage.fromMs + outage.untilMs) / 2)
    expect(middle.traffic.payFailed).toBeGreaterThan(middle.traffic.pay)
    expect(middle.trouble.paymentsSlower).toBeGreaterThan(8)
    const { traffic, trouble } = at(UNTIL_MS - 60_000)
    expect([traffic.payFailed, traffic.viewFailed, trouble.paymentsSlower]).toEqual([0, 0, 1])
  })

  it('tells of a bad deployment, and that pages are faster since', () => {
    const { badDeployment, fasterSinceMs } = story
    expect(at((badDeployment.fromMs + badDeployment.untilMs) / 2).traffic.viewFailed).toBeGreaterThan(50)
    expect(at(fasterSinceMs - HOUR_MS).trouble.productsSlower).toBe(1.6)
    expect(at(fasterSinceMs + HOUR_MS).trouble.productsSlower).toBe(1)
  })

  it('has the rate of the load, day and night', () => {
    let requests = 0
    const days = 7
    for (let atMs = UNTIL_MS - days * 24 * HOUR_MS; atMs < UNTIL_MS; atMs += 120_000) {
      const { traffic } = at(atMs)
      for (const [flow, count] of Object.entries(traffic)) if (!/cached$/.test(flow)) requests += count
    }
    expect(requests / (days * 86_400) / 20).toBeGreaterThan(0.93)
    expect(requests / (days * 86_400) / 20).toBeLessThan(1.07)
  })

  it('counts few and many as chance would', () => {
    const random = createRandom(1)
    for (const mean of [0, 0.3, 5, 200]) {
      const counts = Array.from({ length: 4_000 }, () => poisson(random, mean))
      const average = counts.reduce((sum, count) => sum + count, 0) / counts.length
      expect(Math.abs(average - mean)).toBeLessThanOrEqual(0.06 * mean)
      expect(counts.every(count => Number.isInteger(count) && count >= 0)).toBe(true)
    }
  })
})
