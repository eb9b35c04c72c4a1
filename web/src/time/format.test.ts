import { describe, expect, it } from 'vitest'
import { describeRange, formatAge } from './format.ts'

describe('describeRange', () => {
  const last = (from: string) => describeRange({ from, to: 'now' }, 'utc')
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
    expect(describeRange({ from: 'now/d', to: 'now/d' }, 'utc')).toBe('Today')
    expect(describeRange({ from: 'now-900s', to: 'now-300s' }, 'utc')).toBe('now-900s to now-300s')
    expect(describeRange({ from: '2026-11-20', to: '2026-11-21' }, 'utc')).toBe('2026-11-20 to 2026-11-21')
  })

  it('shows moments as clocks do, and the day once', () => {
    const between = (from: string, to: string) => describeRange({ from, to }, 'utc')
    expect(between('1795000000', '1795003600')).toBe('2026-11-18 11:06:40 to 12:06:40')
    expect(between('1795000020000', '1795089600000')).toBe('2026-11-18 11:07 to 2026-11-19 12:00')
    expect(between('2026-11-18T10:00:00+01:00', 'now')).toBe('2026-11-18 09:00 to now')
    expect(between('2026-11-18', '2026-11-18')).toBe('2026-11-18 to 2026-11-18')
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
