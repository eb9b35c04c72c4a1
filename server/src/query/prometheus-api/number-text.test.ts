import { expect, it } from 'vitest'
import { secondsText, valueText } from './number-text.ts'

it('writes values as Prometheus does', () => {
  const values = [0, -0, 1, -1.5, 1e-6, 1.5e-7, 1e-10, 5e-324, 1e20, 1e21, 1.5e300, NaN, Infinity, -Infinity]
  expect(values.map(valueText)).toEqual([
    '0',
    '-0',
    '1',
    '-1.5',
    '0.000001',
    '1.5e-07',
    '1e-10',
    '5e-324',
    '100000000000000000000',
    '1e+21',
    '1.5e+300',
    'NaN',
    '+Inf',
    '-Inf',
  ])
})

it('writes times in seconds, with three decimals where there is a fraction', () => {
  expect([0, 1000, 1500, 1_700_000_000_050, 1_700_000_000_007, -1500].map(secondsText)).toEqual([
    '0',
    '1',
    '1.500',
    '1700000000.050',
    '1700000000.007',
    '-1.500',
  ])
})
