/** Random queries that are well typed, as text. */
import fc from 'fast-check'

const selector = fc.constantFrom(
  'm',
  'n',
  'one',
  'c_total',
  'm{a="1"}',
  'm{b=""}',
  'm{b!="x"}',
  'm{a=~"1|3"}',
  '{__name__=~"m|n"}',
  'nothing{a="1", b="z"}',
)

const duration = fc.constantFrom('15s', '20s', '30s', '1m', '100s', '3m', '7m')

const modifiers = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('') },
      { weight: 2, arbitrary: duration.map(text => ` offset ${text}`) },
      { weight: 1, arbitrary: duration.map(text => ` offset -${text}`) },
    ),
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constantFrom(' @ 100', ' @ 187.5', ' @ start()', ' @ end()', ' @ 0') },
    ),
  )
  .map(([offset, at]) => at + offset)

const number = fc.constantFrom('0', '1', '2', '3', '0.5', '-1', 'NaN', 'Inf', '10')
const quantile = fc.constantFrom('0', '0.25', '0.5', '0.9', '1', '1.5', '-1', 'NaN')
const grouping = fc.constantFrom(
  '',
  'by (a)',
  'by (b)',
  'by (a, b)',
  'by ()',
  'without (a)',
  'without ()',
  'without (b)',
)

const PLAIN_AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar']
const RANGE_CALLS = [
  'rate',
  'increase',
  'delta',
  'irate',
  'idelta',
  'deriv',
  'changes',
  'resets',
  'count_over_time',
  'present_over_time',
  'sum_over_time',
  'avg_over_time',
  'min_over_time',
  'max_over_time',
  'first_over_time',
  'last_over_time',
  'stddev_over_time',
  'stdvar_over_time',
  'mad_over_time',
  'ts_of_min_over_time',
  'ts_of_max_over_time',
  'ts_of_first_over_time',
  'ts_of_last_over_time',
  'absent_over_time',
]
const INSTANT_CALLS = ['abs', 'ceil', 'floor', 'exp', 'sqrt', 'ln', 'sgn', 'timestamp', 'absent', 'sort']
const ARITHMETIC = ['+', '-', '*', '/', '%', '^', 'atan2']
const COMPARISONS = ['==', '!=', '<', '<=', '>', '>=']

const operator = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...ARITHMETIC) },
  { weight: 2, arbitrary: fc.constantFrom(...COMPARISONS) },
  { weight: 1, arbitrary: fc.constantFrom(...COMPARISONS).map(op => `${op} bool`) },
)
const scalarOperator = fc.oneof(
  fc.constantFrom(...ARITHMETIC),
  fc.constantFrom(...COMPARISONS).map(op => `${op} bool`),
)
const matching = fc.constantFrom(
  '',
  '',
  'on (a)',
  'on (a, b)',
  'on (b)',
  'ignoring (b)',
  'ignoring (a)',
  'on ()',
)
const grouped = fc.constantFrom(
  '',
  '',
  '',
  'group_left ()',
  'group_right ()',
  'group_left (b)',
  'group_right (b)',
)
const setMatching = fc.constantFrom('', '', 'on (a)', 'on ()', 'ignoring (b)')

/** A label that is matched on can't be copied, too. */
function allowed(on: string, group: string): string {
  const copiesMatched = on.startsWith('on') && on.includes('b') && group.includes('(b)')
  return on === '' || copiesMatched ? '' : group
}

interface Parts {
  vector: string
  scalar: string
  range: string
}

export const randomQuery = fc.letrec<Parts>(tie => {
  const vector = tie('vector')
  const scalar = tie('scalar')
  const range = tie('range')
  return {
    vector: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: fc.tuple(selector, modifiers).map(([text, after]) => text + after) },
      {
        weight: 3,
        arbitrary: fc.tuple(fc.constantFrom(...RANGE_CALLS), range).map(([name, arg]) => `${name}(${arg})`),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(quantile, range).map(([q, arg]) => `quantile_over_time(${q}, ${arg})`),
      },
      { weight: 1, arbitrary: range.map(arg => `predict_linear(${arg}, 60)`) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(...INSTANT_CALLS), vector)
          .map(([name, arg]) => `${name}(${arg})`),
      },
      { weight: 1, arbitrary: fc.tuple(vector, scalar, scalar).map(args => `clamp(${args.join(', ')})`) },
      { weight: 1, arbitrary: fc.tuple(vector, number).map(([arg, to]) => `round(${arg}, ${to})`) },
      { weight: 1, arbitrary: scalar.map(arg => `vector(${arg})`) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(fc.constantFrom(...PLAIN_AGGREGATIONS), grouping, vector)
          .map(([name, by, arg]) => `${name} ${by} (${arg})`),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(grouping, quantile, vector)
          .map(([by, q, arg]) => `quantile ${by} (${q}, ${arg})`),
      },
      {
        // The noise in a computed value would be in the label.
        weight: 1,
        arbitrary: fc.tuple(grouping, selector).map(([by, arg]) => `count_values ${by} ("v", ${arg})`),
      },
      {
        // Of equal values any may be the top ones, so only their sum is sure.
        weight: 1,
        arbitrary: fc
          .tuple(
            fc.constantFrom('topk', 'bottomk'),
            grouping,
            number.filter(k => k !== 'Inf'),
            vector,
          )
          .map(([name, by, k, arg]) => `sum ${by} (${name} ${by} (${k}, ${arg}))`),
      },
      { weight: 1, arbitrary: vector.map(arg => `-(${arg})`) },
      { weight: 2, arbitrary: fc.tuple(vector, operator, scalar).map(([a, op, b]) => `(${a}) ${op} ${b}`) },
      { weight: 1, arbitrary: fc.tuple(scalar, operator, vector).map(([a, op, b]) => `${a} ${op} (${b})`) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(vector, operator, matching, grouped, vector)
          .map(([a, op, on, group, b]) => `(${a}) ${op} ${on} ${allowed(on, group)} (${b})`),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(vector, fc.constantFrom('and', 'or', 'unless'), setMatching, vector)
          .map(([a, op, on, b]) => `(${a}) ${op} ${on} (${b})`),
      },
    ),
    scalar: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 6, arbitrary: number },
      { weight: 1, arbitrary: fc.constant('time()') },
      { weight: 1, arbitrary: vector.map(arg => `scalar(${arg})`) },
      {
        weight: 1,
        arbitrary: fc.tuple(scalar, scalarOperator, scalar).map(([a, op, b]) => `(${a} ${op} ${b})`),
      },
    ),
    range: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      {
        weight: 5,
        arbitrary: fc
          .tuple(selector, duration, modifiers)
          .map(([text, length, after]) => `${text}[${length}]${after}`),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(vector, duration, fc.constantFrom('', '10s', '30s', '1m'), modifiers)
          .map(([arg, length, step, after]) => `(${arg})[${length}:${step}]${after}`),
      },
    ),
  }
}).vector
