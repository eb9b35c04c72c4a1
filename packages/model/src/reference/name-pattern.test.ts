import { expect, it } from 'vitest'
import { matchesName } from './name-pattern.ts'

it.each([
  ['a_*', 'a_b', true],
  ['a_*', 'b_a_', false],
  ['*_total', 'x_total', true],
  ['a*b*c', 'a1b2c', true],
  ['a*b*c', 'acb', false],
  ['ab*b', 'ab', false],
  ['a', 'a', true],
  ['a', 'ab', false],
  ['.', 'a', false],
])('%s and %s: %s', (pattern, name, matches) => {
  expect(matchesName(pattern, name)).toBe(matches)
})
