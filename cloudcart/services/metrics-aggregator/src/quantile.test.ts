import { expect, it } from 'vitest'
import { histogramQuantile } from './quantile.ts'

const INF = Number.POSITIVE_INFINITY

it.each([
  [
    'in the middle of a bucket',
    0.5,
    [
      [1, 0],
      [2, 10],
      [INF, 10],
    ],
    1.5,
  ],
  [
    'in the first bucket, from 0',
    0.5,
    [
      [1, 10],
      [2, 10],
      [INF, 10],
    ],
    0.5,
  ],
  [
    'across buckets',
    0.95,
    [
      [0.1, 90],
      [0.5, 98],
      [INF, 100],
    ],
    0.1 + 0.4 * (5 / 8),
  ],
  [
    'beyond the last bound: that bound',
    0.95,
    [
      [0.1, 1],
      [0.5, 2],
      [INF, 100],
    ],
    0.5,
  ],
  [
    'in any order',
    0.5,
    [
      [INF, 10],
      [2, 10],
      [1, 0],
    ],
    1.5,
  ],
  [
    'with a bucket that was read too early',
    0.5,
    [
      [1, 0],
      [2, 12],
      [4, 10],
      [INF, 12],
    ],
    1.5,
  ],
  [
    'of a first bound below 0',
    0.5,
    [
      [-1, 10],
      [INF, 10],
    ],
    -1,
  ],
  [
    'of nothing',
    0.95,
    [
      [1, 0],
      [INF, 0],
    ],
    undefined,
  ],
  [
    'without +Inf',
    0.95,
    [
      [1, 5],
      [2, 6],
    ],
    undefined,
  ],
  ['with +Inf only', 0.95, [[INF, 6]], undefined],
  ['of no buckets', 0.95, [], undefined],
] as const)('%s', (_, share, buckets, expected) => {
  const found = histogramQuantile(share, new Map(buckets as Iterable<[number, number]>))
  if (expected === undefined) expect(found).toBeUndefined()
  else expect(found).toBeCloseTo(expected, 12)
})
