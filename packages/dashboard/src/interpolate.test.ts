import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type InterpolationFormat, interpolate, referencesIn } from './interpolate.ts'
import type { ScopedValue } from './scope.ts'
import { scopeOf } from './testing/scope-of.ts'

const JOB: ScopedValue = { text: 'Node', value: 'node' }
const PODS: ScopedValue = { text: ['a.1', 'b'], value: ['a.1', 'b'], multi: true }

describe('where variables stand', () => {
  it.each([
    ['up{job="$job"}', 'up{job="node"}'],
    ['up{job="${job}"}', 'up{job="node"}'],
    ['up{job="[[job]]"}', 'up{job="node"}'],
    ['$job$job', 'nodenode'],
    ['$jobs', '$jobs'],
    ['${job.text} ${job.value} ${job:text} [[job:text]]', 'Node node Node Node'],
    ['$ ${} ${job [[job]', '$ ${} ${job [[job]'],
    ['$timeFilter $__all ${__user.login} $1', '$timeFilter $__all ${__user.login} $1'],
    ['$constructor ${__proto__} $toString', '$constructor ${__proto__} $toString'],
  ])('%s is %s', (text, filled) => {
    expect(interpolate(text, scopeOf({ job: JOB }))).toBe(filled)
  })

  it('says where they are', () => {
    expect(referencesIn('a $b ${c.d:e} [[f:g]]')).toEqual([
      { name: 'b', path: undefined, format: undefined, from: 2, to: 4 },
      { name: 'c', path: 'd', format: 'e', from: 5, to: 13 },
      { name: 'f', path: undefined, format: 'g', from: 14, to: 21 },
    ])
  })
})

describe('formats', () => {
  it.each([
    ['csv', 'a.1,b'],
    ['pipe', 'a.1|b'],
    ['regex', '(a\\.1|b)'],
    ['json', '["a.1","b"]'],
    ['glob', '{a.1,b}'],
    ['raw', 'a.1,b'],
    ['join', 'a.1,b'],
    ['queryparam', 'var-pod=a.1&var-pod=b'],
    ['customqueryparam:p', 'p=a.1&p=b'],
    ['percentencode', '%7Ba.1%2Cb%7D'],
    ['doublequote', '"a.1","b"'],
    ['singlequote', "'a.1','b'"],
    ['sqlstring', "'a.1','b'"],
    ['text', 'a.1 + b'],
    ['lucene', '("a.1" OR "b")'],
    ['distributed', 'a.1,pod=b'],
    ['html', 'a.1, b'],
    ['unknown', '{a.1,b}'],
  ])('${pod:%s} of two values is %s', (format, text) => {
    expect(interpolate(`\${pod:${format}}`, scopeOf({ pod: PODS }))).toBe(text)
  })

  it.each([
    ['doublequote', '"a\\"b"'],
    ['singlequote', "'a\"b'"],
    ['json', 'a"b'],
    ['percentencode', 'a%22b'],
    ['html', 'a&quot;b'],
    ['lucene', 'a\\"b'],
    ['regex', 'a"b'],
  ])('${x:%s} of one value with a quote is %s', (format, text) => {
    expect(interpolate(`\${x:${format}}`, scopeOf({ x: { text: 'a"b', value: 'a"b' } }))).toBe(text)
  })

  it.each([
    ['', '1795165200000'],
    [':date', '2026-11-20T09:00:00.000Z'],
    [':date:iso', '2026-11-20T09:00:00.000Z'],
    [':date:seconds', '1795165200'],
    [':date:YYYY-MM-DD HH:mm:ss', '2026-11-20 09:00:00'],
    [':date:dddd, MMMM Do [at] h A Z', 'Friday, November 20th at 9 AM +00:00'],
    [':date:[W]WW E Q DDD', 'W47 5 4 324'],
  ])('${__from%s} is %s', (format, text) => {
    expect(interpolate(`\${__from${format}}`, scopeOf({}))).toBe(text)
  })

  it('writes dates where the reader is', () => {
    expect(interpolate('${__from:date:YYYY-MM-DD HH:mm Z}', scopeOf({}, { zone: 'Asia/Tokyo' }))).toBe(
      '2026-11-20 18:00 +09:00',
    )
  })
})

describe('PromQL', () => {
  const filled = (variable: ScopedValue, text = 'up{pod=~"$pod"}'): string =>
    interpolate(text, scopeOf({ pod: variable }), 'promql')

  it('escapes several values for a regular expression', () => {
    expect(filled(PODS)).toBe('up{pod=~"(a\\\\.1|b)"}')
    expect(filled({ text: ['a.1'], value: ['a.1'], multi: true })).toBe('up{pod=~"a\\\\.1"}')
    expect(filled({ text: 'a.1', value: 'a.1', multi: true })).toBe('up{pod=~"a\\\\.1"}')
  })

  it('puts a single value in as it is', () => {
    expect(filled({ text: 'a.1', value: 'a.1' })).toBe('up{pod=~"a.1"}')
    expect(filled({ text: '5m', value: '5m' }, 'rate(x[$pod])')).toBe('rate(x[5m])')
    expect(filled({ text: '', value: 'job="api"' }, 'up{$pod}')).toBe('up{job="api"}')
  })

  it('keeps quotes and backslashes of values within their text', () => {
    expect(filled({ text: '', value: 'C:\\x "y"' }, 'up{pod="$pod"}')).toBe('up{pod="C:\\\\x \\"y\\""}')
    expect(filled({ text: '', value: ['a"b', 'c\\d'], multi: true })).toBe(
      'up{pod=~"(a\\\\\\"b|c\\\\\\\\d)"}',
    )
  })

  it('takes a format that was asked for', () => {
    expect(filled(PODS, 'up{pod=~"${pod:pipe}"}')).toBe('up{pod=~"a.1|b"}')
  })

  it('stands for all values, or for what the dashboard says All is', () => {
    const all: ScopedValue = { text: 'All', value: ['a', 'b'], texts: ['a', 'b'], all: true, multi: true }
    expect(filled(all)).toBe('up{pod=~"(a|b)"}')
    expect(filled({ ...all, allValue: '.*' })).toBe('up{pod=~".*"}')
    expect(filled({ ...all, allValue: '.*' }, '${pod:text} ${pod:queryparam}')).toBe('All var-pod=%24__all')
    expect(interpolate('$pod', scopeOf({ pod: { ...all, allValue: '$job-.+' }, job: JOB }), 'promql')).toBe(
      'node-.+',
    )
  })
})

