import { describe, expect, it } from 'vitest'
import { arrange } from './arrange.ts'

const least = { width: 90, height: 26 }

describe('so many boxes in a room', () => {
  it('lie side by side where it is wide, and beneath one another where it is high', () => {
    expect(arrange(4, { width: 800, height: 100 }, 'auto', least)).toMatchObject({ columns: 4, rows: 1 })
    expect(arrange(4, { width: 200, height: 600 }, 'auto', least)).toMatchObject({ columns: 1, rows: 4 })
  })

  it('lie as one asks for', () => {
    expect(arrange(3, { width: 800, height: 100 }, 'horizontal', least).columns).toBe(1)
    expect(arrange(3, { width: 800, height: 600 }, 'vertical', least).columns).toBe(3)
  })

  it('are all in sight where that can be', () => {
    const { rows, height } = arrange(9, { width: 344, height: 105 }, 'auto', least)
    expect(rows * height).toBeLessThanOrEqual(105)
  })

  it('are never smaller than can be read', () => {
    expect(arrange(100, { width: 200, height: 100 }, 'auto', least).height).toBe(26)
    expect(arrange(0, { width: 0, height: 0 }, 'auto', least)).toMatchObject({ columns: 1, rows: 1 })
  })
})
