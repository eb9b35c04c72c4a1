import type { Field } from '@vedette/dashboard'
import { describe, expect, it } from 'vitest'
import { seriesOf } from '../shown-data.ts'
import { dataWith, numbers, times } from '../testing/fields.ts'
import { columnsOf } from './columns-of.ts'

function columns(...lists: readonly (readonly Field[])[]) {
  const data = dataWith(...lists)
  const { times: all, values, infinite } = columnsOf(seriesOf(data), data)
  return { times: [...all], values, infinite }
}

describe('the columns of a graph', () => {
  it('have a place for each step that was asked, and gaps where nothing answered', () => {
    expect(columns([times(0, 30_000), numbers('a', [1, 2])], [times(15_000), numbers('b', [3])])).toEqual({
      times: [0, 15_000, 30_000, 45_000, 60_000],
      values: [
        [1, null, 2, null, null],
        [null, 3, null, null, null],
      ],
      infinite: 0,
    })
  })

  it('have all times where they are no steps, and no gap where only others have a time', () => {
    const { times: all, values } = columns(
      [times(1_000, 2_000, 3_000, 9_000), numbers('a', [1, 2, 3, 4])],
      [times(1_500, 5_000), numbers('b', [5, 6])],
    )
    expect(all).toEqual([1_000, 1_500, 2_000, 3_000, 5_000, 9_000])
    expect(values[0]).toEqual([1, undefined, 2, 3, null, 4])
  })

  it('count what can’t be drawn, and turn what hangs down', () => {
    const turned = numbers('a', [1, Infinity, null], { custom: { transform: 'negative-Y' } })
    const made = columns([times(0, 15_000, 30_000), turned])
    expect(made.values[0]!.slice(0, 3)).toEqual([-1, null, null])
    expect(made.infinite).toBe(1)
  })

  it('keep what is not finite where that is a state', () => {
    const data = dataWith([times(0, 15_000, 30_000), numbers('a', [Infinity, Number.NaN, null])])
    const { values } = columnsOf(seriesOf(data), data, 'kept')
    expect(values[0]!.slice(0, 3)).toEqual([Infinity, Number.NaN, null])
  })

  it.each([
    [true, [1, undefined, undefined, undefined, 2]],
    [30_000, [1, null, null, null, 2]],
    [60_000, [1, undefined, undefined, undefined, 2]],
    [false, [1, null, null, null, 2]],
  ])('let lines go over gaps: spanNulls %s', (spanNulls, expected) => {
    const field = numbers('a', [1, 2], { custom: { spanNulls } })
    expect(columns([times(0, 60_000), field]).values[0]).toEqual(expected)
  })
})