describe('what every text has', () => {
  it.each([
    ['rate(x[$__rate_interval])', 'rate(x[1m])'],
    ['x[$__interval]', 'x[30s]'],
    ['$__interval_ms ${__rate_interval_ms}', '30000 60000'],
    ['x[$__range:$__interval]', 'x[21600s:30s]'],
    ['$__range_s $__range_ms', '21600 21600000'],
    ['$__from $__to', '1795165200000 1795186800000'],
    ['$__timezone', 'utc'],
    ['${__dashboard.uid} $__dashboard', 'abc My shop'],
    ['/d/x?${__url_time_range}&${__all_variables}', '/d/x?from=now-6h&to=now&var-job=node'],
  ])('%s is %s', (text, filled) => {
    const scope = scopeOf(
      { job: JOB },
      { dashboard: { uid: 'abc', title: 'My shop' }, urlRange: { from: 'now-6h', to: 'now' } },
    )
    expect(interpolate(text, scope)).toBe(filled)
  })

  it('lets a variable of the dashboard stand over it', () => {
    expect(interpolate('$__interval', scopeOf({ __interval: { text: '5m', value: '5m' } }))).toBe('5m')
  })

  it('finds what links are about', () => {
    const scope = scopeOf(
      {},
      { objects: { __field: { name: 'v', labels: { job: 'a', 'k8s.pod': 'p' } }, __value: { raw: 1.5 } } },
    )
    expect(
      interpolate('${__field.labels.job} ${__field.labels["k8s.pod"]} ${__value.raw} ${__field.x}', scope),
    ).toBe('a p 1.5 ${__field.x}')
  })
})

describe('any text', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.oneof(
          fc.constantFrom(
            '$',
            '{',
            '}',
            '[[',
            ']]',
            ':',
            '.',
            'a',
            'b',
            '__from',
            'date',
            '$a',
            '${b}',
            '[[a',
          ),
          fc.string({ unit: 'binary', maxLength: 3 }),
        ),
        { maxLength: 60 },
      )
      .map(parts => parts.join('')),
  )
  const value = fc.oneof(
    fc.record({ text: texts, value: texts }),
    fc.record({
      text: fc.array(texts, { maxLength: 4 }),
      value: fc.array(texts, { maxLength: 4 }),
      multi: fc.boolean(),
      all: fc.boolean(),
      allValue: texts,
    }),
  )
  const formats = fc.constantFrom<InterpolationFormat>(
    'promql',
    'glob',
    'text',
    'raw',
    'regex',
    'percentencode',
  )

  it('never throws, and puts in no more than a bounded amount', () => {
    fc.assert(
      fc.property(texts, value, value, formats, (text, a, b, format) => {
        const filled = interpolate(text, scopeOf({ a, b }), format)
        expect(filled.length).toBeLessThan(4_100_000 + text.length)
      }),
      { numRuns: 500 },
    )
  })

  it('comes to an end where variables name each other', () => {
    const all = (allValue: string): ScopedValue => ({
      text: 'All',
      value: [],
      all: true,
      multi: true,
      allValue,
    })
    const scope = scopeOf({ a: all('$a$b$a$b$a$b$a$b'), b: all('$a$b$a$b$a$b$a$b') })
    expect(interpolate('$a$b'.repeat(10_000), scope, 'promql').length).toBeLessThan(4_100_000)
  })

  it('reads long texts of openings in one go', () => {
    for (const opening of ['${a:', '${a.', '[[a', '[[', '${', '$'])
      expect(interpolate(opening.repeat(50_000), scopeOf({})).length).toBe(opening.length * 50_000)
  })

  it('leaves long lists out where they would be too much, so that it shows', () => {
    const values = Array.from({ length: 50_000 }, (_, i) => `a-long-name-of-a-pod-${i}`)
    const filled = interpolate(
      '$a '.repeat(1_000),
      scopeOf({ a: { text: 'All', value: values, multi: true } }),
    )
    expect(filled.length).toBeLessThan(4_100_000)
    expect(filled.endsWith('$a ')).toBe(true)
  })

  it('is as it was where nothing is known', () => {
    fc.assert(
      fc.property(texts, text => {
        const unknown = text.replaceAll('__', '')
        expect(interpolate(unknown, scopeOf({}))).toBe(unknown)
      }),
    )
  })
})
