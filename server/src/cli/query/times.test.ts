import { expect, it } from 'vitest'
import { lengthOption, stepFor, timeOption } from './times.ts'

const NOW = Date.UTC(2027, 0, 31, 12)

it('reads times as people type them', () => {
  expect(timeOption('time', 'now', NOW)).toBe(NOW)
  expect(timeOption('time', 'now-1h30m', NOW)).toBe(NOW - 5_400_000)
  expect(timeOption('time', '1700000000.5', NOW)).toBe(1_700_000_000_500)
  expect(timeOption('time', '2027-01-31T12:00:00Z', NOW)).toBe(NOW)
  expect(() => timeOption('start', 'yesterday', NOW)).toThrow(
    '--start: expected now, now-1h, a Unix time or 2027-01-31T12:00:00Z, got "yesterday"',
  )
})

it('reads lengths', () => {
  expect(lengthOption('step', '1h30m')).toBe(5_400_000)
  expect(lengthOption('step', '0.5')).toBe(500)
  expect(() => lengthOption('last', '-1h')).toThrow(
    '--last: expected a length of time such as 30s or 1h, got "-1h"',
  )
})

it('steps so that a chart is filled and not more', () => {
  expect(stepFor(3_600_000, 200)).toBe(30_000)
  expect(stepFor(60_000, 200)).toBe(1000)
  expect(stepFor(30 * 86_400_000, 200)).toBe(21_600_000)
  expect(stepFor(3650 * 86_400_000, 100)).toBe(37 * 86_400_000)
})
