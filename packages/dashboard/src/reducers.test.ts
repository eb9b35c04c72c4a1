import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { booleanColumn, columnOf, numberColumn, textColumn, type Value } from './columns.ts'
import { REDUCERS, reduceField, reducerOf } from './reducers.ts'

function of(id: string, ...values: Value[]): unknown {
  return reduceField(columnOf('x', 'number', values), id)
}

describe('a reducer', () => {
  it.each<[string, unknown]>([
    ['last', null],
    ['lastNotNull', 2],
    ['first', null],
    ['firstNotNull', 4],
    ['min', 2],
    ['max', 8],
    ['mean', 14 / 3],
    ['median', 4],
    ['sum', 14],
    ['count', 4],
    ['countAll', 6],
    ['range', 6],
    ['diff', -2],
    ['diffperc', -50],
    ['delta', 4],
    ['step', -6],
    ['logmin', 2],
    ['allIsZero', false],
    ['allIsNull', false],
    ['changeCount', 3],
    ['distinctCount', 4],
    ['allValues', [null, 4, 8, NaN, 2, null]],
    ['uniqueValues', [null, 4, 8, NaN, 2]],
    ['p50', 4],
    ['p99', 8],
    ['p1', 2],
    ['nobody knows', null],
    ['toString', null],
  ])('%s leaves out what is missing and what is NaN', (id, expected) => {
    expect(of(id, null, 4, 8, NaN, 2, null)).toEqual(expected)
  })

  it('of nothing is nothing, or none', () => {
    for (const values of [[], [null], [NaN]]) {
      expect(of('mean', ...values)).toBeNull()
      expect(of('max', ...values)).toBeNull()
      expect(of('lastNotNull', ...values)).toBeNull()
      expect(of('sum', ...values)).toBe(0)
      expect(of('allIsZero', ...values)).toBe(false)
      expect(of('allIsNull', ...values)).toBe(true)
    }
  })

  it('tells deviation from the whole, and the median between two', () => {
    expect(of('variance', 2, 4, 4, 4, 5, 5, 7, 9)).toBe(4)
    expect(of('stdDev', 2, 4, 4, 4, 5, 5, 7, 9)).toBe(2)
    expect(of('median', 1, 2, 3, 4)).toBe(2.5)
    expect(of('allIsZero', 0, null, 0)).toBe(true)
  })

  it('counts on where a counter began anew', () => {
    expect(of('delta', 10, 15, 2, 4)).toBe(9)
    expect(of('delta', 10, 15, 2)).toBe(7)
  })

  it('works on texts and truths where that means something', () => {
    const texts = textColumn('x', ['a', 'b', null, 'a'])
    expect(
      ['lastNotNull', 'count', 'distinctCount', 'max', 'mean', 'allIsNull'].map(id => reduceField(texts, id)),
    ).toEqual(['a', 3, 2, null, null, false])
    expect(reduceField(booleanColumn('x', [true, null]), 'lastNotNull')).toBe(true)
  })

  it('has the names of older dashboards', () => {
    expect([of('current', 1, 2), of('avg', 1, 2), of('total', 1, 2)]).toEqual([2, 1.5, 3])
    expect(['p1', 'p2', 'p3', 'p11', 'p22', 'p95'].map(id => reducerOf(id)?.name)).toEqual([
      '1st %',
      '2nd %',
      '3rd %',
      '11th %',
      '22nd %',
      '95th %',
    ])
  })

  it('never fails, and of measured values always lies among them', () => {
    const value = fc.oneof(fc.constant(null), fc.double())
    fc.assert(
      fc.property(fc.constantFrom(...REDUCERS), fc.array(value), (id, values) => {
        expect(reduceField(columnOf('x', 'number', values), id)).toBeDefined()
      }),
    )
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), values => {
        const field = numberColumn('x', Float64Array.from(values))
        for (const id of ['p1', 'p50', 'p99', 'min', 'max'])
          expect(values).toContainEqual(reduceField(field, id))
      }),
    )
  })
})
