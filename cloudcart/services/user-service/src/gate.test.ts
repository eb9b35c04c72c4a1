import { expect, it } from 'vitest'
import { createGate } from './gate.ts'

it('lets so many in, so many wait in order, and sends the rest away', async () => {
  const gate = createGate({ atOnce: 2, waiting: 2 })
  const begun: number[] = []
  const doors: (() => void)[] = []
  const enter = (number: number) =>
    gate(async () => {
      begun.push(number)
      await new Promise<void>(leave => doors.push(leave))
      return number
    })
  const visits = [1, 2, 3, 4].map(enter)
  await expect(enter(5)).rejects.toMatchObject({ status: 503, code: 'busy' })
  expect(begun).toEqual([1, 2])
  doors[1]!()
  expect(await visits[1]).toBe(2)
  expect(begun).toEqual([1, 2, 3])

  // One place to wait is free again, and whoever comes now is behind those who wait.
  const last = enter(6)
  for (let i = 0; begun.length < 5; i++) {
    doors[i]!()
    await new Promise(setImmediate)
  }
  for (const leave of doors) leave()
  expect(await Promise.all([...visits, last])).toEqual([1, 2, 3, 4, 6])
  expect(begun).toEqual([1, 2, 3, 4, 6])
})

it('gives the place on when the work fails', async () => {
  const gate = createGate({ atOnce: 1, waiting: 1 })
  const failing = gate(() => Promise.reject(new Error('no')))
  const next = gate(async () => 'yes')
  await expect(failing).rejects.toThrow('no')
  expect(await next).toBe('yes')
  expect(await gate(async () => 'again')).toBe('again')
})
