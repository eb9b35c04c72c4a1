import { describe, expect, it } from 'vitest'
import { parseTyped } from './parse.ts'
import { endsNow, isRelative, resolveRange, timeOf, upToNow } from './range.ts'

const NOW = Date.UTC(2026, 10, 21, 10, 30, 15)
const reader = { nowMs: NOW, zone: 'utc' } as const
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
    expect(['now-1d/d+9h', 'now/M-1h/h'].map(text => at(text))).toEqual([
      '2026-11-20T09:00:00',
      '2026-10-31T23:00:00',
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
    expect(
      ['2026-11-20T09:05:07.250+01:00', '2026-11-20T09:05-0530', '2026-11-20 09:05:07,9z'].map(text =>
        at(text),
      ),
    ).toEqual(['2026-11-20T08:05:07', '2026-11-20T14:35:00', '2026-11-20T09:05:07'])
    expect(at('2026-11-20', 'end')).toBe('2026-11-21T00:00:00')
  })

  it('is nothing where nobody could say which', () => {
    for (const text of [
      '',
      'soon',
      'now-',
      'now-6',
      'now-6q',
      '12',
      '2026-13',
      '2026-13-01',
      '2026-02-31',
      '2026-11-20 25:00',
      'now+-1h',
      'now-6h; drop',
    ])
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
      '2026-11-20 - now-1h',
    ].map(text => parseTyped(text, reader))
    expect(typed).toEqual([
      { from: 'now-45m', to: 'now' },
      { from: 'now-2h', to: 'now' },
      { from: 'now-3d', to: 'now' },
      { from: 'now/d', to: 'now/d' },
      { from: 'now-1d/d', to: 'now-1d/d' },
      { from: '2026-11-20', to: '2026-11-21' },
      { from: '1795000000', to: 'now' },
      { from: 'now-2h', to: 'now-1h' },
      { from: '2026-11-20', to: 'now-1h' },
    ])
    for (const text of [
      '',
      'whenever',
      '99x',
      'yesterday 25:00',
      'yesterday 13pm',
      'a to b to c',
      '0am',
      '9',
      'now to now-1h',
    ])
      expect(parseTyped(text, reader)).toBeUndefined()
  })

  it('has clocks in it, of the zone that is shown', () => {
    const typed = (text: string) => {
      const { from, to } = parseTyped(text, reader)!
      return [from, to].map(each =>
        each === 'now' ? each : new Date(Number(each)).toISOString().slice(0, 19),
      )
    }
    expect(typed('yesterday 9am')).toEqual(['2026-11-20T09:00:00', 'now'])
    expect(typed('yesterday at 9:30 PM to 11pm')).toEqual(['2026-11-20T21:30:00', '2026-11-20T23:00:00'])
    expect(typed('2026-11-19 12am to 12:15pm')).toEqual(['2026-11-19T00:00:00', '2026-11-19T12:15:00'])
    expect(typed('10:05:30 to now')).toEqual(['2026-11-21T10:05:30', 'now'])
    const local = parseTyped('yesterday 9am', { ...reader, zone: 'local' })!
    expect(new Date(Number(local.from)).getHours()).toBe(9)
  })

  it('tells months from minutes as Grafana does', () => {
    expect(parseTyped('2M', reader)).toEqual({ from: 'now-2M', to: 'now' })
    expect(parseTyped('now-1M/M to now/M', reader)).toEqual({ from: 'now-1M/M', to: 'now/M' })
  })

  it('is a Unix time in seconds or milliseconds', () => {
    expect(parseTyped('1795000000 to 1795003600000', reader)).toEqual({
      from: '1795000000',
      to: '1795003600000',
    })
  })
})

it('says which ranges go along with the time, and makes one of any', () => {
  expect(['now', 'now/d', 'now-1d/d', '2026-11-20'].map(to => endsNow({ from: 'now-2d', to }))).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect(upToNow({ fromMs: 0, toMs: 5_400_000 })).toEqual({ from: 'now-5400s', to: 'now' })
  expect(upToNow({ fromMs: 0, toMs: 5_400_000 }, 2).from).toBe('now-10800s')
})
