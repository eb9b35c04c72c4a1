import { describe, expect, it } from 'vitest'
import { isolate, toggle } from './legend-visibility.ts'

const keys = ['a', 'b', 'c']

describe('a legend', () => {
  it('isolates, moves to another, and comes back', () => {
    const alone = isolate(keys, new Set(), 'a')
    expect([...alone]).toEqual(['b', 'c'])
    expect([...isolate(keys, alone, 'b')]).toEqual(['a', 'c'])
    expect([...isolate(keys, alone, 'a')]).toEqual([])
    expect([...isolate(['a'], new Set(), 'a')]).toEqual([])
  })

  it('hides and shows one, and never all', () => {
    const without = toggle(keys, new Set(), 'a')
    expect([...without]).toEqual(['a'])
    expect([...toggle(keys, without, 'a')]).toEqual([])
    expect([...toggle(keys, new Set(['a', 'b']), 'c')]).toEqual([])
  })
})
