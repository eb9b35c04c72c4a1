/** A query in plain words, from its tree: a line for each part, and where that part stands in the text. */
import type { Matcher } from '@vedette/model'
import { METRIC_NAME } from '@vedette/model'
import type {
  Aggregation,
  AtModifier,
  Binary,
  DurationExpr,
  Expr,
  Place,
  VectorSelector,
} from '@vedette/promql'
import { FUNCTION_WORDS } from './explain-functions.ts'

export interface Explained {
  readonly text: string
  readonly place: Place
  readonly parts: readonly Explained[]
}

/** `query` is the text that the tree was made from. */
export function explain(expr: Expr, query: string): Explained {
  const inner = (part: Expr): Explained => explain(part, query)
  const { place } = expr
  switch (expr.kind) {
    case 'number':
      return { text: `The number ${query.slice(place.from, place.to)}`, place, parts: [] }
    case 'string':
      return { text: `The text ${query.slice(place.from, place.to)}`, place, parts: [] }
    case 'parens':
      return inner(expr.expr)
    case 'unary':
      return {
        text: expr.op === '-' ? 'With the sign turned round' : 'As it is',
        place,
        parts: [inner(expr.expr)],
      }
    case 'vector':
      return {
        text: `The newest value of ${seriesWords(expr)}${shiftWords(expr, query)}`,
        place,
        parts: [],
      }
    case 'matrix':
      return {
        text: `All samples of ${seriesWords(expr.selector)} in windows of ${durationWords(expr.range, query)}${shiftWords(expr.selector, query)}`,
        place,
        parts: [],
      }
    case 'subquery': {
      const step = expr.step === undefined ? '' : `, every ${durationWords(expr.step, query)}`
      return {
        text: `Worked out again and again over windows of ${durationWords(expr.range, query)}${step}${shiftWords(expr, query)}`,
        place,
        parts: [inner(expr.expr)],
      }
    }
    case 'call':
      return {
        text: callWords(expr, query),
        place,
        // Plain numbers and texts are told in the line itself.
        parts: expr.args.filter(arg => !isPlain(arg)).map(inner),
      }
    case 'aggregation':
      return {
        text: aggregationWords(expr, query),
        place,
        parts: [
          ...(expr.param === undefined || isPlain(expr.param) ? [] : [inner(expr.param)]),
          inner(expr.expr),
        ],
      }
    case 'binary':
      return {
        text: binaryWords(expr, query),
        place,
        parts: [expr.left, expr.right].filter(side => !isPlain(side)).map(inner),
      }
  }
}

function isPlain(expr: Expr): boolean {
  return expr.kind === 'number' || expr.kind === 'string'
}

function seriesWords({ name, matchers }: VectorSelector): string {
  const named = name ?? matchers.find(each => each.name === METRIC_NAME && each.kind === '=')?.value
  const rest = matchers.filter(
    each => !(each.name === METRIC_NAME && each.kind === '=' && each.value === named),
  )
  const what = named ?? 'every metric'
  return rest.length === 0 ? what : `${what} where ${listed(rest.map(matcherWords), 'and')}`
}

function matcherWords({ name, kind, value }: Matcher): string {
  const label = name === METRIC_NAME ? 'the name' : name
  switch (kind) {
    case '=':
      return value === '' ? `${label} is missing` : `${label} is "${value}"`
    case '!=':
      return value === '' ? `${label} is there` : `${label} isn’t "${value}"`
    case '=~':
      return `${label} ${alternatives(value) ?? `matches ${value}`}`
    case '!~':
      return `${label} ${alternatives(value, 'none of') ?? `doesn’t match ${value}`}`
  }
}

/** `a|b` is a list that people wrote as a pattern. */
function alternatives(pattern: string, prefix = ''): string | undefined {
  if (!/^[\w/ :-]+(\|[\w/ :-]+)+$/.test(pattern)) return undefined
  const each = pattern.split('|').map(value => `"${value}"`)
  return prefix === '' ? `is ${listed(each, 'or')}` : `is ${prefix} ${listed(each, 'and')}`
}

