import { describe, expect, it } from 'vitest'
import { cacheContract } from './cache.contract.ts'
import { openMemoryCache } from './memory.ts'

describe('the cache in memory', () => {
  let now = 1_000_000
  const nowMs = () => now
  const advance = (ms: number) => {
    now += ms
  }
  describe('as every cache', () =>
    cacheContract({ open: async () => openMemoryCache({ nowMs }), pass: async ms => advance(ms) }))

  it('forgets what was used longest ago when there are too many', async () => {
    const cache = openMemoryCache({ mostEntries: 3 })
    for (const key of ['a', 'b', 'c']) await cache.set(key, key, 1000)
    await cache.get('a')
    await cache.set('d', 'd', 1000)
    expect(await cache.get('b')).toBeUndefined()
    for (const key of ['a', 'c', 'd']) expect(await cache.get(key)).toBeDefined()
  })

  it('forgets what was used longest ago when it is too much, and keeps nothing that is too big alone', async () => {
    const cache = openMemoryCache({ mostBytes: 1000 })
    await cache.set('a', Buffer.alloc(400), 1000)
    await cache.set('b', Buffer.alloc(400), 1000)
    await cache.set('c', Buffer.alloc(400), 1000)
    expect(await cache.get('a')).toBeUndefined()
    expect(await cache.get('b')).toBeDefined()
    await cache.set('b', Buffer.alloc(1000), 1000)
    expect(await cache.get('b')).toBeUndefined()
    expect(await cache.get('c')).toBeDefined()
    // The room of what was deleted, replaced or over is free again.
    await cache.set('c', Buffer.alloc(900), 1000)
    await cache.delete('c')
    await cache.set('d', Buffer.alloc(900), 1000)
    expect(await cache.get('d')).toBeDefined()
  })

  it('keeps nothing for longer when the clock goes back', async () => {
    let now = 10_000_000
    const cache = openMemoryCache({ nowMs: () => now })
    await cache.set('a', 'a', 1000)
    expect([await cache.count('k', 1000), await cache.count('k', 1000)]).toEqual([1, 2])
    now -= 3_600_000
    expect(await cache.get('a')).toBeUndefined()
    expect([await cache.count('k', 1000), await cache.count('k', 1000)]).toEqual([1, 2])
  })

  it('counts no more windows at once than it has room for, and those still used the longest', async () => {
    const cache = openMemoryCache({ mostEntries: 100, nowMs })
    for (let i = 0; i < 1000; i++) {
      await cache.count(`address ${i}`, 60_000)
      await cache.count('regular', 60_000)
    }
    expect(await cache.count('address 999', 60_000)).toBe(2)
    expect(await cache.count('address 0', 60_000)).toBe(1)
    // A flood of addresses must not give one that is limited a new window.
    expect(await cache.count('regular', 60_000)).toBe(1001)
  })
})
