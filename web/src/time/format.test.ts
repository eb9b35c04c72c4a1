import { describe, expect, it } from 'vitest'
import { describeRange, formatAge } from './format.ts'

describe('describeRange', () => {
  const last = (from: string) => describeRange({ from, to: 'now' })
  it('names a range as people do, whatever its unit', () => {
    expect(last('now-900s')).toBe('Last 15 minutes')
    expect(last('now-60m')).toBe('Last hour')
    expect(last('now-24h')).toBe('Last 24 hours')
    expect(last('now-120m')).toBe('Last 2 hours')
    expect(last('now-90m')).toBe('Last 90 minutes')
    expect(last('now-45s')).toBe('Last 45 seconds')
    expect(last('now-1d')).toBe('Last day')
  })

  it('leaves the others as they were written', () => {
    expect(describeRange({ from: 'now/d', to: 'now/d' })).toBe('Today')
    expect(describeRange({ from: 'now-900s', to: 'now-300s' })).toBe('now-900s to now-300s')
    expect(describeRange({ from: '2026-11-20', to: '2026-11-21' })).toBe('2026-11-20 to 2026-11-21')
  })
})

describe('formatAge', () => {
  it('counts in the greatest unit that fits, and says of what is new that it is', () => {
    expect([0, 400, 12_000, 200_000, 7_500_000, 5 * 86_400_000].map(formatAge)).toEqual([
      'just now',
      'just now',
      '12 s ago',
      '3 min ago',
      '2 h ago',
      '5 d ago',
    ])
  })
})
