/** What every `Cache` does, run against each of them by its own test file. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cache } from './cache.ts'

export interface Place {
  open(): Promise<Cache>
  /** Lets so much time pass for the cache. */
  pass(ms: number): Promise<void>
}

const LONG = 60_000

export function cacheContract(place: Place): void {
  let cache: Cache
  beforeEach(async () => {
    cache = await place.open()
    await cache.clear('')
  })
  afterEach(() => cache.close())

  const textOf = async (key: string) => (await cache.get(key))?.toString()

  describe('values', () => {
    it('are kept as they are, text and bytes', async () => {
      const bytes = Buffer.from([0, 255, 128, 10, 13, 0])
      await cache.set('bytes', bytes, LONG)
      await cache.set('text', 'für 5 € 🛒', LONG)
      await cache.set('nothing', '', LONG)
      expect(await cache.get('bytes')).toEqual(bytes)
      expect(await textOf('text')).toBe('für 5 € 🛒')
      expect(await textOf('nothing')).toBe('')
      expect(await cache.get('missing')).toBeUndefined()
    })

    it('are replaced and deleted', async () => {
      await cache.set('a', 'one', LONG)
      await cache.set('a', 'two', LONG)
      expect(await textOf('a')).toBe('two')
      await cache.delete('a')
      await cache.delete('never there')
      expect(await cache.get('a')).toBeUndefined()
    })

    it('do not change with the buffer that they were given in', async () => {
      const given = Buffer.from('before')
      await cache.set('a', given, LONG)
      given.fill('x')
      expect(await textOf('a')).toBe('before')
    })

    it('end with their time; a new one begins a new time', async () => {
      await cache.set('short', 'x', 30)
      await cache.set('renewed', 'x', 30)
      await cache.set('renewed', 'y', LONG)
      await cache.set('never', 'x', 0)
      expect(await cache.get('never')).toBeUndefined()
      await place.pass(31)
      expect(await cache.get('short')).toBeUndefined()
      expect(await textOf('renewed')).toBe('y')
    })

    it('are cleared by how their key begins, whatever characters it has', async () => {
      for (const key of ['a*b', 'a*c', 'axb', 'a', 'b[1]?', 'b1x', 'c\\d', 'c\\e']) {
        await cache.set(key, 'x', LONG)
      }
      expect(await cache.clear('a*')).toBe(2)
      expect(await cache.clear('b[1]?')).toBe(1)
      expect(await cache.clear('c\\')).toBe(2)
      expect(await cache.clear('z')).toBe(0)
      expect([await textOf('axb'), await textOf('a'), await textOf('b1x')]).toEqual(['x', 'x', 'x'])
      expect(await cache.clear('')).toBe(3)
    })

    it('are cleared however many they are', async () => {
      await Promise.all(Array.from({ length: 3000 }, (_, i) => cache.set(`many:${i}`, 'x', LONG)))
      await cache.set('other', 'x', LONG)
      expect(await cache.clear('many:')).toBe(3000)
      expect(await textOf('other')).toBe('x')
    })
  })

  describe('counts', () => {
    it('go up by one for all who count at once', async () => {
      const counts = await Promise.all(Array.from({ length: 50 }, () => cache.count('door', LONG)))
      expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
      expect(await cache.count('other door', LONG)).toBe(1)
    })

    it('begin anew after the window, which later hits do not prolong', async () => {
      // At once, so that the window can't be over before the second comes.
      expect(await Promise.all([cache.count('door', 500), cache.count('door', LONG)])).toEqual([1, 2])
      await place.pass(501)
      expect(await cache.count('door', LONG)).toBe(1)
    })

    it('are no values, are deleted with their key and cleared with others', async () => {
      await cache.count('a', LONG)
      expect(await cache.get('a')).toBeUndefined()
      await cache.set('a', 'text', LONG)
      expect(await cache.count('a', LONG)).toBe(2)
      await cache.delete('a')
      expect(await cache.count('a', LONG)).toBe(1)
      expect(await cache.clear('a')).toBe(1)
      expect(await cache.count('a', LONG)).toBe(1)
    })
  })

  it('finds nothing after it was closed', async () => {
    await cache.set('a', 'x', LONG)
    await cache.close()
    await cache.close()
    expect(await cache.get('a')).toBeUndefined()
  })
}
