import { describe, expect, it } from 'vitest'
import { isBefore, nanosecondsBetween, parseDurationNs, parseMoment, queryMs, timestampMs } from './moment.ts'

const asQuery = (text: string) => {
  const moment = parseMoment(text)
  return moment === undefined ? undefined : queryMs(moment)
}

describe('a time', () => {
  it.each([
    ['1', 1000],
    ['1.5', 1500],
    ['-1.5', -1500],
    ['1.0005', 1000],
    ['0.0005', 1],
    ['1795220046.192', 1795220046192],
    ['-5', -5000],
    ['+5', 5000],
    ['1e3', 1_000_000],
    ['1_000', 1_000_000],
    ['0x1p4', 16_000],
    ['.5', 500],
    ['0', 0],
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00.123456789+02:00', Date.UTC(2025, 11, 31, 22, 0, 0, 123)],
    ['2026-01-01T00:00:00,5Z', Date.UTC(2026, 0, 1, 0, 0, 0, 500)],
    ['2026-01-01T00:00:00+24:00', Date.UTC(2025, 11, 31)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    // What lies beyond the range of Go's nanoseconds comes out somewhere else, as it does in Prometheus.
    ['1e10', -8446744073709],
    ['1e12', 3875820019684],
    ['1e19', 0],
    ['Inf', -9223372036854],
    ['-inf', -9223372036854],
    ['nan', -9223372036854],
    ['NaN', -9223372036854],
    ['0001-01-01T00:00:00Z', -6795364578871],
    ['9999-12-31T23:59:59Z', -4852116232933],
    ['-292273086-05-16T16:47:06Z', 6795364580679],
    ['292277025-08-18T07:12:54.999999999Z', -6795364579679],
  ])('%s', (text, expected) => {
    expect(asQuery(text)).toBe(expected)
  })

  it.each([
    '1e400',
    '-1e400',
    '',
    ' 1',
    '1 ',
    '0x10',
    '1__0',
    '_1',
    '1_',
    'x',
    '2026-01-01',
    '2026-01-01 00:00:00Z',
    '2026-01-01t00:00:00z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+0200',
    '2026-01-01T00:00:00+25:00',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
  ])('%j is none', text => {
    expect(parseMoment(text)).toBeUndefined()
  })

  it('is another for what is no query', () => {
    expect(timestampMs(parseMoment('1e12')!)).toBe(1e15)
    expect(timestampMs(parseMoment('-292273086-05-16T16:47:06Z')!)).toBe(-9223309901257974000)
  })

  it('comes before and after others', () => {
    const [zero, later, infinite] = ['0', '2e11', 'inf'].map(text => parseMoment(text)!) as [
      NonNullable<ReturnType<typeof parseMoment>>,
      NonNullable<ReturnType<typeof parseMoment>>,
      NonNullable<ReturnType<typeof parseMoment>>,
    ]
    expect(isBefore(zero, later)).toBe(true)
    expect(isBefore(infinite, zero)).toBe(true)
    expect(nanosecondsBetween(zero, later)).toBe(2n ** 63n - 1n)
    expect(nanosecondsBetween(zero, parseMoment('1.5')!)).toBe(1_500_000_000n)
  })
})

describe('a duration', () => {
  it.each([
    ['1h30m', 5_400_000_000_000n],
    ['0.5', 500_000_000n],
    ['1e3', 1_000_000_000_000n],
    ['0.0001', 100_000n],
    ['1_0', 10_000_000_000n],
    ['-1', -1_000_000_000n],
    ['NaN', -(2n ** 63n)],
    ['Inf', 'cannot parse "Inf" to a valid duration. It overflows int64'],
    ['9223372037', 'cannot parse "9223372037" to a valid duration. It overflows int64'],
    ['300y', 'cannot parse "300y" to a valid duration'],
    ['-1s', 'cannot parse "-1s" to a valid duration'],
    ['', 'cannot parse "" to a valid duration'],
  ])('%s', (text, expected) => {
    expect(parseDurationNs(text)).toBe(expected)
  })
})
