import { describe, expect, it } from 'vitest'
import { formatMoment, timeTicks, zoneOffsetMs } from './time-ticks.ts'

const at = (text: string): number => Date.parse(text)
const labels = (from: string, to: string, most: number, zone = 'utc'): string[] =>
  timeTicks(at(from), at(to), most, zone).map(tick => tick.label)

describe('timeTicks', () => {
  it('stands at round times', () => {
    expect(labels('2026-11-21T09:02:00Z', '2026-11-21T10:02:00Z', 6)).toEqual([
      '09:10',
      '09:20',
      '09:30',
      '09:40',
      '09:50',
      '10:00',
    ])
    expect(labels('2026-11-21T09:02:07Z', '2026-11-21T09:02:37Z', 4)).toEqual([
      '09:02:10',
      '09:02:20',
      '09:02:30',
    ])
    expect(labels('2026-11-21T09:02:07.000Z', '2026-11-21T09:02:07.400Z', 4)).toEqual([
      '02:07.000',
      '02:07.100',
      '02:07.200',
      '02:07.300',
      '02:07.400',
    ])
  })

  it('says the day where it changes', () => {
    expect(labels('2026-11-20T20:00:00Z', '2026-11-21T04:00:00Z', 4)).toEqual([
      '20:00',
      '22:00',
      '21 Nov',
      '02:00',
      '04:00',
    ])
    expect(labels('2026-11-01T00:00:00Z', '2026-11-08T00:00:00Z', 7)).toContain('5 Nov')
  })

  it('goes by months and years on long ranges', () => {
    expect(labels('2025-10-15T00:00:00Z', '2026-04-15T00:00:00Z', 7)).toEqual([
      'Nov 2025',
      'Dec',
      '2026',
      'Feb',
      'Mar',
      'Apr',
    ])
    expect(labels('2000-06-01T00:00:00Z', '2026-06-01T00:00:00Z', 6)).toEqual([
      '2005',
      '2010',
      '2015',
      '2020',
      '2025',
    ])
  })

  it('counts days in the zone, also where its clock changes', () => {
    const ticks = timeTicks(at('2026-10-24T00:00:00Z'), at('2026-10-27T00:00:00Z'), 3, 'Europe/Berlin')
    expect(ticks.map(tick => new Date(tick.atMs).toISOString())).toEqual([
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
      '2026-10-26T23:00:00.000Z',
    ])
    expect(ticks.map(tick => tick.label)).toEqual(['25 Oct', '26 Oct', '27 Oct'])
    expect(labels('2026-11-21T00:00:00Z', '2026-11-21T08:00:00Z', 4, 'Asia/Kolkata')).toEqual([
      '06:00',
      '08:00',
      '10:00',
      '12:00',
    ])
  })

  it('has none where there is no range', () => {
    expect(timeTicks(5, 5, 4)).toEqual([])
    expect(timeTicks(NaN, 5, 4)).toEqual([])
  })
})

describe('zoneOffsetMs and formatMoment', () => {
  it('read the clock of a zone', () => {
    expect(zoneOffsetMs(at('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe(7_200_000)
    expect(zoneOffsetMs(1500.5, 'utc')).toBe(0)
    expect(formatMoment(at('2026-11-21T14:02:30Z'), 'utc')).toBe('2026-11-21 14:02:30')
    expect(formatMoment(at('2026-11-21T14:02:30.250Z'), 'Europe/Berlin')).toBe('2026-11-21 15:02:30.250')
    expect(formatMoment(NaN, 'utc')).toBe('–')
  })
})
