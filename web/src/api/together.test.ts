import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { together } from './together.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('tells all of one turn in one task, and what they say in the next', () => {
  const told: string[] = []
  const schedule = together()
  schedule(() => {
    told.push('a')
    schedule(() => told.push('c'))
  })
  schedule(() => told.push('b'))
  expect(told).toEqual([])
  vi.advanceTimersToNextTimer()
  expect(told).toEqual(['a', 'b'])
  vi.advanceTimersToNextTimer()
  expect(told).toEqual(['a', 'b', 'c'])
  expect(vi.getTimerCount()).toBe(0)
})

it('tells the others where one fails, and says so', () => {
  const errors: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => errors.push(error))
  const told: string[] = []
  const schedule = together()
  const problem = new Error('broken')
  schedule(() => {
    throw problem
  })
  schedule(() => told.push('b'))
  vi.runAllTimers()
  expect(told).toEqual(['b'])
  expect(errors).toEqual([problem])
})
