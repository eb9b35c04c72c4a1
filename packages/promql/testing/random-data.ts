/** Small random series: gaps, stale markers, NaN, infinities, counters that start over. */
import { labelsOf, STALE } from '@vedette/model'
import fc from 'fast-check'
import type { MemorySeries } from '../src/scripts/memory-source.ts'
import type { ReferenceSeries } from './reference/series.ts'

export const STEP_MS = 15_000
const MOST_POINTS = 24

const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: -8, max: 20 }) },
  { weight: 3, arbitrary: fc.integer({ min: -40, max: 40 }).map(eighths => eighths / 8) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  },
)

const gaugePoints = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: value },
    { weight: 1, arbitrary: fc.constant('stale' as const) },
    { weight: 2, arbitrary: fc.constant(undefined) },
  ),
  { maxLength: MOST_POINTS },
)

/** Mostly grows. */
const counterPoints = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 9 }) },
      { weight: 1, arbitrary: fc.constant(-1) },
    ),
    {
      maxLength: MOST_POINTS,
    },
  )
  .map(steps => {
    let total = 0
    return steps.map(step => {
      total = step < 0 ? 0 : total + step
      return total
    })
  })

const SERIES = [
  { __name__: 'm', a: '1', b: 'x' },
  { __name__: 'm', a: '2', b: 'x' },
  { __name__: 'm', a: '1', b: 'y' },
  { __name__: 'm', a: '2' },
  { __name__: 'n', a: '1', b: 'x' },
  { __name__: 'n', a: '2', b: 'y' },
  { __name__: 'c_total', a: '1', b: 'x' },
  { __name__: 'c_total', a: '2', b: 'y' },
  { __name__: 'one', a: '1' },
]

export const randomSeries: fc.Arbitrary<ReferenceSeries[]> = fc
  .tuple(
    ...SERIES.map(labels =>
      fc.record({
        points: labels.__name__ === 'c_total' ? counterPoints : gaugePoints,
        shiftMs: fc.constantFrom(0, 0, 0, 0, 5_000, 7_300),
        labels: fc.constant(labelsOf(labels as unknown as Record<string, string>)),
      }),
    ),
  )
  .map(all =>
    all.map(({ labels, points, shiftMs }) => ({
      labels,
      points: points.flatMap((each, i) =>
        each === undefined ? [] : [{ timeMs: i * STEP_MS + shiftMs, value: each }],
      ),
    })),
  )

export function inMemory(series: readonly ReferenceSeries[]): MemorySeries[] {
  return series.map(({ labels, points }) => {
    const values = new Float64Array(points.length)
    points.forEach((point, i) => {
      if (point.value === 'stale') values.set(STALE, i)
      else values[i] = point.value
    })
    return { labels, timesMs: Float64Array.from(points, ({ timeMs }) => timeMs), values }
  })
}
