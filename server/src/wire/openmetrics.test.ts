import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exemplarsOf, plainExposition, readAll } from '../../testing/exposition.ts'
import { parseOpenMetrics } from './openmetrics.ts'
import { WireError } from './wire-error.ts'

const read = (text: string | Uint8Array, into = plainExposition()) => readAll(parseOpenMetrics, text, into)

describe('OpenMetrics', () => {
  it('reads every type, times in seconds and created lines', () => {
    const text = [
      '# HELP foo Things, \\"quoted\\" \\\\ and\\nbroken.',
      '# TYPE foo counter',
      'foo_total 17.0 1520879607.789',
      'foo_created 1520872607.123',
      'foo_total{a="b"} 18',
      '# TYPE hh_seconds histogram',
      '# UNIT hh_seconds seconds',
      'hh_seconds_bucket{le="1"} 4',
      'hh_seconds_bucket{le="+Inf"} 5',
      'hh_seconds_count 5',
      'hh_seconds_sum 324789.3',
      '# TYPE gh gaugehistogram',
      'gh_bucket{le="+Inf"} 1',
      '# TYPE ii info',
      'ii_info{version="1"} 1',
      '# TYPE ss stateset',
      'ss{ss="on"} 1',
      '# TYPE un unknown',
      'un -1 0.5',
      '# HELP nohelp ',
      '# UNIT nounit ',
      '{"dotted.name","k.1"="v"} 3',
      '# EOF',
      '',
    ].join('\n')
    const exposition = plainExposition()
    expect(read(text, exposition)).toEqual([
      { series: 'foo_total', value: 17, timeMs: 1520879607789 },
      { series: 'foo_created', value: 1520872607.123 },
      { series: 'foo_total{a="b"}', value: 18 },
      { series: 'hh_seconds_bucket{le="1.0"}', value: 4 },
      { series: 'hh_seconds_bucket{le="+Inf"}', value: 5 },
      { series: 'hh_seconds_count', value: 5 },
      { series: 'hh_seconds_sum', value: 324789.3 },
      { series: 'gh_bucket{le="+Inf"}', value: 1 },
      { series: 'ii_info{version="1"}', value: 1 },
      { series: 'ss{ss="on"}', value: 1 },
      { series: 'un', value: -1, timeMs: 500 },
      { series: '{"dotted.name", "k.1"="v"}', value: 3 },
    ])
    expect(exposition.families.get('foo')).toEqual({
      family: 'foo',
      type: 'counter',
      unit: '',
      help: 'Things, "quoted" \\ and\nbroken.',
    })
    expect(exposition.families.get('hh_seconds')).toMatchObject({ type: 'histogram', unit: 'seconds' })
    expect(exposition.families.get('ss')).toMatchObject({ type: 'stateset' })
    expect(exposition.families.get('nounit')).toMatchObject({ type: 'unknown', unit: '' })
    const before = exposition.cache.entryCount
    expect(read(text, exposition)).toHaveLength(12)
    expect(exposition.cache.entryCount).toBe(before)
  })

  it('reads exemplars with and without a time', () => {
    const exposition = plainExposition()
    read(
      [
        'a_bucket{le="1"} 4 # {trace_id="abc",span_id="d\\"e"} 0.67 1520879607.5',
        'a_bucket{le="2"} 5 1520879607.789 # {} 1.5',
        'a_bucket{le="3"} 6',
        'a_total 7 # {"dotted.id"="x"} -1',
        '# EOF',
      ].join('\n'),
      exposition,
    )
    expect(exemplarsOf(exposition)).toEqual([
      { row: 0, value: 0.67, timeMs: 1520879607500, labels: { trace_id: 'abc', span_id: 'd"e' } },
      { row: 1, value: 1.5, timeMs: undefined, labels: {} },
      { row: 3, value: -1, timeMs: undefined, labels: { 'dotted.id': 'x' } },
    ])
  })

  it.each([
    ['', 'data does not end with # EOF'],
    ['a 1\n', 'data does not end with # EOF'],
    ['a 1', 'data does not end with # EOF'],
    ['a 1 2', 'data does not end with # EOF'],
    ['# TYPE a counter', 'data does not end with # EOF'],
    ['a 1 # {x="y"} 1', 'data does not end with # EOF'],
    ['# EOF\na 1\n', 'line 1: unexpected data after # EOF while parsing "# EOF"'],
    ['# EOF \n', 'line 1: unexpected data after # EOF while parsing "# EOF"'],
    ['a 1\n\n# EOF\n', 'line 2: expected a valid start token, got "\\n" while parsing "\\n"'],
    ['# a comment\n# EOF\n', 'line 1: expected a valid start token, got "#" while parsing "#"'],
    ['a  1\n# EOF\n', 'line 1: expected value after metric, got " " while parsing "a  "'],
    ['a {b="c"} 1\n# EOF\n', 'line 1: cannot read "{b=\\"c\\"}" as a number while parsing "a {b=\\"c\\"}"'],
    ['a{b="c" } 1\n# EOF\n', 'line 1: expected comma or brace close, got " " while parsing "a{b=\\"c\\" "'],
    [
      'a{b="c"d="e"} 1\n# EOF\n',
      'line 1: expected comma or brace close, got "d" while parsing "a{b=\\"c\\"d"',
    ],
    ['a{b="c"}1\n# EOF\n', 'line 1: expected value after metric, got "1" while parsing "a{b=\\"c\\"}1"'],
    [
      'a{b="c\nd"} 1\n# EOF\n',
      'line 1: expected label value that ends in a quote, got "\\"" while parsing "a{b=\\""',
    ],
    ['a one\n# EOF\n', 'line 1: cannot read "one" as a number while parsing "a one"'],
    ['a 1 NaN\n# EOF\n', 'line 1: invalid timestamp while parsing "a 1 NaN"'],
    ['a 1 1e30\n# EOF\n', 'line 1: invalid timestamp while parsing "a 1 1e30"'],
    ['a 1 1 1\n# EOF\n', 'line 1: expected next entry, got " " while parsing "a 1 1 "'],
    ['a 1 \n# EOF\n', 'line 1: expected timestamp, got "\\n" while parsing "a 1 \\n"'],
    ['a 1 #{a="b"} 1\n# EOF\n', 'line 1: expected next entry, got " " while parsing "a 1 "'],
    ['a 1 # {b} 1\n# EOF\n', 'line 1: expected equal, got "}" while parsing "a 1 # {b}"'],
    ['a 1 # {"b"} 1\n# EOF\n', 'line 1: expected equal, got "}" while parsing "a 1 # {\\"b\\"}"'],
    [
      'a 1 # {b="c"}\n# EOF\n',
      'line 1: expected value after exemplar labels, got "\\n" while parsing "a 1 # {b=\\"c\\"}\\n"',
    ],
    [
      'a 1 # {b="c"} 1 Inf\n# EOF\n',
      'line 1: invalid exemplar timestamp while parsing "a 1 # {b=\\"c\\"} 1 Inf"',
    ],
    ['# TYPE a untyped\n# EOF\n', 'line 1: invalid metric type "untyped" while parsing "# TYPE a untyped"'],
    ['# TYPE a\n# EOF\n', 'line 1: expected text in TYPE while parsing "# TYPE a"'],
    [
      '# UNIT a_seconds minutes\n# EOF\n',
      'line 1: unit "minutes" not a suffix of metric "a_seconds" while parsing "# UNIT a_seconds minutes"',
    ],
    ['# HELP 1 x\n# EOF\n', 'line 1: expected metric name after HELP, got "1" while parsing "# HELP 1"'],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('refuses an exposition that was cut off, wherever the cut is', () => {
    const text = '# HELP a x\n# TYPE a counter\na_total{b="c"} 1.5 12 # {d="e"} 1 2\nf 1\n# EOF\n'
    for (let length = 0; length < text.length - 1; length++) {
      expect(() => read(text.slice(0, length))).toThrow(WireError)
    }
    expect(read(text.slice(0, -1))).toHaveLength(2)
    expect(read(text)).toHaveLength(2)
  })

  it('takes any bytes without harm, also between good scrapes', () => {
    const exposition = plainExposition()
    const seed = Buffer.from(
      '# UNIT a_s s\n# TYPE a_s counter\na_s{b="c"} 1.5 12 # {d="e"} 1 2\n{"f.g",h="i"} 2\n# EOF\n',
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        changes => {
          const bytes = Buffer.from(seed)
          for (const [at, byte] of changes) bytes[at] = byte
          try {
            read(bytes, exposition)
          } catch (error) {
            expect(error).toBeInstanceOf(WireError)
          }
          expect(read(seed, exposition)).toHaveLength(2)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
