import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parser as grammar } from '@prometheus-io/lezer-promql'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeQuery } from './describe.ts'
import { formatQuery } from './format.ts'
import { parseLabels, parseQuery, parseSelector } from './parse.ts'
import { ParseError } from './parse-error.ts'
import { printQuery } from './print.ts'
import type { Expr } from './tree.ts'

const ALL = { experimental: true } as const

/** Without places, and with matchers in the order in which they are printed. */
function shape(expr: Expr): unknown {
  return JSON.parse(
    JSON.stringify(expr, (key, value) => {
      if (key === 'matchers') return value.map((matcher: object) => JSON.stringify(matcher)).sort()
      return key === 'place' ? undefined : value
    }),
  )
}

describe('a query', () => {
  it.each([
    ['1 + 2 * 3', '1 + 2 * 3'],
    ['-1^2', '-1 ^ 2'],
    ['-foo ^ 2', '-foo ^ 2'],
    ['2 ^ 3 ^ 2', '2 ^ 3 ^ 2'],
    ['sum(rate(x[5m])) by (job)', 'sum by (job) (rate(x[5m]))'],
    ['sum by () (x)', 'sum(x)'],
    ['sum without () (x)', 'sum without () (x)'],
    ['topk(5, x)', 'topk(5, x)'],
    ['a * on (x) group_left (y) b', 'a * on (x) group_left (y) b'],
    ['a == bool ignoring(x,) b', 'a == bool ignoring (x) b'],
    ['a + ignoring() b', 'a + b'],
    ['a + on() b', 'a + on () b'],
    ['a and on (x) b', 'a and on (x) b'],
    ['x offset -5m @ 1.5', 'x @ 1.500 offset -5m'],
    ['x[5m] @ end() offset 1h', 'x[5m] @ end() offset 1h'],
    ['max_over_time(rate(x[5m])[1h:1m] offset 2d)', 'max_over_time(rate(x[5m])[1h:1m] offset 2d)'],
    ['rate(x[5m])[1h:]', 'rate(x[5m])[1h:]'],
    ['{"http.requests", "a b"="c"}', '{"a b"="c",__name__="http.requests"}'],
    ['{__name__="up"}', '{__name__="up"}'],
    ['x{a="\\u00e9\\x41"}', 'x{a="éA"}'],
    ['0x1f + 017 + 1_000 + 1e3 + .5 + 5m', '31 + 15 + 1000 + 1000 + 0.5 + 5m'],
    ['INF - NaN', '+Inf - NaN'],
    ['sum', 'sum'],
    ['by{without="x"} offset 1m', 'by{without="x"} offset 1m'],
    ['# a comment\nx # another', 'x'],
    ['x[300]', 'x[5m]'],
  ])('%s', (text, printed) => {
    const expr = parseQuery(text)
    expect(printQuery(expr)).toBe(printed)
    expect(shape(parseQuery(printed))).toEqual(shape(expr))
  })

  it.each([
    ['x[step() * 2:max_of(1m, step())]', 'x[step() * 2:max_of(1m, step())]'],
    ['rate(x[5m] anchored)', 'rate(x[5m] anchored)'],
    ['x smoothed offset 1m', 'x smoothed offset 1m'],
    ['a + fill(0) b', 'a + fill (0) b'],
    ['a + on (x) group_left () fill_right(-1) b', 'a + on (x) group_left () fill_right (-1) b'],
    ['h </ 5', 'h </ 5'],
  ])('%s, which is experimental', (text, printed) => {
    expect(printQuery(parseQuery(text, ALL))).toBe(printed)
    expect(printQuery(parseQuery(printed, ALL))).toBe(printed)
  })

  it('binds as Prometheus does', () => {
    expect(parseQuery('-a ^ b')).toMatchObject({ kind: 'unary', expr: { kind: 'binary', op: '^' } })
    expect(parseQuery('-a * b')).toMatchObject({ kind: 'binary', op: '*', left: { kind: 'unary' } })
    expect(parseQuery('a or b and c')).toMatchObject({ op: 'or', right: { op: 'and' } })
    expect(parseQuery('a - b - c')).toMatchObject({ left: { op: '-' } })
    expect(parseQuery('a ^ b ^ c')).toMatchObject({ right: { op: '^' } })
    expect(parseQuery('-1')).toMatchObject({ kind: 'number', value: -1 })
  })
})

