import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exemplarsOf, plainExposition, readAll, rowsOf } from '../../testing/exposition.ts'
import { parsePromText } from './prom-text.ts'
import { WireError } from './wire-error.ts'

const read = (text: string | Uint8Array, into = plainExposition()) => readAll(parsePromText, text, into)

describe('Prometheus text', () => {
  it('reads samples with and without labels and time', () => {
    expect(
      read(
        [
          '# HELP requests_total All requests.',
          '# TYPE requests_total counter',
          'requests_total{method="post",code="200"} 1027 1395066363000',
          'requests_total{method="post",code="400"}    3 1395066363000',
          '',
          '# a comment',
          '#another',
          'temperature -5.3',
          '  spaced  {  a = "b" , c="d" , }  +Inf ',
          'no:rule{x="y" z="w"}\tNaN\t123',
          'last{a="}{\\"\\\\\\n,"}1',
        ].join('\n'),
      ),
    ).toEqual([
      { series: 'requests_total{code="200", method="post"}', value: 1027, timeMs: 1395066363000 },
      { series: 'requests_total{code="400", method="post"}', value: 3, timeMs: 1395066363000 },
      { series: 'temperature', value: -5.3 },
      { series: 'spaced{a="b", c="d"}', value: Number.POSITIVE_INFINITY },
      { series: 'no:rule{x="y", z="w"}', value: Number.NaN, timeMs: 123 },
      { series: 'last{a="}{\\"\\\\\\n,"}', value: 1 },
    ])
  })

  it('reads names in quotes', () => {
    expect(
      read(
        '{"http.requests","status.code"="200",a="b"} 1\n{a="x", "später \\"heute\\""} 2\nplain{"k.1"="v"} 3\n',
      ),
    ).toEqual([
      { series: '{"http.requests", a="b", "status.code"="200"}', value: 1 },
      { series: '{"später \\"heute\\"", a="x"}', value: 2 },
      { series: 'plain{"k.1"="v"}', value: 3 },
    ])
  })

  it('keeps label values as they are: line breaks, zero bytes, every script, unknown escapes', () => {
    const values = ['a\nb', 'a\u0000b', '温度', 'C:\\\\dir', '\\x']
    expect(values.flatMap(value => read(`m{v="${value}"} 1\n`))).toEqual([
      { series: 'm{v="a\\nb"}', value: 1 },
      { series: 'm{v="a\\u0000b"}', value: 1 },
      { series: 'm{v="温度"}', value: 1 },
      { series: 'm{v="C:\\\\dir"}', value: 1 },
      { series: 'm{v="\\\\x"}', value: 1 },
    ])
  })

  it('spells bounds in one way, so that a change of library does not make new series', () => {
    const text = [
      '# TYPE h histogram',
      'h_bucket{le="1"} 1',
      'h_bucket{le="1000000"} 2',
      'h_bucket{le="+Inf"} 3',
      '# TYPE s summary',
      's{quantile="0.5",le="1"} 4',
      '# TYPE g gauge',
      'g{le="1",quantile="1"} 5',
    ]
    expect(read(text.join('\n')).map(row => row.series)).toEqual([
      'h_bucket{le="1.0"}',
      'h_bucket{le="1e+06"}',
      'h_bucket{le="+Inf"}',
      's{le="1", quantile="0.5"}',
      'g{le="1", quantile="1"}',
    ])
  })

  it('collects what is said about families', () => {
    const exposition = plainExposition()
    read(
      [
        '# HELP a_total Things \\\\ that\\nhappened "so".',
        '# TYPE a_total counter',
        '#   TYPE   b   gauge',
        '# HELP "c.d" quoted',
        '# HELP nothing',
        '# TYPE u untyped',
        '# HELPLESS comment',
        '# HELP',
        '# UNIT a_total seconds',
      ]
        .join('\n')
        .replace('b   gauge', 'b gauge'),
      exposition,
    )
    expect(exposition.families.takeChanges()).toEqual([
      { family: 'a_total', type: 'counter', unit: '', help: 'Things \\ that\nhappened "so".' },
      { family: 'b', type: 'gauge', unit: '', help: '' },
      { family: 'c.d', type: 'unknown', unit: '', help: 'quoted' },
      { family: 'nothing', type: 'unknown', unit: '', help: '' },
      { family: 'u', type: 'unknown', unit: '', help: '' },
    ])
    expect(exposition.families.takeChanges()).toEqual([])
  })

  it.each([
    ['a', 'line 1: expected value after metric, got the end while parsing "a"'],
    ["ok 1\nok 2\na{b='c'} 1\n", 'line 3: expected label value, got "\'" while parsing "a{b=\'"'],
    ['a{b="c} 1\n', 'line 1: expected label value that ends in a quote, got "\\"" while parsing "a{b=\\""'],
    ['a{="x"} 1\n', 'line 1: expected label name, got "=" while parsing "a{="'],
    ['a{,} 1\n', 'line 1: expected label name, got "," while parsing "a{,"'],
    ['a{b="c",,} 1\n', 'line 1: expected label name, got "," while parsing "a{b=\\"c\\",,"'],
    ['a{b} 1\n', 'line 1: expected equal, got "}" while parsing "a{b}"'],
    ['a{"b"} 1\n', 'line 1: metric name already set while parsing "a{\\"b\\""'],
    ['{"a","b"} 1\n', 'line 1: metric name already set while parsing "{\\"a\\",\\"b\\""'],
    ['{a="b"} 1\n', 'line 1: metric name not set while parsing "{a=\\"b\\"}"'],
    [
      'a{""="b"} 1\n',
      'line 1: invalid metric name or label names: a name is empty while parsing "a{\\"\\"=\\"b\\""',
    ],
    ['a{b="1",b="2"} 1\n', 'line 1: label name "b" is not unique while parsing "a{b=\\"1\\",b=\\"2\\""'],
    ['a true\n', 'line 1: cannot read "true" as a number while parsing "a true"'],
    ['a 0x1p-3\n', 'line 1: cannot read "0x1p-3" as a number while parsing "a 0x1p-3"'],
    ['a 1e999\n', 'line 1: cannot read "1e999" as a number while parsing "a 1e999"'],
    ['a 1 x\n', 'line 1: expected timestamp or new record, got "x" while parsing "a 1 x"'],
    ['a 1 -5\n', 'line 1: expected timestamp or new record, got "-" while parsing "a 1 -"'],
    ['a 1 5_0\n', 'line 1: expected next entry after timestamp, got "_" while parsing "a 1 5_"'],
    [
      'a 1 99999999999999999999\n',
      'line 1: the timestamp is out of range while parsing "a 1 99999999999999999999"',
    ],
    ['a 1\r\n', 'line 1: cannot read "1\\r" as a number while parsing "a 1\\r"'],
    ['a {b="c"} {d="e"} 1\n', 'line 1: expected value after metric, got "{" while parsing "a {b=\\"c\\"} {"'],
    ['1a 1\n', 'line 1: expected a valid start token, got "1" while parsing "1"'],
    ['<html>\n', 'line 1: expected a valid start token, got "<" while parsing "<"'],
    ['# TYPE a wrong\n', 'line 1: invalid metric type "wrong" while parsing "# TYPE a wrong"'],
    ['# TYPE a info\n', 'line 1: invalid metric type "info" while parsing "# TYPE a info"'],
    ['# TYPE #\n', 'line 1: expected metric name after TYPE, got "#" while parsing "# TYPE #"'],
    ['# HELP \n', 'line 1: expected metric name after HELP, got "\\n" while parsing "# HELP \\n"'],
    [
      'a\u0000{b="c"} 1\n',
      'line 1: cannot read "\\u0000{b=\\"c\\"}" as a number while parsing "a\\u0000{b=\\"c\\"}"',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => read(text)).toThrow(
      new WireError('malformed', message, Number(/^line (\d+)/.exec(message)![1])),
    )
  })

  it('refuses invalid UTF-8 where text is kept', () => {
    const invalid = (text: string) => Buffer.from(text.replace('?', '\xff'), 'latin1')
    expect(() => read(invalid('a{b="?"} 1\n'))).toThrow(
      'line 1: invalid UTF-8 label value "\\"\ufffd\\"" while parsing "a{b=\\"\ufffd\\""',
    )
    expect(() => read(invalid('# HELP a ?\n'))).toThrow('line 1: help text is not valid UTF-8')
    expect(() => read(invalid('a{?="x"} 1\n'))).toThrow('line 1: expected label name')
    expect(read(invalid('# a comment ?\na 1\n'))).toEqual([{ series: 'a', value: 1 }])
  })

  it('names the line and shows only the end of a long one', () => {
    const line = `a{b="${'x'.repeat(500)}"} nonsense`
    let message = ''
    try {
      read(`${'ok 1\n'.repeat(700)}${line}\n`)
    } catch (error) {
      message = (error as WireError).message
      expect((error as WireError).line).toBe(701)
    }
    expect(message).toMatch(/^line 701: cannot read "nonsense" as a number while parsing …"x+\\"} nonsense"$/)
  })

  it('bounds the labels of a line and the rows of an exposition', () => {
    const labels = Array.from({ length: 1_000_000 }, (_, i) => `l${i}="v"`).join(',')
    expect(() => read(`a{${labels}} 1\n`)).toThrow('line 1: a line has more than 2000 labels')
    const few = plainExposition({ maxRows: 100, maxLabels: 10, maxSpellingBytes: 1000 })
    expect(() => read('a 1\n'.repeat(200), few)).toThrow('the target exposes more than 100 samples')
  })
})

