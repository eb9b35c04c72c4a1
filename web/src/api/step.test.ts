import { interpolate } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { aligned, queryScope, rateWindow, stepFor } from './step.ts'

const HOUR = 3_600_000

describe('steps', () => {
  it('are round, and never finer than what is scraped', () => {
    expect(stepFor(HOUR, 800, 15_000)).toBe(15_000)
    expect(stepFor(6 * HOUR, 800, 15_000)).toBe(30_000)
    expect(stepFor(24 * HOUR, 1_000, 15_000)).toBe(120_000)
    expect(stepFor(HOUR, 800, 1_000)).toBe(5_000)
    expect(stepFor(HOUR, 800, 60_000)).toBe(60_000)
    expect(aligned(61_000, 119_000, 15_000)).toEqual({ fromMs: 60_000, toMs: 105_000 })
  })

  it('make windows with enough samples in them', () => {
    expect(rateWindow(15_000, 15_000)).toBe('1m')
    expect(rateWindow(60_000, 15_000)).toBe('1m15s')
    expect(rateWindow(60_000, 60_000)).toBe('4m')
    expect(rateWindow(5_000, 5_000)).toBe('20s')
  })

  it('are what Grafana’s variables stand for', () => {
    const scope = queryScope({ fromMs: 0, toMs: 6 * HOUR }, 30_000, 15_000)
    expect(interpolate('rate(x[$__rate_interval]) y[$__range:$__interval] $window', scope, 'promql')).toBe(
      'rate(x[1m]) y[21600s:30s] $window',
    )
  })
})
