import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { together } from './together.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('tells all of one turn in one task, and what they say in the next', () => {
  const told: string[] = []
  const { add: schedule } = together()
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
  const { add: schedule } = together()
  const problem = new Error('broken')
  schedule(() => {
    throw problem
  })
  schedule(() => told.push('b'))
  vi.runAllTimers()
  expect(told).toEqual(['b'])
  expect(errors).toEqual([problem])
})

it('lets some time pass before the next are told, but for the last', () => {
  const told: string[] = []
  const { add, tellAll } = together(100)
  add(() => told.push('a'))
  vi.advanceTimersByTime(0)
  expect(told).toEqual(['a'])
  vi.advanceTimersByTime(30)
  add(() => told.push('b'))
  vi.advanceTimersByTime(69)
  add(() => told.push('c'))
  expect(told).toEqual(['a'])
  vi.advanceTimersByTime(1)
  expect(told).toEqual(['a', 'b', 'c'])
  add(() => told.push('d'))
  tellAll()
  expect(told).toEqual(['a', 'b', 'c', 'd'])
  expect(vi.getTimerCount()).toBe(0)
})
