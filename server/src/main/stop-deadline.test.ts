import { expect, it } from 'vitest'
import { createStopDeadline } from './stop-deadline.ts'

it('is one deadline for all that ask, from when stopping begins', () => {
  let nowMs = 1000
  const deadline = createStopDeadline(30_000, () => nowMs)
  nowMs = 60_000
  expect(deadline.leftMs()).toBe(30_000)
  deadline.begin()
  nowMs += 20_000
  deadline.begin()
  expect(deadline.leftMs()).toBe(10_000)
  nowMs += 1
  expect(deadline.shareMs()).toBe(5_000)
  nowMs += 20_000
  expect(deadline.leftMs()).toBe(0)
})
