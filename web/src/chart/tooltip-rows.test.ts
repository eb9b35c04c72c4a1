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

  const three = [
    { index: 0, value: 1, distance: 9 },
    { index: 1, value: 0, distance: 4 },
    { index: 2, value: 3, distance: 1 },
  ]
  it.each([
    [{ mode: 'multi', sort: 'none' }, [0, 1, 2]],
    [{ mode: 'multi', sort: 'asc' }, [1, 0, 2]],
    [{ mode: 'multi', sort: 'desc' }, [2, 0, 1]],
    [{ mode: 'multi', sort: 'none', hidesZeros: true }, [0, 2]],
    [{ mode: 'single', sort: 'none' }, [2]],
    [{ mode: 'none', sort: 'none' }, []],
  ] as const)('lists what its look wants: %o', (look, indices) => {
    const choice = chooseRows(three, look)
    expect(choice.rows.map(row => row.index)).toEqual(indices)
    expect(choice).toMatchObject({ nearest: 2, more: 0 })
  })

  it('has the nearest among those that it lists, wherever that stands', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ index, value: index, distance: 50 - index }))
    const { rows, more } = chooseRows(many, { mode: 'multi', sort: 'asc' })
    expect(rows.map(row => row.index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 49])
    expect(more).toBe(40)
  })

  it('says how many it leaves out', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ index, value: index, distance: 50 - index }))
    expect(chooseRows(many)).toMatchObject({ nearest: 49, more: 40 })
    expect(chooseRows([])).toEqual({ rows: [], nearest: -1, more: 0 })
  })
})
