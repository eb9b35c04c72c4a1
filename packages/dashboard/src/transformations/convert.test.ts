import { describe, expect, it } from 'vitest'
import { after, problemsOf, table, tables } from '../testing/frames.ts'

describe('convertFieldType', () => {
  const converted = (values: (string | number | boolean | null)[], destinationType: string): unknown => {
    const { frames } = after([table('A', { x: values })], 'convertFieldType', {
      conversions: [{ targetField: 'x', destinationType }],
    })
    return [frames[0]?.fields[0]?.type, tables({ frames, problems: [] })[0]?.x]
  }

  it.each([
    [['1', '2,000', 'x', '', null], 'number', ['number', [1, 2000, null, null, null]]],
    [[1, NaN, null], 'number', ['number', [1, NaN, null]]],
    [[true, null], 'number', ['number', [1, null]]],
    [[1.5, null], 'string', ['text', ['1.5', null]]],
    [['true', 'false', '0', null], 'boolean', ['boolean', [true, false, false, false]]],
    [['2024-01-01T00:00:00Z', '1000', 'never'], 'time', ['time', [1_704_067_200_000, 1000, null]]],
    [[5], 'time', ['time', [5]]],
  ])('%j as %s', (values, type, expected) => {
    expect(converted(values, type)).toEqual(expected)
  })

  it('says what no field can be here', () => {
    const conversions = [{ targetField: 'x', destinationType: 'geo' }]
    expect(problemsOf(after([table('A', { x: [1] })], 'convertFieldType', { conversions }))).toEqual([
      "convertFieldType: fields can't be of the type geo here",
    ])
  })
})

describe('formatTime', () => {
  it('writes moments as texts', () => {
    const options = { timeField: 'Time', outputFormat: 'YYYY-MM-DD HH:mm', timezone: 'utc' }
    expect(tables(after([table('A', { Time: [0, NaN], n: [1, 2] })], 'formatTime', options))).toEqual([
      { Time: ['1970-01-01 00:00', null], n: [1, 2] },
    ])
  })
})

describe('formatString', () => {
  it.each([
    ['Upper Case', 'HELLO WORLD'],
    ['Lower Case', 'hello world'],
    ['Sentence Case', 'Hello World'],
    ['Title Case', 'Hello World'],
    ['Pascal Case', 'HelloWorld'],
    ['Camel Case', 'helloWorld'],
    ['Snake Case', 'hello_world'],
    ['Kebab Case', 'hello-world'],
    ['Trim', 'hello World'],
  ])('%s', (outputFormat, expected) => {
    const options = { stringField: 's', outputFormat }
    expect(tables(after([table('A', { s: ['hello World', null] })], 'formatString', options))[0]?.s).toEqual([
      expected,
      null,
    ])
  })

  it('cuts, and puts other fields around', () => {
    const frames = [table('A', { s: ['hello'], n: [5] })]
    const of = (options: object): unknown =>
      tables(after(frames, 'formatString', { stringField: 's', ...options }))[0]?.s
    expect(of({ outputFormat: 'Substring', substringStart: 1, substringEnd: 3 })).toEqual(['el'])
    expect(of({ outputFormat: 'Affix', stringPrefix: '{n}: ', stringSuffix: '{x}' })).toEqual(['5: hello{x}'])
  })
})
