import { describe, expect, it } from 'vitest'
import { searchOfVariable, variablesOfSearch } from './url-variables.ts'

describe('variables of an address', () => {
  it('are read, one or several, whatever a router made of them', () => {
    const search = {
      'var-a': ['x', 2, { no: 1 }],
      'var-b': 7,
      'var-c': '',
      from: 'now',
      'var-': 'x',
      'var-d': null,
    }
    expect([...variablesOfSearch(search)]).toEqual([
      ['a', ['x', '2']],
      ['b', ['7']],
      ['c', ['']],
    ])
    const parameters = new URLSearchParams('var-a=x&var-a=y&to=now&var-__proto__=z')
    expect([...variablesOfSearch(parameters)]).toEqual([
      ['a', ['x', 'y']],
      ['__proto__', ['z']],
    ])
  })

  it('are bounded', () => {
    const many = new URLSearchParams(Array.from({ length: 5_000 }, (_, i) => ['var-a', String(i)]))
    expect(variablesOfSearch(many).get('a')).toHaveLength(2_000)
  })

  it('are written so that All and Auto stay what they are', () => {
    expect(searchOfVariable('a', { text: 'x', value: 'x' })).toEqual({ 'var-a': 'x' })
    expect(searchOfVariable('a', { text: ['x'], value: ['x'], multi: true })).toEqual({ 'var-a': ['x'] })
    expect(searchOfVariable('a', { text: 'All', value: ['x', 'y'], all: true })).toEqual({
      'var-a': '$__all',
    })
    expect(searchOfVariable('a', { text: 'Auto', value: '5m', auto: true })).toEqual({ 'var-a': '$__auto' })
  })
})
