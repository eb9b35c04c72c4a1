import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Variable } from './dashboard.ts'
import { dependentsOf, orderOf } from './variable-order.ts'

const query = (name: string, text: string, more: object = {}): Variable => ({
  name,
  type: 'query',
  query: text,
  ...more,
})
const namesOf = (variables: readonly Variable[]) =>
  orderOf(variables).levels.map(level => level.map(({ name }) => name))

describe('the order of variables', () => {
  it('is that of what they need', () => {
    const variables = [
      query('pod', 'label_values(up{ns="$ns", job=~"${job:regex}"}, pod)'),
      query('job', 'label_values(up{ns="[[ns]]"}, job)'),
      query('ns', 'label_values(ns)', { datasource: { uid: '$ds' } }),
      { name: 'ds', type: 'datasource', query: 'prometheus' },
      query('free', { query: 'label_values(x)', refId: 'A' } as never),
    ]
    expect(namesOf(variables)).toEqual([['ds', 'free'], ['ns'], ['job'], ['pod']])
    expect(orderOf(variables).cycles).toEqual([])
    expect(dependentsOf('ns', variables)).toEqual(['job', 'pod'])
    expect(dependentsOf('free', variables)).toEqual([])
  })

  it('names those that need each other', () => {
    const variables = [query('a', '$b'), query('b', '$c'), query('c', '$a'), query('d', '$a'), query('e', '')]
    expect(namesOf(variables)).toEqual([['e'], ['a', 'b', 'c', 'd']])
    expect(orderOf(variables).cycles).toEqual([['a', 'b', 'c', 'a']])
    expect(orderOf([query('self', '$self')]).cycles).toEqual([['self', 'self']])
  })

  it('doesn’t take what a constant or a text says for a need', () => {
    expect(
      namesOf([
        { name: 'a', type: 'constant', query: '$b' },
        { name: 'b', type: 'textbox', query: '$a' },
      ]),
    ).toEqual([['a', 'b']])
  })

  it('takes the first of two with one name', () => {
    expect(namesOf([query('a', 'x'), query('a', '$b'), query('b', '$a')])).toEqual([['a'], ['b']])
  })

  it('has each name once, after all that it needs', () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const variables = fc.array(
      fc
        .record({ name: fc.constantFrom(...names), needs: fc.subarray(names) })
        .map(({ name, needs }) => query(name, needs.map(each => `$${each}`).join(' '))),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(variables, given => {
        const placed = namesOf(given).flat()
        expect(new Set(placed).size).toBe(placed.length)
        expect(new Set(placed)).toEqual(new Set(given.map(({ name }) => name)))
      }),
    )
  })
})
