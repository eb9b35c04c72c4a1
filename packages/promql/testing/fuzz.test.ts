/** Whatever is asked, of whatever data: an answer, or an error that says what is wrong with the question. Never anything else. */
import { labelsOf, type NativeHistogram } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateQuery } from '../src/evaluate/engine.ts'
import { QueryError } from '../src/evaluate/query-error.ts'
import { SIGNATURES, type Signature } from '../src/functions/signatures.ts'
import { memorySource } from '../src/scripts/index.ts'
import { parseQuery } from '../src/syntax/parse.ts'
import { ParseError } from '../src/syntax/parse-error.ts'
import { printQuery } from '../src/syntax/print.ts'
import type { Expr, ValueType } from '../src/syntax/tree.ts'
import { inMemory, randomSeries, STEP_MS } from './random-data.ts'
import { randomQuery } from './random-query.ts'

const RUNS = Number(process.env.FC_RUNS ?? 400)

const WORDS = [
  ...['m', 'n{a="1"}', '{b=~".+"}', 'h', 'nhcb', '1', '0.5', 'NaN', 'Inf', '5m', '"a"', "'b'", '`c`'],
  ...[
    '(',
    ')',
    '(',
    ')',
    '[5m]',
    '[1m:15s]',
    '[2m:]',
    ',',
    '+',
    '-',
    '*',
    '/',
    '%',
    '^',
    'atan2',
    '==',
    '>',
    '>= bool',
  ],
  ...[
    '</',
    '>/',
    'and',
    'or',
    'unless',
    'on (a)',
    'ignoring (b)',
    'group_left',
    'group_right (b)',
    'fill (0)',
  ],
  ...['offset 1m', 'offset -30s', '@ 100', '@ start()', 'anchored', 'smoothed', 'by (a)', 'without (b)'],
  ...[
    'sum',
    'avg',
    'topk',
    'quantile',
    'count_values',
    'limitk',
    'rate',
    'abs',
    'label_replace',
    'info',
    '#',
    '{',
    '}',
    '=',
  ],
]

const counts = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 })
const histogram: fc.Arbitrary<NativeHistogram> = fc
  .tuple(
    counts,
    counts,
    fc.integer({ min: 0, max: 5 }),
    fc.constantFrom(0, 1, 3, -53),
    fc.integer({ min: -3, max: 3 }),
  )
  .map(([positive, negative, zeroCount, schema, offset]) => {
    const custom = schema === -53
    const all = custom ? positive : [...positive, ...negative, zeroCount]
    const customValues = Float64Array.from({ length: Math.max(0, positive.length - 1) }, (_, i) => i - 1)
    return {
      integer: false,
      resetHint: 'unknown' as const,
      schema,
      zeroThreshold: custom ? 0 : 0.001,
      zeroCount: custom ? 0 : zeroCount,
      count: all.reduce((sum, count) => sum + count, 0),
      sum: offset * 1.5,
      positiveSpans: positive.length === 0 ? [] : [{ offset: custom ? 0 : offset, length: positive.length }],
      positiveCounts: Float64Array.from(positive),
      negativeSpans: custom || negative.length === 0 ? [] : [{ offset, length: negative.length }],
      negativeCounts: custom ? new Float64Array(0) : Float64Array.from(negative),
      customValues: custom ? customValues : new Float64Array(0),
    }
  })

const histogramSeries = fc
  .array(fc.array(fc.option(histogram), { maxLength: 20 }), { minLength: 2, maxLength: 3 })
  .map(all =>
    all.map((points, n) => ({
      labels: labelsOf({ __name__: 'h', a: String(n), b: 'x' }),
      timesMs: new Float64Array(0),
      values: new Float64Array(0),
      histograms: points.flatMap((each, i) =>
        each === null ? [] : [{ timeMs: i * STEP_MS, histogram: each }],
      ),
    })),
  )

const source = fc
  .tuple(randomSeries, histogramSeries)
  .map(([floats, histograms]) => memorySource([...inMemory(floats), ...histograms]))

