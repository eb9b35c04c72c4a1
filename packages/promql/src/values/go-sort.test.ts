import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { goSort } from './go-sort.ts'

const sorted = (values: readonly number[], less = (a: number, b: number) => a < b) => {
  const order = [...values.keys()]
  goSort(order, (a, b) => less(values[a]!, values[b]!))
  return order
}

describe('sorting as Go does', () => {
  it('sorts', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 400 }), values => {
        expect(sorted(values).map(index => values[index])).toEqual(values.toSorted((a, b) => a - b))
      }),
    )
  })

  it.each([
    ['rising', (i: number) => i],
    ['falling', (i: number) => -i],
    ['equal', () => 7],
    ['a saw', (i: number) => i % 7],
    ['a hill', (i: number) => -Math.abs(i - 500)],
    ['nearly rising', (i: number) => (i % 300 === 0 ? 0 : i)],
  ])('sorts what is %s', (_, valueAt) => {
    const values = Array.from({ length: 1000 }, (_, i) => valueAt(i))
    expect(sorted(values).map(index => values[index])).toEqual(values.toSorted((a, b) => a - b))
  })

  it('ends, and loses nothing, where the order is none', () => {
    const values = Array.from({ length: 500 }, (_, i) => (i % 3 === 0 ? Number.NaN : i % 11))
    const order = sorted(values, (a, b) => Number.isNaN(b) || a < b)
    expect(order.toSorted((a, b) => a - b)).toEqual([...values.keys()])
  })

  /** As a Prometheus answered. */
  it('puts equal values where Go puts them', () => {
    const names = [0, 12, 15, 18, 3, 6, 9, 1, 10, 13, 16, 19, 4, 7, 11, 14, 17, 2, 5, 8]
    const order = sorted(names.map(n => (n * 7) % 5)).map(index => names[index])
    expect(order).toEqual([10, 15, 5, 0, 8, 18, 3, 13, 16, 1, 11, 6, 9, 19, 4, 14, 7, 17, 2, 12])
  })
})
