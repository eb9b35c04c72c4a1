/** The functions of PromQL: what they take and what they answer. */
import type { ValueType } from '../syntax/tree.ts'

export interface Signature {
  readonly name: string
  readonly args: readonly ValueType[]
  /** 0: exactly `args`. n: the last may be left out or come up to n times. -1: any number of times. */
  readonly variadic: number
  readonly returns: ValueType
  readonly experimental: boolean
}

const S = 'scalar'
const V = 'vector'
const M = 'matrix'
const T = 'string'

const ofVector = (names: string): Signature[] => each(names, [V], V)
const ofRange = (names: string): Signature[] => each(names, [M], V)

export const SIGNATURES: ReadonlyMap<string, Signature> = new Map(
  [
    ...ofVector(
      'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
    ),
    ...ofRange(
      'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
    ),
    ...experimental(
      ofRange(
        'first_over_time mad_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
      ),
    ),
    ...each('days_in_month day_of_month day_of_week day_of_year hour minute month year', [V], V, 1),
    ...each('pi time', [], S),
    ...experimental(each('start end range step', [], S)),
    ...experimental(each('min_of max_of', [S, S], S)),
    ...each('clamp', [V, S, S], V),
    ...each('clamp_max clamp_min', [V, S], V),
    ...experimental(each('double_exponential_smoothing', [M, S, S], V)),
    ...each('histogram_fraction', [S, S, V], V),
    ...each('histogram_quantile', [S, V], V),
    ...experimental(each('histogram_quantiles', [V, T, S, S], V, 9)),
    ...experimental(each('info', [V, V], V, 1)),
    ...each('label_join', [V, T, T, T], V, -1),
    ...each('label_replace', [V, T, T, T, T], V),
    ...each('predict_linear', [M, S], V),
    ...each('quantile_over_time', [S, M], V),
    ...each('round', [V, S], V, 1),
    ...each('scalar', [V], S),
    ...experimental(each('sort_by_label sort_by_label_desc', [V, T], V, -1)),
    ...each('vector', [S], V),
  ].map(signature => [signature.name, signature]),
)

function each(names: string, args: readonly ValueType[], returns: ValueType, variadic = 0): Signature[] {
  return names.split(' ').map(name => ({ name, args, variadic, returns, experimental: false }))
}

function experimental(signatures: readonly Signature[]): Signature[] {
  return signatures.map(signature => ({ ...signature, experimental: true }))
}
