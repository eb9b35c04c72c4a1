import { expect, it } from 'vitest'
import { endsOf } from './gauge-ends.ts'

it.each([
  [0, 1, 0.4, { min: 0, max: 1 }],
  [7, 7, 7, { min: 0, max: 100 }],
  [120, 120, 120, { min: 0, max: 120 }],
  [-3, -3, -3, { min: -3, max: 0 }],
  [0, 0, null, { min: 0, max: 100 }],
])('between %d and %d, of %s', (min, max, value, ends) => {
  expect(endsOf({ min, max }, value)).toEqual(ends)
})
