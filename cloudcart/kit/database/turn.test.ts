import { expect, it } from 'vitest'
import { Recent } from './recent.ts'
import { Turn } from './turn.ts'

it('gives the turn in the order of asking', async () => {
  const turn = new Turn()
  const order: string[] = []
  const use = async (name: string) => {
    expect(await turn.take(1e6)).toBe(true)
    order.push(name)
    await new Promise(resolve => setImmediate(resolve))
    order.push(name)
    turn.pass()
  }
  await Promise.all(['a', 'b', 'c'].map(use))
  expect(order).toEqual(['a', 'a', 'b', 'b', 'c', 'c'])
})

it('lets go of who waited too long', async () => {
  const turn = new Turn()
  await turn.take(0)
  const late = turn.take(1)
  const patient = turn.take(Number.POSITIVE_INFINITY)
  expect(await late).toBe(false)
  turn.pass()
  expect(await patient).toBe(true)
  turn.pass()
  expect(await turn.take(0)).toBe(true)
})

it('remembers the most recent only', () => {
  const recent = new Recent<string, string>(2)
  let made = 0
  const get = (key: string) => recent.get(key, () => `${key}${++made}`)
  expect(['a', 'b', 'a', 'c', 'a', 'b'].map(get)).toEqual(['a1', 'b2', 'a1', 'c3', 'a1', 'b4'])
})
