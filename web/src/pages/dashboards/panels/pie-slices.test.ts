import { describe, expect, it } from 'vitest'
import { slicePath, slicesOf } from './pie-slices.ts'

describe('the slices of a pie', () => {
  it('share a turn; what is less than nothing has none', () => {
    expect(slicesOf([1, 3, -5, null, Number.NaN])).toEqual([
      { share: 0.25, from: 0, to: 0.25 },
      { share: 0.75, from: 0.25, to: 1 },
      { share: 0, from: 1, to: 1 },
      { share: 0, from: 1, to: 1 },
      { share: 0, from: 1, to: 1 },
    ])
    expect(slicesOf([0, 0]).map(({ share }) => share)).toEqual([0, 0])
  })

  it('are paths, also of a whole turn', () => {
    expect(slicePath({ share: 0.25, from: 0, to: 0.25 }, 0, 100)).toBe(
      'M0.000 -100.000A100 100 0 0 1 100.000 0.000L0 0Z',
    )
    const [, end] = /A100 100 0 1 1 (\S+ \S+)L/.exec(slicePath({ share: 1, from: 0, to: 1 }, 50, 100))!
    expect(end).not.toBe('0.000 -100.000')
  })
})
