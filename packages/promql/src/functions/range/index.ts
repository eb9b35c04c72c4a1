/** Every function over range vectors, by name. `absent_over_time` is made of `present_over_time` elsewhere. */
import { changes, count, pick, present, resets } from './counts.ts'
import { timeOfExtreme } from './extreme-times.ts'
import { extremeOverTime } from './extremes-over-time.ts'
import { ofFloats, variance } from './floats-over-time.ts'
import { lastTwo } from './last-two.ts'
import { medianDeviation, quantileOverTime } from './quantiles-over-time.ts'
import type { RangeFunction } from './range-function.ts'
import { rateFunction } from './rate.ts'
import { sumsOverTime } from './sums-over-time.ts'
import { deriv, doubleExponentialSmoothing, predictLinear } from './trend.ts'

export const RANGE_FUNCTIONS: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ['rate', rateFunction({ isCounter: true, isRate: true })],
  ['increase', rateFunction({ isCounter: true, isRate: false })],
  ['delta', rateFunction({ isCounter: false, isRate: false })],
  ['irate', lastTwo(true)],
  ['idelta', lastTwo(false)],
  ['changes', changes],
  ['resets', resets],
  ['deriv', deriv],
  ['predict_linear', predictLinear],
  ['double_exponential_smoothing', doubleExponentialSmoothing],
  ['sum_over_time', sumsOverTime(false)],
  ['avg_over_time', sumsOverTime(true)],
  ['min_over_time', extremeOverTime('min')],
  ['max_over_time', extremeOverTime('max')],
  ['stdvar_over_time', ofFloats(() => variance)],
  [
    'stddev_over_time',
    ofFloats(() => (values, from, to, step) => Math.sqrt(variance(values, from, to, step))),
  ],
  ['quantile_over_time', quantileOverTime],
  ['mad_over_time', medianDeviation],
  ['count_over_time', count],
  ['present_over_time', present],
  ['first_over_time', pick('first', 'value')],
  ['last_over_time', pick('last', 'value')],
  ['ts_of_first_over_time', pick('first', 'time')],
  ['ts_of_last_over_time', pick('last', 'time')],
  ['ts_of_min_over_time', timeOfExtreme((value, best) => value <= best)],
  ['ts_of_max_over_time', timeOfExtreme((value, best) => value >= best)],
])
