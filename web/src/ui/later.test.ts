import { expect, it } from 'vitest'
import { later } from './later.ts'

it('loads once, and is there from then on', async () => {
  let fetched = 0
  const part = later(async () => ++fetched)
  expect(part.current).toBeUndefined()
  expect(await Promise.all([part.load(), part.load()])).toEqual([1, 1])
  expect(part.current).toBe(1)
  expect(await part.load()).toBe(1)
})

it('tries again what failed', async () => {
  let fetched = 0
  const part = later(async () => {
    if (++fetched === 1) throw new Error('offline')
    return 'here'
  })
  await expect(part.load()).rejects.toThrow('offline')
  expect(part.current).toBeUndefined()
  expect(await part.load()).toBe('here')
})
