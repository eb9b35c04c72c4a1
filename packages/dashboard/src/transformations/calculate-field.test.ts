import { describe, expect, it } from 'vitest'
import { after, columnsOf, problemsOf, SCOPE, series, table, tables } from '../testing/frames.ts'

const rows = table('A', { Time: [1, 2, 3], a: [1, null, 3], b: [10, 20, NaN], pod: ['x', 'y', 'z'] })

function added(options: Record<string, unknown>, frames = [rows]): [string, unknown[]] | undefined {
  return columnsOf(after(frames, 'calculateField', options).frames[0]).at(-1)
}

describe('calculateField', () => {
  it('reduces each row', () => {
    expect(added({})).toEqual(['Total', [11, 20, 3]])
    expect(added({ mode: 'reduceRow', reduce: { reducer: 'mean', include: ['a'] }, alias: 'M' })).toEqual([
      'M',
      [1, null, 3],
    ])
    expect(added({ mode: 'reduceRow', reduce: { reducer: 'lastNotNull', include: ['pod'] } })).toEqual([
      'Last *',
      ['x', 'y', 'z'],
    ])
  })

  it.each([
    ['+', [11, null, NaN]],
    ['-', [-9, null, NaN]],
    ['*', [10, null, NaN]],
    ['/', [0.1, null, NaN]],
  ])('calculates a %s b, and nothing where one of them is missing', (operator, expected) => {
    expect(added({ mode: 'binary', binary: { left: 'a', operator, right: 'b' } })).toEqual([
      `a ${operator} b`,
      expected,
    ])
  })

  it('calculates with numbers and variables, in the newer form as well', () => {
    expect(added({ mode: 'binary', binary: { left: 'a', operator: '*', right: '2' } })).toEqual([
      'a * 2',
      [2, null, 6],
    ])
    const binary = {
      left: { matcher: { id: 'byName', options: 'a' } },
      operator: '/',
      right: { fixed: '$factor' },
    }
    const scope = { ...SCOPE, variables: { factor: { text: '2', value: '2' } } }
    const made = after([rows], 'calculateField', { mode: 'binary', binary }, scope)
    expect(columnsOf(made.frames[0]).at(-1)).toEqual(['a / 2', [0.5, null, 1.5]])
  })

  it('calculates with every column of a type', () => {
    const binary = {
      left: { matcher: { id: 'byType', options: 'number' } },
      operator: '*',
      right: { fixed: '10' },
    }
    expect(tables(after([rows], 'calculateField', { mode: 'binary', binary, replaceFields: true }))).toEqual([
      { Time: [1, 2, 3], 'a * 10': [10, null, 30], 'b * 10': [100, 200, NaN] },
    ])
  })

  it('joins series over time first', () => {
    const both = [series({}, [1, 2], { legend: 'A' }), series({}, [3, 4], { legend: 'B' })]
    const options = {
      mode: 'binary',
      binary: { left: 'A', operator: '/', right: 'B' },
      alias: 'share',
      replaceFields: true,
    }
    expect(tables(after(both, 'calculateField', options))).toEqual([
      { Time: [1000, 2000], share: [1 / 3, 0.5] },
    ])
    // With a number, each series is calculated with alone.
    const alone = after(both, 'calculateField', {
      mode: 'binary',
      binary: { left: 'A', operator: '+', right: '1' },
    })
    expect(alone.frames.map(frame => frame.fields.length)).toEqual([3, 2])
  })

  it('has functions of one column', () => {
    expect(added({ mode: 'unary', unary: { operator: 'abs', fieldName: 'a' } })).toEqual([
      'abs(a)',
      [1, null, 3],
    ])
    expect(added({ mode: 'unary', unary: { operator: 'percent', fieldName: 'a' } })?.[1]).toEqual([
      0.25,
      null,
      0.75,
    ])
    expect(
      problemsOf(after([rows], 'calculateField', { mode: 'unary', unary: { operator: 'sin' } })),
    ).toEqual(['calculateField: the operator sin is not known'])
  })

  it('calculates over the rows so far', () => {
    expect(added({ mode: 'cumulativeFunctions', cumulative: { field: 'a', reducer: 'sum' } })).toEqual([
      'cumulative sum(a)',
      [1, 1, 4],
    ])
    expect(added({ mode: 'cumulativeFunctions', cumulative: { field: 'a', reducer: 'mean' } })?.[1]).toEqual([
      1,
      0.5,
      4 / 3,
    ])
  })

  it('calculates over a window that moves along', () => {
    const steps = [table('A', { n: [1, 2, 3, 4, null] })]
    const over = (window: object): unknown =>
      added({ mode: 'windowFunctions', window: { windowSizeMode: 'fixed', ...window } }, steps)?.[1]
    expect(over({ windowSize: 2 })).toEqual([1, 1.5, 2.5, 3.5, 4])
    expect(over({ windowSize: 3, windowAlignment: 'centered' })).toEqual([1.5, 2, 3, 3.5, 4])
    expect(over({ windowSize: 2, reducer: 'variance' })).toEqual([0, 0.25, 0.25, 0.25, 0])
    expect(over({ windowSize: 1 })).toEqual([1, 2, 3, 4, null])
    expect(over({ windowSizeMode: 'percentage', windowSize: 1, reducer: 'stdDev' })).toEqual([
      0,
      0.5,
      Math.sqrt(2 / 3),
      Math.sqrt(1.25),
      Math.sqrt(1.25),
    ])
  })

  it('keeps the digits of deviations far from zero', () => {
    const far = [table('A', { n: [1e9 + 1, 1e9 + 2, 1e9 + 3] })]
    const window = { windowSizeMode: 'fixed', windowSize: 3, reducer: 'variance' }
    expect(added({ mode: 'windowFunctions', window }, far)?.[1].at(-1)).toBeCloseTo(2 / 3, 9)
  })

  it('numbers rows, and fills in templates', () => {
    expect(added({ mode: 'index' })).toEqual(['Row', [0, 1, 2]])
    expect(added({ mode: 'index', index: { asPercentile: true }, replaceFields: true })?.[1]).toEqual([
      0,
      1 / 3,
      2 / 3,
    ])
    const template = { expression: '$pod is $a' }
    expect(added({ mode: 'templateExpression', template, alias: 'words' })).toEqual([
      'words',
      ['x is 1', 'y is ', 'z is 3'],
    ])
  })

  it('says what it does not know', () => {
    expect(problemsOf(after([rows], 'calculateField', { mode: 'magic' }))).toEqual([
      'calculateField: the mode magic is not supported',
    ])
    expect(
      problemsOf(after([rows], 'calculateField', { mode: 'windowFunctions', window: { windowSize: 0 } })),
    ).toEqual(['calculateField: the window has to be larger than nothing'])
  })
})