function argumentOf(type: ValueType): fc.Arbitrary<string> {
  switch (type) {
    case 'scalar':
      return fc.constantFrom('0', '1', '0.5', '-1', 'NaN', 'Inf', '-Inf', '1e300', 'time()', 'scalar(m)')
    case 'string':
      return fc.constantFrom('"a"', '""', '"b"', '"__name__"', '"le"', '"$1"', '"(.*)"', '"("', '"a b"')
    case 'vector':
      return fc.oneof(
        fc.constantFrom(
          'm',
          'h',
          '{a="1"}',
          '{__name__=~".+"}',
          'rate(h[1m])',
          'm * 2',
          'nothing',
          'm smoothed',
        ),
        randomQuery,
      )
    case 'matrix':
      return fc.constantFrom(
        'm[1m]',
        'h[1m]',
        '{a="1"}[2m]',
        'c_total[1m] anchored',
        'c_total[1m] smoothed',
        'm[1m:15s]',
        'h[2m:30s] offset 15s',
        'h[1m] @ 90',
      )
  }
}

const anyCall = fc.constantFrom(...SIGNATURES.values()).chain(signature =>
  fc
    .integer({ min: 0, max: signature.variadic < 0 ? 3 : signature.variadic })
    .chain(extra => fc.tuple(...argumentTypes(signature, extra).map(argumentOf)))
    .map(args => `${signature.name}(${args.join(', ')})`),
)

function argumentTypes({ args, variadic }: Signature, extra: number): ValueType[] {
  if (variadic === 0) return [...args]
  const last = args.at(-1)!
  return [...args.slice(0, -1), ...new Array<ValueType>(Math.max(0, extra)).fill(last)]
}

const times = fc.constantFrom({}, { endMs: 300_000, stepMs: 20_000 }, { endMs: 90_000, stepMs: 45_000 })

/** undefined: no query. */
function parsed(text: string): Expr | undefined {
  try {
    return parseQuery(text, { experimental: true })
  } catch (error) {
    expect(error, text).toBeInstanceOf(ParseError)
    return undefined
  }
}

async function ask(text: string, from: ReturnType<typeof memorySource>, when: object): Promise<void> {
  const expr = parsed(text)
  if (expr === undefined) return
  expect(parsed(printQuery(expr)), printQuery(expr)).toBeDefined()
  for (const delayedNames of [false, true]) {
    try {
      await evaluateQuery(expr, { query: text, source: from, startMs: 90_000, delayedNames, ...when })
    } catch (error) {
      if (!(error instanceof QueryError)) throw new Error(`${text}: ${(error as Error).stack}`)
      expect(error.kind, `${text}: ${error.message}`).not.toBe('internal')
    }
  }
}

describe('any question has an answer or an error of its own', () => {
  it('random words', async () => {
    const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 14 }).map(all => all.join(' '))
    await fc.assert(fc.asyncProperty(words, source, times, ask), { numRuns: RUNS * 5 })
  }, 120_000)

  it('random text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => {
        parsed(text)
      }),
      { numRuns: RUNS * 5 },
    )
  })

  it('queries that were cut or changed at a place', async () => {
    const changed = fc
      .tuple(randomQuery, fc.nat(), fc.nat({ max: 3 }), fc.constantFrom(...WORDS, ''))
      .map(([text, at, length, word]) => {
        const place = at % (text.length + 1)
        return text.slice(0, place) + word + text.slice(place + length)
      })
    await fc.assert(fc.asyncProperty(changed, source, times, ask), { numRuns: RUNS })
  }, 120_000)

  it('every function of whatever suits it', async () => {
    await fc.assert(fc.asyncProperty(anyCall, source, times, ask), { numRuns: RUNS * 2 })
  }, 120_000)

  it('operators between floats and histograms', async () => {
    const operand = fc.constantFrom(
      'm',
      'h',
      '{a="1"}',
      'sum(h)',
      'avg(m)',
      '2',
      'NaN',
      'rate(h[1m])',
      'h * 0',
    )
    const operator = fc.constantFrom(
      '+',
      '-',
      '*',
      '/',
      '%',
      '^',
      'atan2',
      '==',
      '!=',
      '<',
      '>= bool',
      '</',
      '>/',
      'and',
      'or',
      'unless',
    )
    const text = fc
      .tuple(operand, operator, fc.constantFrom('', 'on (a)', 'on () group_left ()', 'ignoring (b)'), operand)
      .map(parts => parts.join(' '))
    await fc.assert(fc.asyncProperty(text, source, times, ask), { numRuns: RUNS })
  }, 120_000)
})
