import { describe, expect, it } from 'vitest'
import { parseTyped } from './parse.ts'
import { isRelative, resolveRange, timeOf } from './range.ts'

const NOW = Date.UTC(2026, 10, 21, 10, 30, 15)
const at = (text: string, edge: 'start' | 'end' = 'start') => {
  const ms = timeOf(text, NOW, 'utc', edge)
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 19)
}

describe('a time', () => {
  it('is relative to now, moved and rounded', () => {
    expect(['now', 'now-6h', 'now+5m', 'now-1d', 'now-2w', 'now-1M', 'now-1y'].map(text => at(text))).toEqual(
      [
        '2026-11-21T10:30:15',
        '2026-11-21T04:30:15',
        '2026-11-21T10:35:15',
        '2026-11-20T10:30:15',
        '2026-11-07T10:30:15',
        '2026-10-21T10:30:15',
        '2025-11-21T10:30:15',
      ],
    )
    expect(['now/h', 'now/d', 'now/w', 'now/M', 'now-1d/d'].map(text => at(text))).toEqual([
      '2026-11-21T10:00:00',
      '2026-11-21T00:00:00',
      '2026-11-16T00:00:00',
      '2026-11-01T00:00:00',
      '2026-11-20T00:00:00',
    ])
    expect(['now/d', 'now/w', 'now-1d/d'].map(text => at(text, 'end'))).toEqual([
      '2026-11-22T00:00:00',
      '2026-11-23T00:00:00',
      '2026-11-21T00:00:00',
    ])
  })

  it('is a date or a Unix time', () => {
    expect(
      ['2026-11-20', '2026-11-20 09:05', '2026-11-20T09:05:07Z', '1795000000', '1795000000000'].map(text =>
        at(text),
      ),
    ).toEqual([
      '2026-11-20T00:00:00',
      '2026-11-20T09:05:00',
      '2026-11-20T09:05:07',
      '2026-11-18T11:06:40',
      '2026-11-18T11:06:40',
    ])
    expect(at('2026-11-20', 'end')).toBe('2026-11-21T00:00:00')
  })

  it('is nothing where nobody could say which', () => {
    for (const text of ['', 'soon', 'now-', 'now-6', 'now-6q', '12', '2026-13', 'now-6h; drop'])
      expect(at(text)).toBeUndefined()
  })
})

describe('a range', () => {
  it('has a beginning before its end', () => {
    expect(resolveRange({ from: 'now-1h', to: 'now' }, NOW, 'utc')).toEqual({
      fromMs: NOW - 3_600_000,
      toMs: NOW,
    })
    expect(resolveRange({ from: 'now', to: 'now-1h' }, NOW, 'utc')).toBeUndefined()
    expect(resolveRange({ from: 'now', to: 'nonsense' }, NOW, 'utc')).toBeUndefined()
  })

  it('is relative when one end is', () => {
    expect(
      [
        { from: 'now-1h', to: 'now' },
        { from: '2026-11-20', to: '2026-11-21' },
      ].map(isRelative),
    ).toEqual([true, false])
  })
})

describe('what people type', () => {
  it('is understood', () => {
    const typed = [
      '45m',
      'last 2 hours',
      '3 days',
      'today',
      'yesterday',
      '2026-11-20 to 2026-11-21',
      '1795000000',
      '2h ago to 1h ago',
    ].map(parseTyped)
    expect(typed).toEqual([
      { from: 'now-45m', to: 'now' },
      { from: 'now-2h', to: 'now' },
      { from: 'now-3d', to: 'now' },
      { from: 'now/d', to: 'now/d' },
      { from: 'now-1d/d', to: 'now-1d/d' },
      { from: '2026-11-20', to: '2026-11-21' },
      { from: '1795000000', to: 'now' },
      { from: 'now-2h', to: 'now-1h' },
    ])
    const nine = parseTyped('yesterday 9am')!
    const date = new Date(Number(nine.from))
    expect([date.getHours(), date.getMinutes(), nine.to]).toEqual([9, 0, 'now'])
    for (const text of ['', 'whenever', '99x', 'yesterday 25:00', 'a to b to c'])
      expect(parseTyped(text)).toBeUndefined()
  })
})
