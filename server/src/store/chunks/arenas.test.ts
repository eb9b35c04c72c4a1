import { describe, expect, it } from 'vitest'
import { Arenas } from './arenas.ts'

const MB = 1024 * 1024

describe('arenas', () => {
  it('keep the largest piece for who comes next, and never one that somebody has', () => {
    const arenas = new Arenas()
    const [small, large] = [arenas.take(MB), arenas.take(2 * MB)]
    expect(small.buffer).not.toBe(large.buffer)
    arenas.giveBack(small)
    arenas.giveBack(large)
    expect(small.buffer.byteLength).toBe(0)
    expect(arenas.take(MB)).toBe(large)
    expect(arenas.take(MB)).not.toBe(large)
    arenas.close()
  })

  it('keep nothing that is too large, and nothing when they are closed', () => {
    const arenas = new Arenas()
    const [huge, small] = [arenas.take(17 * MB), arenas.take(MB)]
    arenas.giveBack(huge)
    arenas.giveBack(small)
    arenas.close()
    expect([huge.buffer.byteLength, small.buffer.byteLength]).toEqual([0, 0])
  })
})