function shiftWords(
  { offset, at }: { readonly offset: DurationExpr | undefined; readonly at: AtModifier | undefined },
  query: string,
): string {
  const fixed =
    at === undefined
      ? ''
      : at.kind === 'time'
        ? `, fixed at ${new Date(at.timeMs).toISOString().replace('.000Z', 'Z')}`
        : `, fixed at the ${at.kind} of the range`
  if (offset === undefined) return fixed
  const back = offset.kind !== 'duration' || offset.ms >= 0
  const length = offset.kind === 'duration' ? spanWords(Math.abs(offset.ms)) : durationWords(offset, query)
  return `${fixed}, ${length} ${back ? 'earlier' : 'later'}`
}

function callWords({ name, args }: Extract<Expr, { kind: 'call' }>, query: string): string {
  const words = FUNCTION_WORDS[name] ?? `${name} of`
  return words
    .replace('$percent', () => percentile(args[0], query))
    .replace(/\$(\d)/g, (_, place: string) => {
      const arg = args[Number(place) - 1]
      return arg === undefined ? '…' : query.slice(arg.place.from, arg.place.to)
    })
}

function percentile(share: Expr | undefined, query: string): string {
  if (share?.kind !== 'number') return 'A quantile'
  const percent = share.value * 100
  if (percent === 50) return 'The median'
  return percent > 0 && percent < 100
    ? `The ${ordinal(Number(percent.toFixed(6)))} percentile`
    : `The quantile ${query.slice(share.place.from, share.place.to)}`
}

function ordinal(number: number): string {
  const last = number % 10
  const teen = number % 100 >= 11 && number % 100 <= 13
  const ending = teen || !Number.isInteger(number) ? 'th' : (['th', 'st', 'nd', 'rd'][last] ?? 'th')
  return `${number}${ending}`
}

const AGGREGATIONS: Readonly<Record<string, string>> = {
  sum: 'Added up',
  avg: 'The average',
  min: 'The least value',
  max: 'The greatest value',
  count: 'How many series there are',
  group: 'A 1, whatever the values are',
  stddev: 'How widely the values scatter (standard deviation)',
  stdvar: 'How widely the values scatter (variance)',
}

function aggregationWords({ name, param, grouping, without }: Aggregation, query: string): string {
  const given = param === undefined ? '' : query.slice(param.place.from, param.place.to)
  const groups = without
    ? grouping.length === 0
      ? ' for each set of labels'
      : `, over ${listed(grouping, 'and')}`
    : grouping.length === 0
      ? ' over all series'
      : ` for each ${listed(grouping, 'and')}`
  switch (name) {
    case 'topk':
      return `The ${given} greatest${groups}`
    case 'bottomk':
      return `The ${given} least${groups}`
    case 'limitk':
      return `Any ${given} series${groups}`
    case 'limit_ratio':
      return `A share of ${given} of the series${groups}`
    case 'quantile':
      return `${percentile(param, query)} of the values${groups}`
    case 'count_values':
      return `How many series have the same value, which goes into the label ${given}${groups}`
    default:
      return `${AGGREGATIONS[name]}${groups}`
  }
}

const ARITHMETIC: Readonly<Record<string, readonly [both: string, withNumber: string, numberFirst: string]>> =
  {
    '+': ['The first plus the second', 'Plus', 'Added to'],
    '-': ['The first minus the second', 'Minus', 'Taken from'],
    '*': ['The first times the second', 'Times', 'Times'],
    '/': ['The first divided by the second', 'Divided by', 'As the divisor of'],
    '%': [
      'What is left of the first when divided by the second',
      'What is left when divided by',
      'As the modulus of',
    ],
    '^': ['The first to the power of the second', 'To the power of', 'As the exponent of'],
    atan2: ['The angle of the first and the second, in radians', 'The angle with', 'The angle with'],
    '</': ['The part of the first’s histograms below the second', 'The part of histograms below', 'Below'],
    '>/': ['The part of the first’s histograms above the second', 'The part of histograms above', 'Above'],
  }

