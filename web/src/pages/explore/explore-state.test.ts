import { describe, expect, it } from 'vitest'
import { letterOf, searchOf, stateOf } from './explore-state.ts'

describe('what Explore shows, in its URL', () => {
  it('is one empty query where the URL says nothing', () => {
    expect(stateOf({})).toEqual({
      queries: [{ text: '', shown: true }],
      view: 'graph',
      exemplars: false,
      browsing: false,
    })
  })

  it('has one query in a link that people can read', () => {
    const search = searchOf({ ...stateOf({}), queries: [{ text: 'up', shown: true }] })
    expect(Object.entries(search).filter(([, value]) => value !== undefined)).toEqual([['q', 'up']])
  })

  it('comes back as it went, with several queries and closed eyes', () => {
    const state = stateOf({
      q: 'up',
      q2: 'rate(a[5m])',
      q3: 'b',
      off: 'A,C',
      view: 'table',
      exemplars: 'on',
      side: 'metrics',
    })
    expect(state.queries.map(query => query.shown)).toEqual([false, true, false])
    expect(stateOf(searchOf(state))).toEqual(state)
  })

  it('closes the gap that a removed query leaves, and forgets keys no longer used', () => {
    const state = stateOf({ q: 'a', q2: 'b', q3: 'c' })
    const search = searchOf({ ...state, queries: [state.queries[0]!, state.queries[2]!] })
    expect(search.q2).toBe('c')
    expect('q3' in search && search.q3 === undefined).toBe(true)
  })

  it('takes nonsense for nothing', () => {
    expect(stateOf({ view: 'pie', off: 'Z', side: 'x', q99: 'up' })).toEqual(stateOf({}))
    expect(letterOf(2)).toBe('C')
  })
})
