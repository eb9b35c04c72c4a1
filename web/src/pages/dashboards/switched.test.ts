import { describe, expect, it } from 'vitest'
import { readSwitched, withSwitched } from './switched.ts'

describe('what a reader switched', () => {
  it('stands in the address while it differs from what the dashboard says', () => {
    const opened = withSwitched('', '5', true, false)
    expect(opened).toBe('5')
    const both = withSwitched(opened, '7-clone-1', false, true)
    expect(both).toBe('5.-7-clone-1')
    expect([...readSwitched(both)]).toEqual([
      ['5', true],
      ['7-clone-1', false],
    ])
    expect(withSwitched(both, '5', false, false)).toBe('-7-clone-1')
    expect(withSwitched('-7-clone-1', '7-clone-1', true, true)).toBe('')
    expect(new URLSearchParams({ rows: both }).toString()).toBe('rows=5.-7-clone-1')
  })

  it('may be nonsense, also a lot of it', () => {
    expect([...readSwitched('..-.')]).toEqual([])
    expect(readSwitched(Array.from({ length: 10_000 }, (_, i) => i).join('.')).size).toBe(500)
  })
})
