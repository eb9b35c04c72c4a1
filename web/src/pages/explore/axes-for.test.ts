import { describe, expect, it } from 'vitest'
import { axesFor } from './axes-for.ts'

describe('axesFor', () => {
  it('has one axis for what is measured alike', () => {
    expect(axesFor(['s', 's'])).toEqual({ left: { unit: 's' }, right: undefined, sides: ['left', 'left'] })
  })

  it('gives a second unit the right side, also where the first has none', () => {
    expect(axesFor(['reqps', 's', 'reqps']).sides).toEqual(['left', 'right', 'left'])
    expect(axesFor([undefined, 's']).right).toEqual({ unit: 's' })
  })

  it('draws three units by one axis of bare numbers', () => {
    expect(axesFor(['reqps', 's', 'bytes'])).toEqual({
      left: { unit: 'short' },
      right: undefined,
      sides: ['left', 'left', 'left'],
    })
  })
})
