import { describe, expect, it } from 'vitest'
import { formatExact, formatParts, formatValue, tickFormatter } from './units.ts'

describe('formatValue', () => {
  it.each([
    [1240, 'reqps', '1.24 k req/s'],
    [0.0863, 's', '86.3 ms'],
    [86.3, 'ms', '86.3 ms'],
    [0.04, 'percent', '0.04 %'],
    [0.0004, 'percentunit', '0.04 %'],
    [0, 'reqps', '0 req/s'],
    [0, 'bytes', '0 B'],
    [0, 's', '0 s'],
    [0, 'ms', '0 s'],
    [1536, 'bytes', '1.5 KiB'],
    [1500, 'decbytes', '1.5 kB'],
    [1, 'mbytes', '1 MiB'],
    [1_234_567, 'Bps', '1.23 MB/s'],
    [1_048_576, 'binBps', '1 MiB/s'],
    [1_000_000, 'bps', '1 Mb/s'],
    [90, 's', '1.5 min'],
    [36, 'h', '1.5 d'],
    [0.000_001_5, 's', '1.5 µs'],
    [250, 'µs', '250 µs'],
    [1500, 'ns', '1.5 µs'],
    [1_240_000, 'short', '1.24 M'],
    [1_240_000, 'currencyUSD', '$1.24 M'],
    [-12.5, 'currencyUSD', '−$12.5'],
    [21.456, 'celsius', '21.5 °C'],
    [2_400_000_000, 'hertz', '2.4 GHz'],
    [1234, 'none', '1,234'],
    [1234.56, 'none', '1,235'],
    [0.1 + 0.2, 'none', '0.3'],
    [0.000_123_4, 'none', '0.000123'],
    [1.5e-9, 'none', '1.5·10⁻⁹'],
    [1e21, 'none', '1·10²¹'],
    [1e21, 'short', '1,000 E'],
    [1e301, 'short', '1·10³⁰¹'],
    [1e301, 'bytes', '1·10³⁰¹ B'],
    [-0.0001, 'short', '−0.0001'],
    [1, 'bool', 'true'],
    [0, 'bool_on_off', 'off'],
    [12, 'suffix:jobs', '12 jobs'],
    [1200, 'count:jobs', '1.2 k jobs'],
    [5, 'si:mV', '5 mV'],
    [7, 'parsecs', '7 parsecs'],
  ])('shows %d %s as %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text)
  })

  it('goes to the next step when rounding reaches it', () => {
    expect(formatValue(999.96, 'reqps')).toBe('1 k req/s')
    expect(formatValue(0.999_96, 's')).toBe('1 s')
    expect(formatValue(1023.9, 'bytes')).toBe('1 KiB')
    expect(formatValue(59.99, 's')).toBe('1 min')
    expect(formatValue(1010, 'bytes')).toBe('1,010 B')
  })

  it('keeps the places it is told to keep', () => {
    expect(formatValue(1.5, 's', { decimals: 2 })).toBe('1.50 s')
    expect(formatValue(0.5, 'percentunit', { decimals: 0 })).toBe('50 %')
    expect(formatValue(0.05, 's', { decimals: 0 })).toBe('50 ms')
    expect(formatValue(-0.001, 'none', { decimals: 1 })).toBe('0.0')
  })

  it('has a dash for what is not there and a sign for what has no end', () => {
    for (const absent of [NaN, null, undefined]) expect(formatValue(absent, 's')).toBe('–')
    expect(formatValue(Infinity, 's')).toBe('∞ s')
    expect(formatValue(-Infinity, 'none')).toBe('−∞')
  })

  it('writes durations and dates', () => {
    expect(formatValue(97_200, 'dtdurations')).toBe('1 d 3 h')
    expect(formatValue(250, 'dtdurations')).toBe('4 min 10 s')
    expect(formatValue(59.9999, 'dtdurations')).toBe('1 min')
    expect(formatValue(0, 'dtdurations')).toBe('0 s')
    expect(formatValue(93_849, 'dthms')).toBe('26:04:09')
    expect(formatValue(1_795_000_000_000, 'dateTimeAsIso', { zone: 'utc' })).toBe('2026-11-18 11:06:40')
    expect(formatValue(1e300, 'dateTimeAsIso')).toBe('–')
    expect(formatValue(0, 'dateTimeFromNow', { nowMs: 7_200_000 })).toBe('2 h ago')
  })

  it('never shows more than a handful of characters', () => {
    for (let power = -320; power <= 308; power++) {
      for (const unit of ['none', 'short', 'bytes', 's', 'percent', 'reqps', 'currencyUSD']) {
        const text = formatValue(1.234_567_89 * 10 ** power, unit)
        expect(text).not.toMatch(/e[+-]?\d|NaN|undefined/)
        expect(text.length).toBeLessThan(28)
      }
    }
  })
})

describe('formatParts', () => {
  it('tells the number from its unit', () => {
    expect(formatParts(1240, 'reqps')).toEqual({ prefix: '', number: '1.24', suffix: 'k req/s' })
    expect(formatParts(3, 'currencyEUR')).toEqual({ prefix: '€', number: '3', suffix: '' })
  })
})

describe('formatExact', () => {
  it('has all digits in the base unit, without the noise of doubles', () => {
    expect(formatExact(1_234_567.125, 'bytes')).toBe('1,234,567.125 B')
    expect(formatExact(86.3127, 'ms')).toBe('86.3127 ms')
    expect(formatExact(0.1 + 0.2, 'none')).toBe('0.3')
    expect(formatExact(1e-7, 'none')).toBe('0.0000001')
    expect(formatExact(NaN, 's')).toBe('–')
  })
})

describe('tickFormatter', () => {
  const shown = (ticks: number[], unit: string): string[] => ticks.map(tickFormatter(ticks, unit))

  it('uses one step for the whole axis', () => {
    expect(shown([0, 0.5, 1, 1.5], 's')).toEqual(['0 s', '0.5 s', '1.0 s', '1.5 s'])
    expect(shown([0, 250, 500, 750, 1000], 'reqps')).toEqual([
      '0 req/s',
      '250 req/s',
      '500 req/s',
      '750 req/s',
      '1,000 req/s',
    ])
    expect(shown([0, 25, 50], 'percent')).toEqual(['0 %', '25 %', '50 %'])
  })

  it('takes more places than were asked for where two ticks would read alike', () => {
    const few = (ticks: number[], decimals: number) => ticks.map(tickFormatter(ticks, 'none', { decimals }))
    expect(few([0, 0.5, 1, 1.5, 2], 0)).toEqual(['0.0', '0.5', '1.0', '1.5', '2.0'])
    expect(few([0, 1, 2], 0)).toEqual(['0', '1', '2'])
    expect(few([0, 1, 2], 1)).toEqual(['0.0', '1.0', '2.0'])
  })

  it('tells close ticks apart', () => {
    expect(shown([1000.001, 1000.002, 1000.003], 'none')).toEqual(['1,000.001', '1,000.002', '1,000.003'])
    expect(shown([1e-12, 2e-12], 'none')).toEqual(['1·10⁻¹²', '2·10⁻¹²'])
  })
})
