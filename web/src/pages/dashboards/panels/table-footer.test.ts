import { describe, expect, it } from 'vitest'
import { framesWith, numbers, panelOf, texts } from '../testing/fields.ts'
import { tableFooter } from './table-footer.ts'

const [table] = framesWith([
  texts('route', ['/a', '/b']),
  numbers('requests', [1000, 500], { unit: 'reqps' }),
  numbers('errors', [3, null]),
])
const footerOf = (footer: object) => tableFooter(panelOf('table', { footer }), table!)

describe('tableFooter', () => {
  it('is there where it was asked for', () => {
    expect(footerOf({})).toBeUndefined()
    expect(footerOf({ show: false, reducer: ['sum'] })).toBeUndefined()
    expect(footerOf({ show: true, reducer: ['unheard of'] })).toBeUndefined()
  })

  it('sums up columns of numbers in their unit', () => {
    expect(footerOf({ show: true, reducer: ['sum'], fields: '' })).toEqual(['Total', '1.5 k req/s', '3'])
    expect(footerOf({ show: true, reducer: ['sum'], fields: ['errors'] })).toEqual(['Total', undefined, '3'])
    expect(footerOf({ show: true, reducer: ['count'] })).toEqual(['Count', '2', '1'])
  })

  it('names several calculations', () => {
    expect(footerOf({ show: true, reducer: ['min', 'max'], fields: ['requests'] })).toEqual([
      undefined,
      'Min 500 req/s · Max 1 k req/s',
      undefined,
    ])
  })

  it('counts rows', () => {
    expect(footerOf({ show: true, reducer: ['count'], countRows: true })).toEqual([
      'Count 2',
      undefined,
      undefined,
    ])
  })

  it('is what a field says of itself', () => {
    const [own] = framesWith([numbers('errors', [1, 5], { custom: { footer: { reducers: ['mean'] } } })])
    expect(tableFooter(panelOf('table'), own!)).toEqual(['Mean 3'])
  })
})
