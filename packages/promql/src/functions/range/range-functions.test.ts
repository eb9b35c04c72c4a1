/** Functions over ranges where windows slide: what is shared between windows, steps and series changes no bit of an answer. */
import { isStale, STALE } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXACT } from '../../../testing/reference/exact-windows.ts'
import type { Point } from '../../../testing/reference/series.ts'
import { testContext } from '../../../testing/stream-fixture.ts'
import { withoutStale } from '../../evaluate/stale.ts'
import type { Samples } from '../../source.ts'
import { ABSENT, ColumnBuilder, kindAt } from '../../values/column.ts'
import { RANGE_FUNCTIONS } from './index.ts'
import { type WindowSpec, Windows } from './windows.ts'

type Answers = (number | undefined)[]

const { NaN: NAN } = Number
const place = { from: 0, to: 0 }

/** Of seconds and values. */
function samplesOf(...points: [number, number][]): Samples {
  return {
    timesMs: Float64Array.from(points, ([seconds]) => seconds * 1000),
    values: Float64Array.from(points, ([, value]) => value),
    valuesAt: 0,
    count: points.length,
    histograms: [],
  }
}

/** One function for several series, as a query applies it: windows are shared where times are the same array. */
function applied(name: string, all: readonly Samples[], spec: WindowSpec, param = 0): Answers[] {
  const context = { ...testContext(spec.count), grid: gridOf(spec) }
  const scalars = [new Float64Array(spec.count).fill(param)]
  const call = { kind: 'call', name, args: [], place } as const
  const apply = RANGE_FUNCTIONS.get(name)!.prepare({ call, context, scalars, edges: undefined })
  const windowsOf = new Map<Float64Array, Windows>()
  const out = new ColumnBuilder(spec.count)
  return all.map(samples => {
    const windows = windowsOf.get(samples.timesMs) ?? new Windows(spec, samples.timesMs, samples.count)
    windowsOf.set(samples.timesMs, windows)
    out.reset()
    apply(samples, windows, out, 'm_total')
    const column = out.column()
    return Array.from(column.values, (value, step) => (kindAt(column, step) === ABSENT ? undefined : value))
  })
}

function gridOf({ firstEndMs, stepMs, count }: WindowSpec) {
  return { startMs: firstEndMs, stepMs, count }
}

/** In seconds: `count` windows of a length, the first of which ends at `firstEnd`. */
function windows(length: number, firstEnd: number, step: number, count: number): WindowSpec {
  return { lengthMs: length * 1000, firstEndMs: firstEnd * 1000, stepMs: step * 1000, count }
}

function exactly(
  name: string,
  { timesMs, values, valuesAt, count }: Samples,
  spec: WindowSpec,
  param = 0,
): Answers {
  const points: Point[] = Array.from({ length: count }, (_, i) => ({
    timeMs: timesMs[i]!,
    value: values[valuesAt + i]!,
  }))
  return Array.from({ length: spec.count }, (_, step) => {
    const endMs = spec.firstEndMs + step * spec.stepMs
    const startMs = endMs - spec.lengthMs
    const seen = points.filter(({ timeMs }) => timeMs > startMs && timeMs <= endMs)
    return seen.length === 0 ? undefined : EXACT[name]!({ points: seen, startMs, endMs, atMs: endMs, param })
  })
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 4, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NAN, Infinity, -Infinity, 0, -0, 1e308, -1e308, 5e-324) },
)
const gapSec = fc.oneof(
  { weight: 6, arbitrary: fc.constant(15) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 120 }) },
)
const spec = fc
  .record({
    length: fc.integer({ min: 1, max: 900 }),
    firstEnd: fc.integer({ min: -60, max: 300 }),
    step: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 900 })),
    count: fc.integer({ min: 1, max: 40 }),
  })
  .map(({ length, firstEnd, step, count }) => windows(length, firstEnd, step, count))

/** Three series with the very same times, whose values lie one behind the other in one array. */
const sharing = fc.array(gapSec, { minLength: 1, maxLength: 80 }).chain(gaps => {
  let atMs = 0
  const timesMs = Float64Array.from(gaps, gap => (atMs += gap * 1000))
  const count = gaps.length
  const size = { minLength: 3 * count, maxLength: 3 * count }
  return fc.array(value, size).map(all => {
    const values = Float64Array.from(all)
    return [0, 1, 2].map((at): Samples => ({ timesMs, values, valuesAt: at * count, count, histograms: [] }))
  })
})

