import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FloatReader, formatBound, formatFloat, parseFloatText } from './float-text.ts'

const reader = new FloatReader()

function read(text: string): number | undefined {
  const bytes = Buffer.from(`x${text} 1\n`)
  return reader.read(bytes, 1, bytes.length) && reader.at === 1 + Buffer.byteLength(text)
    ? reader.value
    : undefined
}

describe('numbers in expositions', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['+5', 5],
    ['1.', 1],
    ['.5', 0.5],
    ['007', 7],
    ['4.9351e-05', 4.9351e-5],
    ['1e+06', 1e6],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', 9007199254740992],
    ['0.1234567890123456789', 0.12345678901234568],
    ['1e23', 1e23],
    ['5e-324', 5e-324],
    ['2.2250738585072011e-308', 2.225073858507201e-308],
    ['1e-400', 0],
    ['0e999', 0],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-infinity', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['nan', Number.NaN],
  ])('reads %s', (text, value) => {
    expect(read(text)).toBe(value)
  })

  it.each([
    '',
    '.',
    '-',
    'e5',
    '1e',
    '1e+',
    '1_000',
    '0x10',
    '0x1p-3',
    '1e999',
    '-1e999',
    '+NaN',
    'true',
    '1.2.3',
    '--1',
    '1,5',
    'Infin',
    '\u0661',
    '9'.repeat(5000),
  ])('refuses %j', text => {
    expect(read(text)).toBeUndefined()
  })

  it('stops at the end of the bytes', () => {
    const bytes = Buffer.from('12345')
    expect(reader.read(bytes, 1, 3)).toBe(true)
    expect([reader.value, reader.at]).toEqual([23, 3])
  })

  it('gives exactly the nearest double, whatever the spelling', () => {
    const digits = fc.stringMatching(/^[0-9]{1,20}$/)
    const spelled = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        digits,
        fc.option(digits),
        fc.option(fc.integer({ min: -330, max: 290 })),
      )
      .map(([sign, whole, decimals, exponent]) => {
        const mantissa = decimals === null ? whole : `${whole}.${decimals}`
        return exponent === null ? sign + mantissa : `${sign}${mantissa}e${exponent}`
      })
    fc.assert(
      fc.property(spelled, text => {
        const wanted = Number(text)
        expect(read(text)).toBe(Number.isFinite(wanted) ? wanted : undefined)
      }),
      { numRuns: 3000 },
    )
  })

  it('reads every double that JavaScript and Go print', () => {
    fc.assert(
      fc.property(fc.double(), value => {
        expect(parseFloatText(formatFloat(value))).toBe(value)
        expect(read(formatFloat(value))).toBe(value)
        expect(read(Object.is(value, -0) ? '-0' : String(value))).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  it('never fails on anything that it finds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        reader.read(bytes, 0, bytes.length)
        expect(reader.at).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })

  it.each([
    [0, '0.0'],
    [-0, '0.0'],
    [1, '1.0'],
    [0.25, '0.25'],
    [100000, '100000.0'],
    [1000000, '1e+06'],
    [1234567.5, '1.2345675e+06'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
    [Number.NaN, 'NaN'],
  ])('writes the bound %d as Prometheus keeps it: %s', (value, text) => {
    expect(formatBound(value)).toBe(text)
  })
})
