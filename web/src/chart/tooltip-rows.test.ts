import { describe, expect, it } from 'vitest'
import { chooseRows } from './tooltip-rows.ts'

describe('chooseRows', () => {
  it('has the nearest first and the others by value', () => {
    const choice = chooseRows([
      { index: 0, value: 1, distance: 9 },
      { index: 1, value: 5, distance: 4 },
      { index: 2, value: 3, distance: 1 },
    ])
    expect(choice.rows.map(row => row.index)).toEqual([2, 1, 0])
    expect(choice).toMatchObject({ nearest: 2, more: 0 })
  })

  it('says how many it leaves out', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ index, value: index, distance: 50 - index }))
    expect(chooseRows(many)).toMatchObject({ nearest: 49, more: 40 })
    expect(chooseRows([])).toEqual({ rows: [], nearest: -1, more: 0 })
  })
})
