import { describe, expect, it } from 'vitest'
import { Turns } from './turns.ts'

const turns = (count: number, maxWaiting = 10) =>
  new Turns(
    Array.from({ length: count }, (_, i) => i),
    { maxWaiting, what: 'reads' },
  )

describe('turns', () => {
  it('gives each item to one at a time, in the order of asking', async () => {
    const both = turns(2)
    const first = await both.acquire()
    const second = await both.acquire()
    expect(new Set([first, second])).toEqual(new Set([0, 1]))
    const order: string[] = []
    const third = both.acquire().then(item => order.push(`third ${item}`))
    const fourth = both.acquire().then(item => order.push(`fourth ${item}`))
    expect(both.waiting).toBe(2)
    both.release(second)
    both.release(first)
    await Promise.all([third, fourth])
    expect(order).toEqual([`third ${second}`, `fourth ${first}`])
    expect(both.waiting).toBe(0)
  })

  it('lets only so many wait, and says how many', async () => {
    const one = turns(1, 2)
    const item = await one.acquire()
    const waiting = [one.acquire(), one.acquire()]
    await expect(one.acquire()).rejects.toMatchObject({
      number: 202,
      transient: true,
      message: '2 reads wait for ClickHouse already, which is all that may wait',
    })
    one.release(item)
    one.release(await waiting[0]!)
    one.release(await waiting[1]!)
    expect(await one.acquire()).toBe(0)
  })

  it('takes those who give up out of the queue', async () => {
    const one = turns(1, 1)
    const item = await one.acquire()
    const abort = new AbortController()
    const gone = one.acquire(abort.signal)
    abort.abort(new Error('no time'))
    await expect(gone).rejects.toThrow('no time')
    expect(one.waiting).toBe(0)
    const next = one.acquire(new AbortController().signal)
    one.release(item)
    expect(await next).toBe(0)
    one.release(0)
    await expect(one.acquire(AbortSignal.abort(new Error('never')))).rejects.toThrow('never')
  })

  it('closes when all are back, and turns away those who wait and come', async () => {
    const one = turns(1)
    const item = await one.acquire()
    const waiting = one.acquire()
    let closed = false
    const closing = one.close().then(() => {
      closed = true
    })
    await expect(waiting).rejects.toMatchObject({ number: 0, transient: true })
    await expect(one.acquire()).rejects.toMatchObject({ number: 0 })
    expect(closed).toBe(false)
    one.release(item)
    await closing
    await turns(3).close()
  })
})
