import { describe, expect, it } from 'vitest'
import { dataWith, numbers, texts, times } from '../testing/fields.ts'
import { barGroups } from './bar-groups.ts'
import { barScene } from './bar-scene.ts'

const LOOK = { groupWidth: 1, barWidth: 1 }

describe('the bars of a chart', () => {
  it('stand side by side', () => {
    const { bars, min, max } = barScene(
      [
        [1, 2],
        [4, null],
      ],
      { stacking: 'none', ...LOOK },
    )
    expect([min, max]).toEqual([0, 4])
    expect(bars).toEqual([
      { group: 0, series: 0, from: 0, to: 0.25, low: 0, high: 0.25 },
      { group: 1, series: 0, from: 0.5, to: 0.75, low: 0, high: 0.5 },
      { group: 0, series: 1, from: 0.25, to: 0.5, low: 0, high: 1 },
    ])
  })

  it('stand on one another, what is below zero beneath it', () => {
    const { bars, min, max } = barScene([[1], [3], [-4]], { stacking: 'normal', ...LOOK })
    expect([min, max]).toEqual([-4, 4])
    expect(bars.map(({ low, high }) => [low, high])).toEqual([
      [0.5, 0.625],
      [0.625, 1],
      [0, 0.5],
    ])
  })

  it('may be shares of a whole', () => {
    expect(
      barScene(
        [
          [1, 0],
          [3, 0],
        ],
        { stacking: 'percent', ...LOOK },
      ).max,
    ).toBe(100)
  })
})

describe('what a bar chart compares', () => {
  it('is the rows of a table', () => {
    const data = dataWith([
      times(0, 0),
      texts('route', ['/a', null]),
      numbers('x', [1, null]),
      numbers('y', [2, 3]),
    ])
    const { names, fields, values } = barGroups(data, undefined)
    expect([names, fields.map(({ name }) => name), values]).toEqual([
      ['/a', '–'],
      ['x', 'y'],
      [
        [1, null],
        [2, 3],
      ],
    ])
  })

  it('is series of one value each', () => {
    const { names, values } = barGroups(
      dataWith([times(0), numbers('a', [1])], [times(0), numbers('b', [2])]),
      undefined,
    )
    expect([names, values]).toEqual([['a', 'b'], [[1, 2]]])
  })
})
