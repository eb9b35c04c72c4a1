import { describe, expect, it } from 'vitest'
import { stackColumns } from './stack.ts'
import { runsOf } from './stacked-area.ts'

describe('an area of a stack', () => {
  it('begins on what stands below at each time, also where a series joins late', () => {
    const { floors, edges } = stackColumns([
      [1, 1, 1],
      [null, null, 5],
      [10, 10, 10],
    ])
    expect(floors.map(floor => [...floor])).toEqual([
      [0, 0, 0],
      [1, 1, 1],
      [1, 1, 6],
    ])
    expect(edges[2]).toEqual([11, 11, 16])
  })

  it('ends at gaps and goes on over times that only others have', () => {
    expect(runsOf([1, undefined, 2, null, null, 3], 0, 5)).toEqual([[0, 2], [5]])
    expect(runsOf([null, undefined], 0, 1)).toEqual([])
  })
})
