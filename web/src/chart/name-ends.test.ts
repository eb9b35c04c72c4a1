import { describe, expect, it } from 'vitest'
import { nameEnds } from './name-ends.ts'

describe('nameEnds', () => {
  it('keeps the end of a long name', () => {
    expect(nameEnds('checkout')).toEqual({ head: 'checkout', tail: '' })
    expect(nameEnds(`${'a'.repeat(190)}0123456789`)).toEqual({ head: 'a'.repeat(190), tail: '0123456789' })
  })
})
