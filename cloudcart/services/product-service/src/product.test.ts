import { expect, it } from 'vitest'
import { crossed } from './product.ts'

it.each([
  [12, 10, undefined],
  [10, 9, 'warning'],
  [9, 8, undefined],
  [9, 4, 'critical'],
  [20, 0, 'critical'],
  [4, 3, undefined],
  [3, 7, undefined],
  [7, 50, undefined],
])('from %i to %i pieces tells %s', (before, after, told) => {
  expect(crossed(before, after)).toBe(told)
})
