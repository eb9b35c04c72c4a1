import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { goDecimal, goNumber, goTwoDigits } from './go-number.ts'

describe('a number as Go prints it', () => {
  it.each([
    [0, '0'],
    [-0, '-0'],
    [1.5, '1.5'],
    [-12, '-12'],
    [999_999, '999999'],
    [1_000_000, '1e+06'],
    [123_456_789, '1.23456789e+08'],
    [0.0001, '0.0001'],
    [0.000_012_5, '1.25e-05'],
    [-1e100, '-1e+100'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '+Inf'],
    [Number.NEGATIVE_INFINITY, '-Inf'],
  ])('%s with %%g', (value, text) => {
    expect(goNumber(value)).toBe(text)
  })

  it.each([
    [5, '5'],
    [0.123, '0.12'],
    [10, '10'],
    [99.6, '1e+02'],
    [100, '1e+02'],
    [1_234_567, '1.2e+06'],
  ])('%s with two digits', (value, text) => {
    expect(goTwoDigits(value)).toBe(text)
  })

  it.each([
    [1_000_000, '1000000'],
    [1e21, '1000000000000000000000'],
    [-1.25e22, '-12500000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-5e-324, `-0.${'0'.repeat(323)}5`],
    [Number.POSITIVE_INFINITY, '+Inf'],
  ])('%s without an exponent', (value, text) => {
    expect(goDecimal(value)).toBe(text)
  })

  it('reads back as the same number, either way', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), value => {
        expect(Number(goNumber(value))).toBe(value)
        expect(Number(goDecimal(value))).toBe(value)
        expect(goDecimal(value)).not.toContain('e')
      }),
    )
  })
})
