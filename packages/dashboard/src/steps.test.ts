import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  alignRange,
  calculateInterval,
  durationText,
  intervalText,
  panelStep,
  parseInterval,
  queryStep,
  rateInterval,
  roundInterval,
} from './steps.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('intervals', () => {
  it.each([
    ['10s', 10_000],
    ['>30s', 30_000],
    ['<=1m', MINUTE],
    ['1h30m', 90 * MINUTE],
    ['1.5m', 90_000],
    ['250ms', 250],
    ['2d', 2 * DAY],
    ['1M', 30 * DAY],
    ['15', 15_000],
    [' 1m ', MINUTE],
    ['', undefined],
    ['soon', undefined],
    ['-5m', undefined],
    ['5x', undefined],
  ])('%s is %s ms', (text, ms) => {
    expect(parseInterval(text)).toBe(ms)
  })

  it.each([
    [90_000, '1m', '1m30s'],
    [15_000, '15s', '15s'],
    [1_500, '1s', '1s500ms'],
    [20, '20ms', '20ms'],
    [DAY, '1d', '1d'],
    [604_800_000, '7d', '7d'],
    [400 * DAY, '1y', '400d'],
    [0, '1ms', '1ms'],
  ])('%s ms are written %s, or exactly %s', (ms, text, exact) => {
    expect(intervalText(ms)).toBe(text)
    expect(durationText(ms)).toBe(exact)
  })

  it('reads what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 * DAY }), ms => {
        expect(parseInterval(durationText(ms))).toBe(ms)
      }),
    )
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void parseInterval(text)))
  })

  it.each([
    [9, 1],
    [10, 10],
    [12_499, 10_000],
    [15_000, 15_000],
    [89_999, MINUTE],
    [HOUR, HOUR],
    [3 * DAY, DAY],
    [100 * DAY, 365 * DAY],
  ])('%s ms become %s', (ms, rounded) => {
    expect(roundInterval(ms)).toBe(rounded)
  })
})

describe('the step of a panel', () => {
  const step = (rangeMs: number, more: object = {}): number =>
    panelStep({ rangeMs, width: 1_000, scrapeIntervalMs: 15_000, ...more }).intervalMs

  it.each([
    [HOUR, 15_000],
    [6 * HOUR, 20_000],
    [DAY, 60_000],
    [7 * DAY, 600_000],
    [30 * DAY, 30 * MINUTE],
  ])('of %s ms at 1000 points is %s', (rangeMs, ms) => {
    expect(step(rangeMs)).toBe(ms)
  })

  it('is never less than the least that somebody set', () => {
    expect(step(HOUR, { interval: '1m' })).toBe(MINUTE)
    expect(step(HOUR, { interval: '>2m' })).toBe(2 * MINUTE)
    expect(step(HOUR, { interval: '1s' })).toBe(5_000)
    expect(step(HOUR, { interval: 'nonsense' })).toBe(15_000)
  })

  it('follows the number of points that somebody set, and guesses while the width isn’t known', () => {
    expect(step(DAY, { maxDataPoints: 100 })).toBe(15 * MINUTE)
    expect(step(DAY, { maxDataPoints: null, width: 0 })).toBe(2 * MINUTE)
    expect(calculateInterval(HOUR, 0)).toBe(HOUR)
  })
})

describe('the step of a query', () => {
  const panel = panelStep({ rangeMs: 6 * HOUR, width: 1_000, scrapeIntervalMs: 15_000 })
  const step = (more: object = {}, rangeMs = 6 * HOUR) =>
    queryStep({ rangeMs, panel, scrapeIntervalMs: 15_000, ...more })

  it('is the panel’s, and rates look over four scrapes at least', () => {
    expect(step()).toEqual({ stepMs: 20_000, rateIntervalMs: MINUTE })
    expect(rateInterval(5 * MINUTE, 15_000)).toBe(5 * MINUTE + 15_000)
  })

  it('is at least its own interval, which rates take for how often is scraped', () => {
    expect(step({ interval: '1m' })).toEqual({ stepMs: MINUTE, rateIntervalMs: 4 * MINUTE })
    expect(step({ interval: '0s' })).toEqual(step())
  })

  it('may be finer than the panel’s where the query says so', () => {
    expect(step({ interval: '5s' }).stepMs).toBe(20_000)
    const narrow = { intervalMs: 15_000, points: 1_000 }
    expect(queryStep({ rangeMs: HOUR, panel: narrow, interval: '5s', scrapeIntervalMs: 15_000 }).stepMs).toBe(
      5_000,
    )
  })

  it('is so many times the panel’s as the query says', () => {
    expect(step({ intervalFactor: 2 }).stepMs).toBe(40_000)
    expect(step({ intervalFactor: 0 }).stepMs).toBe(20_000)
  })

  it('never makes more points than Prometheus answers with', () => {
    const rangeMs = 30 * DAY
    const fine = { intervalMs: 1_000, points: 1_000_000 }
    const { stepMs } = queryStep({ rangeMs, panel: fine, interval: '1s', scrapeIntervalMs: 15_000 })
    expect(rangeMs / stepMs).toBeLessThan(11_000 * 1.5)
    expect(stepMs).toBe(5 * MINUTE)
  })

  it('may be the window of rates itself', () => {
    for (const interval of ['$__rate_interval', '${__rate_interval}'])
      expect(step({ interval })).toEqual({ stepMs: MINUTE, rateIntervalMs: MINUTE })
    expect(step({ interval: '$__interval' })).toEqual({ stepMs: 20_000, rateIntervalMs: 80_000 })
  })
})

describe('alignment', () => {
  it('puts both ends on multiples of the step, days on the reader’s midnight', () => {
    expect(alignRange({ fromMs: 61_000, toMs: 179_000 }, MINUTE)).toEqual({ fromMs: 60_000, toMs: 120_000 })
    const noon = Date.UTC(2026, 10, 20, 12)
    expect(alignRange({ fromMs: noon, toMs: noon }, DAY, 9 * HOUR).fromMs).toBe(Date.UTC(2026, 10, 19, 15))
  })
})