describe('a mistake', () => {
  it.each([
    ['', '1:1: parse error: no expression found in input'],
    ['   ', '1:1: parse error: no expression found in input'],
    ['1 +', '1:4: parse error: unexpected end of input'],
    ['foo bar', '1:5: parse error: unexpected identifier "bar"'],
    ['sum(', '1:5: parse error: unclosed left parenthesis'],
    ['rate(x[5m', '1:10: parse error: unexpected end of input in duration expression'],
    ['foo{a="b"', '1:10: parse error: unexpected end of input inside braces'],
    ['foo{a=b}', '1:7: parse error: unexpected identifier "b" in label matching, expected string'],
    ['unknown(x)', '1:1: parse error: unknown function with name "unknown"'],
    ['info(x)', '1:1: parse error: function "info" is not enabled'],
    [
      'rate(x)',
      '1:6: parse error: expected type range vector in call to function "rate", got instant vector',
    ],
    ['rate()', '1:1: parse error: expected 1 argument(s) in call to "rate", got 0'],
    ['label_join(x)', '1:1: parse error: expected at least 3 argument(s) in call to "label_join", got 1'],
    ['round(x, 1, 2)', '1:1: parse error: expected at most 2 argument(s) in call to "round", got 3'],
    ['rate(x[5m],)', '1:11: parse error: trailing commas not allowed in function call args'],
    ['clamp(x, 0, on)', '1:11: parse error: trailing commas not allowed in function call args'],
    ['sum(x y)', '1:7: parse error: unexpected identifier "y" in aggregation'],
    ['sum(x) y', '1:8: parse error: unexpected identifier "y"'],
    ['sum by (a) (abs(x / on (a) group_left (b)))', '1:42: parse error: unexpected ")" in aggregation'],
    ['abs(sum(x) by (a) z)', '1:19: parse error: unexpected identifier "z"'],
    ['x / on (a) group_left bool y', '1:23: parse error: unexpected <bool> in grouping opts, expected "("'],
    ['sum by (without) (x)', '1:9: parse error: unexpected <without> in grouping opts, expected label'],
    ['{!~"b"}', '1:2: parse error: unexpected <op:!~> in label matching, expected identifier or "}"'],
    ['nope() }', '1:1: parse error: unknown function with name "nope"'],
    ['by(x])', '1:3: parse error: unexpected "("'],
    [
      'x[5m:y]',
      '1:6: parse error: unexpected identifier "y" in subquery selector, expected number, duration, step(), range(), or "]"',
    ],
    ['sum()', '1:1: parse error: no arguments for aggregate expression provided'],
    [
      'topk(x)',
      '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1',
    ],
    ['{}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['{a=~".*"}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['up{__name__="down"}', '1:1: parse error: metric name must not be set twice: "up" or "down"'],
    ['1 and x', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['1 > 2', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['x + bool y', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['x[5m] + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
    ['"a" + 1', '1:1: parse error: binary expression must contain only scalar and instant vector types'],
    ['x and on (a) group_left (b) y', '1:1: parse error: no grouping allowed for "and" operation'],
    [
      'x + on (a) group_left (a) y',
      '1:3: parse error: label "a" must not occur in ON and GROUP clause at once',
    ],
    ['x + on (a) 1', '1:1: parse error: vector matching only allowed between instant vectors'],
    [
      '1 offset 5m',
      '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
    ],
    ['x offset 5m offset 5m', '1:1: parse error: offset may not be set multiple times'],
    ['x @ 1 @ 2', '1:1: parse error: @ <timestamp> may not be set multiple times'],
    ['x offset 5m[5m]', '1:12: parse error: no offset modifiers allowed before range'],
    ['rate(x)[5m]', '1:8: parse error: ranges only allowed for vector selectors'],
    ['x[0s]', '1:3: parse error: duration must be greater than 0'],
    ['x[5m:1m]:', `1:9: parse error: unexpected metric identifier ":"`],
    ['x{a=~"("}', '1:3: parse error: error parsing regexp: missing closing ): `^(?s:()$`'],
    ['sum by (a (x)', '1:11: parse error: unexpected "(" in grouping opts, expected "," or ")"'],
    [
      '-"a"',
      '1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "string"',
    ],
    ['x + fill(1) y', '1:5: parse error: binop fill modifiers are experimental and not enabled'],
    ['x[1m + 1m]', '1:3: parse error: experimental duration expression is not enabled'],
    ['é + 1', `1:1: parse error: unexpected character: 'é'`],
    ['x +\n  }', `2:3: parse error: unexpected character: '}'`],
  ])('%s', (text, message) => {
    expect(() => parseQuery(text)).toThrow(ParseError)
    expect(() => parseQuery(text)).toThrow(message)
  })

  it('of size is told before anything is read', () => {
    expect(() => parseQuery('x'.repeat(2 ** 20))).toThrow('characters long, more than the limit of')
    const deep = `${'('.repeat(100_000)}x${')'.repeat(100_000)}`
    expect(() => parseQuery(deep)).toThrow('expressions stand more than 1000 deep in one another')
    expect(() => parseQuery(`${'-'.repeat(100_000)}x`)).toThrow('deep in one another')
    expect(() => parseQuery(`x${'+x'.repeat(100_000)}`)).toThrow('deep in one another')
    expect(() => parseQuery(`x[${'-'.repeat(10_000)}5m]`, ALL)).toThrow('too long or too deep')
  })
})

it('never does anything but parse or throw a ParseError', () => {
  const words = fc.constantFrom(
    ...'x sum by ( ) [ ] { } = "a" 5m : , + - ^ on group_left offset @ start rate 1 # \n and bool fill anchored'.split(
      ' ',
    ),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(words).map(list => list.join(' ')),
        fc.string({ unit: 'grapheme' }),
      ),
      text => {
        try {
          const expr = parseQuery(text, ALL)
          expect(shape(parseQuery(printQuery(expr), ALL))).toEqual(shape(expr))
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError)
        }
      },
    ),
    { numRuns: 2000 },
  )
})

describe('a selector', () => {
  it('is a list of matchers', () => {
    expect(parseSelector('up{job=~"a|b", x!=""}')).toEqual([
      { kind: '=', name: '__name__', value: 'up' },
      { kind: '=~', name: 'job', value: 'a|b' },
      { kind: '!=', name: 'x', value: '' },
    ])
    expect(() => parseSelector('sum(up)')).toThrow('1:4: parse error: unexpected "("')
  })

  it('is a label set where it only has equals signs', () => {
    expect(parseLabels('{"a b", job="x"}')).toEqual([
      { name: '__name__', value: 'a b' },
      { name: 'job', value: 'x' },
    ])
    expect(() => parseLabels('x{a!="b"}')).toThrow('a label set has only "="')
  })
})

it('breaks long queries into lines', () => {
  const long = `sum by (job, instance) (rate(http_requests_total{status=~"5..", route="/a/very/long/route/to/somewhere"}[5m])) / on (job) group_left () sum by (job) (rate(http_requests_total[5m]))`
  expect(formatQuery(parseQuery(long))).toBe(`  sum by (job, instance) (
    rate(http_requests_total{route="/a/very/long/route/to/somewhere",status=~"5.."}[5m])
  )
/ on (job) group_left ()
  sum by (job) (rate(http_requests_total[5m]))`)
})

it('describes itself as JSON', () => {
  expect(describeQuery(parseQuery('sum(x offset 5m) > 1e21'))).toMatchObject({
    type: 'binaryExpr',
    op: '>',
    bool: false,
    matching: null,
    lhs: { type: 'aggregation', op: 'sum', expr: { type: 'vectorSelector', name: 'x', offset: 300_000 } },
    rhs: { type: 'numberLiteral', val: '1000000000000000000000' },
  })
})

const shared = fileURLToPath(new URL('../../../../../shared/', import.meta.url))
const catalog = `${shared}catalog/queries.json`
const scripts = `${shared}promqltest/`

it.skipIf(!existsSync(catalog))(
  'reads every query of the catalogue that can be read (skipped where the catalogue is not at hand)',
  () => {
    const queries = JSON.parse(readFileSync(catalog, 'utf8')) as { promql: string; parses: boolean }[]
    for (const { promql, parses } of queries) {
      if (parses) expect(() => parseQuery(promql), promql).not.toThrow()
      else expect(() => parseQuery(promql), promql).toThrow(ParseError)
    }
  },
)

it.skipIf(!existsSync(scripts))(
  'agrees with the grammar of the editor (skipped where the scripts are not at hand)',
  () => {
    const queries = readdirSync(scripts).flatMap(file => [
      ...readFileSync(`${scripts}${file}`, 'utf8').matchAll(
        /^eval (?:instant at \S+|range .* step \S+) (.*)$/gm,
      ),
    ])
    expect(queries.length).toBeGreaterThan(1000)
    for (const [, query] of queries as Iterable<[string, string]>) {
      let mistakes = 0
      grammar.parse(query).iterate({
        enter: node => {
          if (node.type.isError) mistakes++
        },
      })
      let reads = true
      try {
        parseQuery(query, ALL)
      } catch {
        reads = false
      }
      // The grammar leaves types and numbers to others: what it refuses is refused here too.
      if (mistakes > 0 && reads && !/\\|_|\d\./.test(query)) expect(query).toBe('refused')
    }
  },
)
