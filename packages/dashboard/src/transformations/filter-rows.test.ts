import { describe, expect, it } from 'vitest'
import { after, problemsOf, SCOPE, table, tables } from '../testing/frames.ts'

const rows = table('A', { n: [1, null, 3, NaN], pod: ['web-1', 'db-1', null, '5'] })

function left(filters: unknown[], more: Record<string, unknown> = {}): unknown {
  return tables(after([rows], 'filterByValue', { filters, ...more }))[0]?.n
}

function condition(fieldName: string, id: string, options: unknown = {}): object {
  return { fieldName, config: { id, options } }
}

describe('filterByValue', () => {
  it.each([
    ['n', 'greater', { value: 1 }, [3]],
    ['n', 'greaterOrEqual', { value: '1' }, [1, 3]],
    ['n', 'lower', { value: 3 }, [1]],
    ['n', 'lowerOrEqual', { value: 3 }, [1, 3]],
    ['n', 'between', { from: 0, to: '2' }, [1]],
    ['n', 'equal', { value: '3' }, [3]],
    ['n', 'notEqual', { value: 3 }, [1, null, NaN]],
    ['n', 'isNull', {}, [null]],
    ['n', 'isNotNull', {}, [1, 3, NaN]],
    ['pod', 'regex', { value: '^web' }, []],
    ['pod', 'regex', { value: '/^web/' }, [1]],
    ['pod', 'substring', { value: '-1' }, [1, null]],
    ['pod', 'notSubstring', { value: '-1' }, [NaN]],
    ['pod', 'equal', { value: 5 }, [NaN]],
    ['nobody', 'isNull', {}, []],
  ])('%s %s %j', (field, id, options, expected) => {
    expect(left([condition(field, id, options)])).toEqual(expected)
  })

  it('leaves out instead, and wants all conditions or any', () => {
    const both = [condition('n', 'greater', { value: 0 }), condition('pod', 'isNotNull')]
    expect(left(both, { match: 'any' })).toEqual([1, null, 3, NaN])
    expect(left(both, { match: 'all' })).toEqual([1])
    expect(left(both, { match: 'all', type: 'exclude' })).toEqual([null, 3, NaN])
    expect(left([])).toEqual([1, null, 3, NaN])
  })

  it('knows variables', () => {
    const scope = { ...SCOPE, variables: { least: { text: '2', value: '2' } } }
    const filters = [condition('n', 'greater', { value: '$least' })]
    expect(tables(after([rows], 'filterByValue', { filters }, scope))[0]?.n).toEqual([3])
  })

  it('says which condition it does not know', () => {
    expect(problemsOf(after([rows], 'filterByValue', { filters: [condition('n', 'like')] }))).toEqual([
      'filterByValue: the condition like is not known',
    ])
  })
})

describe('sortBy', () => {
  const sorted = (field: string, desc = false): unknown =>
    tables(after([rows], 'sortBy', { sort: [{ field, desc }] }))[0]

  it('has what has no value last, whichever way', () => {
    expect(sorted('n')).toEqual({ n: [1, 3, null, NaN], pod: ['web-1', null, 'db-1', '5'] })
    expect(sorted('n', true)).toEqual({ n: [3, 1, null, NaN], pod: [null, 'web-1', 'db-1', '5'] })
    expect(sorted('pod')).toMatchObject({ pod: ['5', 'db-1', 'web-1', null] })
    expect(sorted('pod', true)).toMatchObject({ pod: ['web-1', 'db-1', '5', null] })
    expect(sorted('nobody')).toMatchObject({ n: [1, null, 3, NaN] })
  })
})

describe('limit', () => {
  it('takes the first, or the last', () => {
    const long = table('A', { n: Array.from({ length: 12 }, (_, i) => i) })
    const of = (limitField?: unknown): unknown => tables(after([long], 'limit', { limitField }))[0]?.n
    expect(of(2)).toEqual([0, 1])
    expect(of('3')).toEqual([0, 1, 2])
    expect(of(-2)).toEqual([10, 11])
    expect(of()).toHaveLength(10)
    expect(of(100)).toHaveLength(12)
  })
})

describe('filterByRefId', () => {
  it('takes frames of some queries', () => {
    const frames = ['A', 'B', 'C'].map(refId => table(refId, { n: [1] }))
    const of = (options: Record<string, unknown>): string[] =>
      after(frames, 'filterByRefId', options).frames.map(({ refId }) => refId)
    expect(of({ include: 'A|C' })).toEqual(['A', 'C'])
    expect(of({ include: '/^(?:B)$/' })).toEqual(['B'])
    expect(of({ exclude: 'A' })).toEqual(['B', 'C'])
    expect(of({})).toEqual(['A', 'B', 'C'])
  })
})
