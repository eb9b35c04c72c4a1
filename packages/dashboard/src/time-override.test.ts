import { describe, expect, it } from 'vitest'
import { panelOf } from './testing/panels.ts'
import { scopeOf } from './testing/scope-of.ts'
import { panelTime } from './time-override.ts'

const NOW = Date.UTC(2026, 10, 20, 15)
const HOUR = 3_600_000

/** As much of the page's arithmetic of time as these tests need. */
function timeOf(text: string, nowMs: number): number | undefined {
  const found = /^now(?:([-+])(\d+)([hd]))?(\/d)?$/.exec(text)
  if (found === null) return undefined
  const [, sign, count = '0', unit, day] = found
  const shifted = nowMs + (sign === '-' ? -1 : 1) * Number(count) * (unit === 'd' ? 24 * HOUR : HOUR)
  return day === undefined ? shifted : Math.floor(shifted / (24 * HOUR)) * 24 * HOUR
}

function time(panel: object, isRelative = true) {
  return panelTime(panelOf(1, panel), scopeOf({ span: { text: '2h', value: '2h' } }), {
    isRelative,
    nowMs: NOW,
    timeOf,
  })
}

describe('the time of a panel', () => {
  it.each([
    [{}, 6, 0, ''],
    [{ timeFrom: '1h' }, 1, 0, 'Last 1 hour'],
    [{ timeFrom: '$span' }, 2, 0, 'Last 2 hours'],
    [{ timeFrom: 'now/d' }, 15, 0, 'Today so far'],
    [{ timeFrom: '+3h' }, 0, -3, 'Next 3 hours'],
    [{ timeShift: '1d' }, 30, 24, 'Timeshift -1d'],
    [{ timeFrom: '1h', timeShift: '1d' }, 25, 24, 'Last 1 hour + timeshift -1d'],
    [{ timeFrom: '1h', hideTimeOverride: true }, 1, 0, ''],
  ])('%j goes from %s hours ago to %s hours ago: %s', (panel, from, to, words) => {
    expect(time(panel)).toEqual({ fromMs: NOW - from * HOUR, toMs: NOW - to * HOUR, words })
  })

  it('leaves a range that somebody chose as it is', () => {
    expect(time({ timeFrom: '1h' }, false)).toMatchObject({ fromMs: NOW - 6 * HOUR, words: '' })
    expect(time({ timeFrom: '1h', timeShift: '1d' }, false)).toMatchObject({
      fromMs: NOW - 30 * HOUR,
      words: 'Timeshift -1d',
    })
  })

  it('says what can’t be read, and is the dashboard’s then', () => {
    expect(time({ timeFrom: 'noon' })).toEqual({
      fromMs: NOW - 6 * HOUR,
      toMs: NOW,
      words: '',
      problem: "The panel's own time noon can't be read",
    })
    expect(time({ timeShift: '-1d' }).problem).toBe("The panel's time shift -1d can't be read")
  })
})
