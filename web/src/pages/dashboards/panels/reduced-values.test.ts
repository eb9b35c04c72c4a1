import { describe, expect, it } from 'vitest'
import { dataWith, numbers, panelOf, texts, times } from '../testing/fields.ts'
import { reducedValues } from './reduced-values.ts'

const data = dataWith([
  times(0, 15_000),
  texts('route', ['/a', '/b']),
  numbers('value', [1, 2], { unit: 's' }),
])

function shown(reduceOptions: object): (readonly [string, string])[] {
  return reducedValues(panelOf('stat', { reduceOptions }), data).map(
    ({ name, shown: { text } }) => [name, text] as const,
  )
}

describe('the values of a panel', () => {
  it('are the last of each field of numbers unless told', () => {
    expect(shown({})).toEqual([['value', '2 s']])
  })

  it('are each row, called by its text', () => {
    expect(shown({ values: true })).toEqual([
      ['/a', '1 s'],
      ['/b', '2 s'],
    ])
    expect(shown({ values: true, limit: 1 })).toHaveLength(1)
  })

  it('may be several of one field; a count is not in its unit', () => {
    expect(shown({ calcs: ['max', 'count'] }).map(([, text]) => text)).toEqual(['2 s', '2'])
  })

  it('are of the fields that are named', () => {
    expect(shown({ fields: '/^rou/' })).toEqual([['route', '/b']])
    expect(shown({ fields: '/(/' })).toEqual([])
  })
})
