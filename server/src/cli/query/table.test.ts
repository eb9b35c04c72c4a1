import { expect, it } from 'vitest'
import { table } from './table.ts'

it('prints a vector with a column for each label', () => {
  expect(
    table({
      resultType: 'vector',
      result: [
        { metric: { __name__: 'up', job: 'api', instance: 'a:1' }, value: [1, '1'] },
        { metric: { __name__: 'up', job: 'longer' }, value: [1, '0'] },
      ],
    }),
  ).toEqual(['METRIC  instance  job     VALUE', 'up      a:1       api     1', 'up                longer  0'])
})

it('prints a matrix as a block for each series, histograms by count and sum', () => {
  expect(
    table({
      resultType: 'matrix',
      result: [
        { metric: { job: 'api' }, values: [[0, '1.5']] },
        { metric: {}, histograms: [[60, { count: '4', sum: '10' }]] },
      ],
    }),
  ).toEqual([
    '{job="api"}',
    '  1970-01-01T00:00:00.000Z  1.5',
    '{}',
    '  1970-01-01T00:01:00.000Z  histogram of 4 observations, sum 10',
  ])
})

it('prints a scalar as it came', () => {
  expect(table({ resultType: 'scalar', result: [0, '1e-07'] })).toEqual(['1e-07'])
})