const COMPARISONS: Readonly<Record<string, readonly [words: string, turned: string]>> = {
  '==': ['equal to', 'equal to'],
  '!=': ['other than', 'other than'],
  '<': ['less than', 'greater than'],
  '<=': ['at most', 'at least'],
  '>': ['greater than', 'less than'],
  '>=': ['at least', 'at most'],
}

const SETS: Readonly<Record<string, string>> = {
  and: 'Those of the first that the second has too',
  or: 'All of the first, and of the second what the first lacks',
  unless: 'Those of the first that the second doesn’t have',
}

function binaryWords(binary: Binary, query: string): string {
  const { op, left, right, returnBool } = binary
  const textOf = ({ place }: Expr): string => query.slice(place.from, place.to)
  const how = matchingWords(binary)
  const set = SETS[op]
  if (set !== undefined) return `${set}${how}`
  if (left.kind === 'number' && right.kind === 'number') return `The number ${textOf(binary)}`
  const comparison = COMPARISONS[op]
  if (comparison !== undefined) {
    const [words, turned] = comparison
    const than =
      right.kind === 'number'
        ? `${words} ${textOf(right)}`
        : left.kind === 'number'
          ? `${turned} ${textOf(left)}`
          : `${words} the second`
    const of = right.kind === 'number' || left.kind === 'number' ? '' : ' of the first'
    return returnBool ? `1 where the value${of} is ${than}, else 0${how}` : `Only values${of} ${than}${how}`
  }
  const [both, withNumber, numberFirst] = ARITHMETIC[op]!
  if (right.kind === 'number') return `${withNumber} ${textOf(right)}`
  if (left.kind === 'number')
    return op === '/' || op === '%' || op === '^' || op === '-'
      ? `${numberFirst} ${textOf(left)}`
      : `${withNumber} ${textOf(left)}`
  return `${both}${how}`
}

function matchingWords({ matching }: Binary): string {
  if (matching === undefined) return ''
  const { on, labels, card, include, fillLeft, fillRight } = matching
  const same = on
    ? labels.length === 0
      ? ', whatever their labels are'
      : `, for series with the same ${listed(labels, 'and')}`
    : labels.length === 0
      ? ', for series with the same labels'
      : `, for series with the same labels but for ${listed(labels, 'and')}`
  const copied = include.length === 0 ? '' : `, with ${listed(include, 'and')} taken from the other side`
  const many =
    card === 'many-to-one'
      ? `; many of the first go with one of the second${copied}`
      : card === 'one-to-many'
        ? `; many of the second go with one of the first${copied}`
        : ''
  const filled = [
    fillLeft === undefined ? undefined : `${fillLeft} where the first lacks one`,
    fillRight === undefined ? undefined : `${fillRight} where the second lacks one`,
  ].filter(each => each !== undefined)
  return `${same}${many}${filled.length === 0 ? '' : `; ${listed(filled, 'and')}`}`
}

function durationWords(duration: DurationExpr, query: string): string {
  return duration.kind === 'duration'
    ? spanWords(duration.ms)
    : query.slice(duration.place.from, duration.place.to)
}

const SPANS = [
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
  ['millisecond', 1],
] as const

/** `1 hour 30 minutes`. */
function spanWords(ms: number): string {
  const words: string[] = []
  let rest = ms
  for (const [unit, length] of SPANS) {
    const count = Math.floor(rest / length)
    if (count === 0) continue
    words.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
    rest -= count * length
  }
  return words.length === 0 ? '0 seconds' : words.join(' ')
}

function listed(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
