import { expect, it } from 'vitest'
import { framesOf } from './frames.ts'

it('tells how many frames a second there were, and how many came late', () => {
  expect(framesOf([0, 16, 32, 48, 148])).toEqual({
    perSecond: 4000 / 148,
    p99Ms: 100,
    dropped: 1,
    count: 4,
  })
  expect(framesOf([5])).toMatchObject({ perSecond: 0, count: 0 })
})
