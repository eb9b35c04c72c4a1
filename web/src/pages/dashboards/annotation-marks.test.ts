import { expect, it } from 'vitest'
import { marksOf } from './annotation-marks.ts'

const annotation = { name: 'Deployments', titleFormat: '{{service}}', textFormat: 'version {{version}}' }
const metric = { service: 'cart', version: '1.2' }

it('makes one mark of what lasts, and another of what comes again', () => {
  const values = [60, 120, 180, 360].map(time => [time, '1'] as const)
  expect(marksOf(annotation, [{ metric, values }], 60_000, 0)).toEqual([
    { key: '0 0 60000', kind: 'note', atMs: 60_000, toMs: 180_000, label: 'cart: version 1.2' },
    { key: '0 0 360000', kind: 'note', atMs: 360_000, label: 'cart: version 1.2' },
  ])
})

it('sees nothing where the value is zero', () => {
  expect(
    marksOf(
      annotation,
      [
        {
          metric,
          values: [
            [60, '0'],
            [120, 'NaN'],
          ],
        },
      ],
      60_000,
      0,
    ),
  ).toEqual([])
})

it('may take the time from the value', () => {
  const values = [
    [60, '1795219200'],
    [120, '1795219200'],
    [180, '1795219300000'],
  ] as const
  const marks = marksOf({ name: 'Start', useValueForTime: true }, [{ metric: {}, values }], 60_000, 0)
  expect(marks.map(({ atMs, label }) => [atMs, label])).toEqual([
    [1_795_219_200_000, 'Start'],
    [1_795_219_300_000, 'Start'],
  ])
})

it('tells marks of annotations that have one name from each other', () => {
  const series = [{ metric, values: [[60, '1'] as const] }]
  const keys = [0, 1].flatMap(place => marksOf(annotation, series, 60_000, place)).map(({ key }) => key)
  expect(new Set(keys).size).toBe(2)
})
