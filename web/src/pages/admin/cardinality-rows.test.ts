import { expect, it } from 'vitest'
import { changeText, costsWithChanges } from './cardinality-rows.ts'

const COSTS = [
  { name: 'a', value: 10 },
  { name: 'b', value: 5 },
]
const CHANGES = [
  { name: 'gone', now: 0, added: 0, gone: 7 },
  { name: 'b', now: 5, added: 4, gone: 1 },
  { name: 'small', now: 1, added: 1, gone: 0 },
]

it('puts changes beside what costs most, and the most changed behind', () => {
  expect(costsWithChanges(COSTS, undefined, 10)).toEqual(COSTS)
  expect(costsWithChanges(COSTS, CHANGES, 10)).toEqual([
    { name: 'a', value: 10, change: { added: 0, gone: 0 } },
    { name: 'b', value: 5, change: CHANGES[1] },
    { name: 'gone', value: 0, change: CHANGES[0] },
  ])
})

it('claims no change of 0 where the list of changes was cut', () => {
  expect(costsWithChanges(COSTS, CHANGES, 3)[0]).toEqual({ name: 'a', value: 10, change: undefined })
})

it('writes what came and what went', () => {
  expect(changeText({ added: 1234, gone: 3 })).toBe('+1,234 −3')
  expect(changeText({ added: 0, gone: 3 })).toBe('−3')
  expect(changeText({ added: 0, gone: 0 })).toBe('0')
})