describe('Prometheus text, scrape after scrape', () => {
  const FIRST = '# TYPE a counter\na{x="1"} 1\na{x="2"} 2\nb 3\nbar 4\n'

  it('resolves each line once and keeps the numbers of the series', () => {
    const exposition = plainExposition()
    read(FIRST, exposition)
    const series = [...exposition.series.subarray(0, 4)]
    const again = read(FIRST.replace(' 3', ' 30'), exposition)
    expect(again.map(row => row.value)).toEqual([1, 2, 30, 4])
    expect([...exposition.series.subarray(0, 4)]).toEqual(series)
    expect(exposition.cache.seriesCount).toBe(4)
    expect(exposition.cache.entryCount).toBe(5)
  })

  it.each([
    ['a line is new', 'a{x="0"} 0\na{x="1"} 1\nb 3\n'],
    ['a line is gone', 'a{x="2"} 2\nbar 4\n'],
    ['lines change places', 'bar 4\nb 3\na{x="2"} 2\na{x="1"} 1\n'],
    ['a known name has labels now', 'a{x="1"} 1\na{x="2"} 2\nb {y="1"} 3\nb{y="2"} 3\nbarn 1\nb 7\n'],
    ['times come and go', 'a{x="1"} 1 5\na{x="2"} 2\nb 3 6 \n'],
  ])('reads the same as a fresh reader when %s', (_, text) => {
    const exposition = plainExposition()
    read(FIRST, exposition)
    expect(read(text, exposition)).toEqual(read(text))
    expect(read(FIRST, exposition)).toEqual(read(FIRST))
  })

  it('counts two spellings of one label set as one series', () => {
    const exposition = plainExposition()
    read('a{x="1",y="2"} 1\na{y="2",x="1"} 2\n', exposition)
    expect(exposition.series[0]).toBe(exposition.series[1])
  })

  it('forgets what is gone when it is told to, and renumbers the rest', () => {
    const exposition = plainExposition()
    read('# HELP gone bye\ngone 1\n# HELP a first\na{x="1"} 1\nb 2\n', exposition)
    const b = exposition.series[2]!
    for (let i = 0; i < 12; i++) read(`# HELP a first\na{x="1"} ${i}\nb 2\n`, exposition)
    const copyNote = exposition.families.compact()
    const renumbered = exposition.cache.compact(1, [], copyNote)
    expect(renumbered[b]).toBe(1)
    expect(exposition.cache.seriesCount).toBe(2)
    expect(exposition.cache.entryCount).toBe(3)
    expect(exposition.families.all().map(family => family.family)).toEqual(['a'])
    expect(read('# HELP a first\na{x="1"} 1\nb 2\n', exposition)).toEqual([
      { series: 'a{x="1"}', value: 1 },
      { series: 'b', value: 2 },
    ])
    expect(exposition.cache.entryCount).toBe(3)
  })

  it('reads any two expositions one after the other as fresh readers do', () => {
    const line = fc.oneof(
      fc.constantFrom(
        '# TYPE a histogram',
        '# TYPE b summary',
        '# HELP a x',
        '',
        '# c',
        'a 1',
        'b 2 3',
        'c{} 1',
      ),
      fc
        .tuple(
          fc.constantFrom('a', 'b', 'ab', 'a_bucket'),
          fc.constantFrom('', 'le="1"', 'x="y"', 'x="}"', 'x="\\""', 'x="y",z="w"', 'quantile="1"'),
          fc.constantFrom(' 1', ' 1.5', '  NaN', ' 3 4', ' 1e3', ' 12345678901234567890'),
        )
        .map(([name, labels, rest]) => `${name}{${labels}}${rest}`),
    )
    const text = fc.array(line, { maxLength: 12 }).map(lines => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (first, second) => {
        const exposition = plainExposition()
        read(first, exposition)
        const got = read(second, exposition)
        // A known spelling keeps the bound that it was given first, so bounds are compared by value only.
        const plain = (rows: typeof got) =>
          rows.map(({ series, ...row }) => ({ ...row, name: series.split('{')[0] }))
        expect(plain(got)).toEqual(plain(read(second)))
      }),
      { numRuns: 500 },
    )
  })

  it('takes any bytes without harm, also between good scrapes', () => {
    const exposition = plainExposition()
    const seed = Buffer.from('# HELP a x\n# TYPE a counter\na{b="c",d="e"} 1.5 12\n{"f.g",h="i"} 2\n')
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 30 }),
        (changes, tail) => {
          const bytes = Buffer.concat([seed, tail])
          for (const [at, byte] of changes) bytes[at] = byte
          try {
            read(bytes, exposition)
          } catch (error) {
            expect(error).toBeInstanceOf(WireError)
          }
          expect(read(seed, exposition)).toHaveLength(2)
          if (exposition.cache.entryCount > 200)
            exposition.cache.compact(1, [], exposition.families.compact())
        },
      ),
      { numRuns: 2000 },
    )
    expect(exposition.cache.sizeBytes).toBeLessThan(100_000)
    expect(rowsOf(exposition)).toHaveLength(2)
    expect(exemplarsOf(exposition)).toEqual([])
  })
})
