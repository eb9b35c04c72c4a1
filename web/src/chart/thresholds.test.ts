import { describe, expect, it } from 'vitest'
import { thresholdsFromGrafana, toneAt, toneOfColour } from './thresholds.ts'

const latency = {
  steps: [
    { from: -Infinity, tone: 'good' },
    { from: 0.5, tone: 'critical' },
    { from: 0.2, tone: 'warning' },
  ],
} as const

describe('toneAt', () => {
  it('is the state of the last step that was reached, in whatever order they were given', () => {
    expect([0.1, 0.2, 0.49, 0.5, 9].map(value => toneAt(value, latency))).toEqual([
      'good',
      'warning',
      'warning',
      'critical',
      'critical',
    ])
  })

  it('is unknown without a value and plain without thresholds', () => {
    expect(toneAt(null, latency)).toBe('unknown')
    expect(toneAt(NaN, latency)).toBe('unknown')
    expect(toneAt(5, undefined)).toBe('plain')
    expect(toneAt(-5, { steps: [{ from: 0, tone: 'good' }] })).toBe('plain')
  })

  it('takes percentages of the range', () => {
    const half = {
      percentage: true,
      steps: [
        { from: -Infinity, tone: 'good' },
        { from: 50, tone: 'warning' },
      ],
    } as const
    expect(toneAt(149, half, 100, 200)).toBe('good')
    expect(toneAt(150, half, 100, 200)).toBe('warning')
  })
})

describe('thresholds of Grafana', () => {
  it('are read by what their colours mean', () => {
    const thresholds = thresholdsFromGrafana({
      mode: 'absolute',
      steps: [
        { value: null, color: 'green' },
        { value: 80, color: 'semi-dark-red' },
      ],
    })
    expect(toneAt(79, thresholds)).toBe('good')
    expect(toneAt(80, thresholds)).toBe('critical')
    expect(
      ['#EAB839', '#d44a3a', 'rgba(50, 172, 45, 0.97)', 'blue', '#888888', 'super-light-orange'].map(
        toneOfColour,
      ),
    ).toEqual(['warning', 'critical', 'good', 'plain', 'unknown', 'warning'])
  })
})