describe('every window', () => {
  it.each(Object.keys(EXACT))('of %s answers as if it were alone', name => {
    const params =
      name === 'quantile_over_time'
        ? fc.oneof(fc.constantFrom(0, 0.5, 0.9, 1, -1, 2, NAN), fc.double({ min: 0, max: 1, noNaN: true }))
        : fc.integer({ min: -600, max: 3600 })
    fc.assert(
      fc.property(sharing, spec, params, (all, own, param) => {
        const expected = all.map(samples => exactly(name, samples, own, param))
        expect(applied(name, all, own, param)).toEqual(expected)
        const apart = all.map(samples => ({ ...samples, timesMs: samples.timesMs.slice() }))
        expect(applied(name, apart, own, param)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  it.each([...RANGE_FUNCTIONS.keys()].filter(name => name !== 'double_exponential_smoothing'))(
    'of %s is the same whether series share their times or not',
    name => {
      fc.assert(
        fc.property(sharing, spec, (all, own) => {
          const apart = all.map(samples => ({ ...samples, timesMs: samples.timesMs.slice() }))
          expect(applied(name, all, own, 0.5)).toEqual(applied(name, apart, own, 0.5))
        }),
        { numRuns: 30 },
      )
    },
  )
})

describe('windows that slide', () => {
  const odd = samplesOf([10, 1], [20, NAN], [30, Infinity], [40, 2], [50, -Infinity], [60, 3])
  const each20s = windows(20, 20, 10, 5)

  it('over NaN and infinities forget them when they are past', () => {
    expect(applied('sum_over_time', [odd], each20s)).toEqual([[NAN, NAN, Infinity, -Infinity, -Infinity]])
    expect(applied('avg_over_time', [odd], each20s)).toEqual([[NAN, NAN, Infinity, -Infinity, -Infinity]])
    expect(applied('max_over_time', [odd], each20s)).toEqual([[1, Infinity, Infinity, 2, 3]])
    expect(applied('min_over_time', [odd], each20s)).toEqual([[1, Infinity, 2, -Infinity, -Infinity]])
    expect(applied('quantile_over_time', [odd], each20s, 0)).toEqual([[NAN, NAN, NAN, -Infinity, -Infinity]])
    expect(applied('quantile_over_time', [odd], each20s, 0.5)).toEqual([
      [NAN, NAN, Infinity, -Infinity, -Infinity],
    ])
    expect(applied('mad_over_time', [odd], each20s)).toEqual([[NAN, NAN, NAN, NAN, NAN]])
    expect(applied('changes', [odd], each20s)).toEqual([[1, 1, 1, 1, 1]])
  })

  it('over NaN alone are NaN, and over nothing are nothing', () => {
    const hollow = samplesOf([10, NAN], [20, NAN], [100, 7])
    const own = windows(60, 20, 5, 30)
    const [highest = []] = applied('max_over_time', [hollow], own)
    expect(highest.slice(0, 10)).toEqual(new Array(10).fill(NAN))
    expect(highest.slice(12, 16)).toEqual(new Array(4).fill(undefined))
    expect(highest.slice(16, 28)).toEqual(new Array(12).fill(7))
    expect(highest.slice(28)).toEqual([undefined, undefined])
  })

  it('do not see stale markers', () => {
    const samples = samplesOf([10, 1], [20, 0], [30, 3])
    samples.values.set(STALE, 1)
    expect(isStale(samples.values[1]!)).toBe(true)
    const plain = withoutStale(samples)
    expect(applied('count_over_time', [plain], windows(30, 30, 10, 2))).toEqual([[2, 1]])
    expect(applied('delta', [plain], windows(30, 30, 10, 2))).toEqual([[3, undefined]])
  })

  it('see a reset between their own samples only', () => {
    const counter = samplesOf([0, 10], [10, 20], [20, 5], [30, 15], [40, 25])
    // (0,20]: 20, 5.  (10,30]: 5, 15.  (20,40]: 15, 25.
    expect(applied('increase', [counter], windows(20, 20, 10, 3))).toEqual([[10, 15, 20]])
    expect(applied('resets', [counter], windows(20, 20, 10, 3))).toEqual([[1, 0, 0]])
    expect(applied('resets', [counter], windows(21, 20, 10, 3))).toEqual([[1, 1, 0]])
  })

  it('with one sample have a value but no slope', () => {
    const lone = samplesOf([10, 4])
    const own = windows(15, 5, 10, 3)
    for (const name of ['rate', 'increase', 'delta', 'deriv', 'predict_linear', 'irate', 'idelta']) {
      expect(applied(name, [lone], own)).toEqual([[undefined, undefined, undefined]])
    }
    for (const name of ['sum', 'avg', 'min', 'max', 'last', 'first'].map(each => `${each}_over_time`)) {
      expect(applied(name, [lone], own)).toEqual([[undefined, 4, undefined]])
    }
    for (const name of ['stddev_over_time', 'stdvar_over_time', 'mad_over_time', 'changes', 'resets']) {
      expect(applied(name, [lone], own)).toEqual([[undefined, 0, undefined]])
    }
  })

  it('may grow into a series and shrink out of it', () => {
    const rising = samplesOf(...Array.from({ length: 9 }, (_, i): [number, number] => [i * 10 + 10, 9 - i]))
    const own = windows(200, 10, 10, 28)
    const [medians = []] = applied('quantile_over_time', [rising], own, 0.5)
    expect(medians.slice(0, 9)).toEqual([9, 8.5, 8, 7.5, 7, 6.5, 6, 5.5, 5])
    expect(medians.slice(20)).toEqual([4.5, 4, 3.5, 3, 2.5, 2, 1.5, 1])
  })
})
