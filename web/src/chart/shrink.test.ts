import { describe, expect, it } from 'vitest'
import { grown, shrinkFor, shrunk } from './shrink.ts'
import { stackColumns } from './stack.ts'
import { niceRange, niceTicks } from './ticks.ts'

const MOST = Number.MAX_VALUE

describe('shrinkFor', () => {
  it('leaves what everybody has as it is', () => {
    const column = [1, null, undefined, -4e304, 5e-324]
    expect(shrinkFor([column])).toBe(1)
    expect(shrunk(column, 1)).toBe(column)
    expect(grown(0.1, 1)).toBe(0.1)
  })

  it('makes the distance between any two numbers one, and their sum', () => {
    const columns = [
      [MOST, null, undefined, -MOST],
      [MOST, 1, 2, 3],
    ]
    const shrink = shrinkFor(columns)
    const drawn = columns.map(column => shrunk(column, shrink))
    expect(drawn[0]).toEqual([MOST * shrink, null, undefined, -MOST * shrink])
    const { min, max } = niceRange(-MOST * shrink, MOST * shrink)
    expect(min).toBeLessThanOrEqual(-MOST * shrink)
    expect(max).toBeGreaterThanOrEqual(MOST * shrink)
    expect(max - min).toBeLessThan(MOST)
    expect(stackColumns(drawn).edges[1]![0]).toBe(2 * (MOST * shrink))
  })

  it('says on the axis what the values are, and nothing beyond the last number', () => {
    const shrink = shrinkFor([[MOST]])
    const ticks = niceTicks(0, 2e302, 'none', 5).map(tick => grown(tick, shrink))
    expect(ticks).toEqual([0, 5e307, 1e308, 1.5e308, Number.POSITIVE_INFINITY])
  })
})
