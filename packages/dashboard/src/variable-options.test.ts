import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Variable } from './dashboard.ts'
import { scopeOf } from './testing/scope-of.ts'
import { choicesFrom } from './variable-choices.ts'
import { choicesOf, chosenOf } from './variable-options.ts'
import { foundNames } from './variable-query.ts'

const from = (names: readonly string[], regex = '', sort = 0) =>
  choicesFrom(foundNames(names), regex, sort).choices.map(({ text, value }) =>
    text === value ? value : `${text} : ${value}`,
  )

describe('the regular expression of a query variable', () => {
  const series = ['up{pod="a-1"} 1 7', 'up{pod="b-2"} 0 7', 'other']
  it.each([
    ['/pod="([^"]+)"/', ['a-1', 'b-2']],
    ['/pod="(?<text>[^-]+)-(?<value>[^"]+)"/', ['a : 1', 'b : 2']],
    ['/pod="(?<value>[^"]+)"/', ['a-1', 'b-2']],
    ['/(?<text>up).*pod="(?<value>[^"]+)"/', ['up : a-1', 'up : b-2']],
    ['/^up/', ['up{pod="a-1"} 1 7', 'up{pod="b-2"} 0 7']],
    ['other', ['other']],
    ['up', []],
    ['/OTHER/i', ['other']],
    ['/(\\w)-(\\d)/', ['a', 'b']],
  ])('%s leaves %j', (regex, choices) => {
    expect(from(series, regex)).toEqual(choices)
  })

  it('makes a choice of each match with the flag g', () => {
    expect(from(['a-1,b-2'], '/(\\w)-\\d/g')).toEqual(['a', 'b'])
    expect(from(['ab'], '/x*/g')).toEqual(['ab'])
  })

  it('says which can’t be read', () => {
    expect(choicesFrom([], '/(/', 0).problem).toBe("The regular expression /(/ can't be read")
    expect(choicesFrom([], '/a/q', 0).problem).toBe("The regular expression /a/q can't be read")
  })

  it('may hold variables, escaped', () => {
    const scope = scopeOf({ ns: { text: 'a.b', value: 'a.b' } })
    const variable: Variable = { name: 'x', type: 'query', regex: '/^$ns-(.*)/' }
    expect(choicesOf(variable, scope, foundNames(['a.b-1', 'axb-2'])).choices).toEqual([
      { text: '1', value: '1' },
    ])
  })
})

describe('the order of choices', () => {
  const names = ['b10', 'B2', 'a2', 'b10', 'none']
  it.each([
    [0, ['b10', 'B2', 'a2', 'none']],
    [1, ['B2', 'a2', 'b10', 'none']],
    [2, ['none', 'b10', 'a2', 'B2']],
    [3, ['none', 'B2', 'a2', 'b10']],
    [4, ['b10', 'a2', 'B2', 'none']],
    [5, ['a2', 'b10', 'B2', 'none']],
    [6, ['none', 'B2', 'b10', 'a2']],
    [7, ['a2', 'B2', 'b10', 'none']],
    [8, ['none', 'b10', 'B2', 'a2']],
    [99, ['b10', 'B2', 'a2', 'none']],
  ])('%s', (sort, sorted) => {
    expect(from(names, '', sort)).toEqual(sorted)
  })
})

describe('choices without a question', () => {
  const choices = (variable: Partial<Variable>) =>
    choicesOf({ name: 'x', type: 'custom', ...variable }, scopeOf({ a: { text: '1', value: '1' } }))

  it('are written in a list', () => {
    expect(choices({ query: 'a, b c , Text : value, x\\,y, $a' }).choices).toEqual([
      { text: 'a', value: 'a' },
      { text: 'b c', value: 'b c' },
      { text: 'Text', value: 'value' },
      { text: 'x,y', value: 'x,y' },
      { text: '1', value: '1' },
    ])
  })

  it('or in JSON', () => {
    const query = JSON.stringify(['a', { text: 'B', value: 'b' }, { value: 3 }, null])
    expect(choices({ query, valuesFormat: 'json' }).choices).toEqual([
      { text: 'a', value: 'a' },
      { text: 'B', value: 'b' },
      { text: '3', value: '3' },
    ])
    expect(choices({ query: '{', valuesFormat: 'json' }).problem).toBe('The values are not JSON')
  })

  it('are intervals, and Auto if it is among them', () => {
    const values = (more: object): readonly string[] =>
      choices({ type: 'interval', ...more }).choices.map(({ value }) => value)
    expect(values({ query: '1m,"10 m", 1h,1h', auto: true })).toEqual(['$__auto', '1m', '10 m', '1h'])
    expect(values({ query: '$__auto_interval_x,5m' })).toEqual(['5m'])
    expect(values({ query: '' })[0]).toBe('1m')
  })

  it('are one source of metrics', () => {
    expect(choices({ type: 'datasource', query: 'prometheus' }).choices).toEqual([
      { text: 'Vedette', value: 'vedette' },
    ])
    expect(choices({ type: 'datasource', query: 'loki' }).problem).toBe(
      'There is no data source of the kind loki here',
    )
  })
})

describe('the choice', () => {
  const among = ['a', 'b', 'c'].map(value => ({ text: value.toUpperCase(), value }))
  const chosen = (variable: Partial<Variable>, options: object = {}, choices = among) =>
    chosenOf({ name: 'x', type: 'query', ...variable }, choices, scopeOf(), options)

  it('is what was saved, found by its value or else by its text', () => {
    expect(chosen({ current: { value: 'b', text: 'b' } })).toEqual({ text: 'B', value: 'b', multi: false })
    expect(chosen({ current: { value: 'old', text: 'C' } }).value).toBe('c')
  })

  it('is the first where that is no more', () => {
    expect(chosen({ current: { value: 'gone', text: 'gone' } })).toEqual({
      text: 'A',
      value: 'a',
      multi: false,
    })
    expect(chosen({}, {}, [])).toEqual({ text: '', value: '', multi: false })
    expect(chosen({ current: { value: '$__all', text: 'All' } }).value).toBe('a')
  })

  it('is what the address says, also where nobody offers it', () => {
    expect(chosen({ current: { value: 'b' } }, { wanted: ['c'] }).value).toBe('c')
    expect(chosen({}, { wanted: ['mine'] }).value).toBe('mine')
    expect(chosen({}, { wanted: ['mine'], keep: false }).value).toBe('a')
  })

  it('is a list of those that are left', () => {
    const multi = { multi: true }
    expect(chosen({ ...multi, current: { value: ['c', 'x', 'a'] } })).toEqual({
      text: ['C', 'A'],
      value: ['c', 'a'],
      multi: true,
    })
    expect(chosen({ ...multi, current: { value: ['x'] } }).value).toEqual(['a'])
    expect(chosen({ ...multi, current: { value: 'b' } }).value).toEqual(['b'])
    expect(chosen(multi, { wanted: ['x', 'b'] }).value).toEqual(['x', 'b'])
    expect(chosen(multi, {}, []).value).toEqual([])
  })

  it('is all of them', () => {
    const all = { text: 'All', value: ['a', 'b', 'c'], texts: ['A', 'B', 'C'], all: true, multi: true }
    const includeAll = { includeAll: true }
    expect(chosen({ ...includeAll, current: { text: 'All', value: '$__all' } })).toEqual(all)
    expect(chosen({ ...includeAll, multi: true, current: { value: ['$__all'] } })).toEqual(all)
    expect(chosen(includeAll, { wanted: ['All'] })).toEqual(all)
    expect(chosen({ ...includeAll, current: { value: 'gone' } })).toEqual(all)
    expect(chosen({ ...includeAll, allValue: '.*' }, { wanted: ['.*'] })).toEqual({ ...all, allValue: '.*' })
    expect(chosen(includeAll, { wanted: ['b'] })).toEqual({ text: 'B', value: 'b', multi: true })
    expect(chosen(includeAll, {}, []).value).toEqual([])
  })

  it('of an interval may follow the range', () => {
    const interval = { type: 'interval', auto: true, auto_count: 30, auto_min: '10s' }
    const choices = [{ text: 'Auto', value: '$__auto' }, ...among]
    expect(chosen(interval, { wanted: ['$__auto'] }, choices)).toEqual({
      text: 'Auto',
      value: '10m',
      auto: true,
    })
    expect(chosen({ ...interval, current: { value: '$__auto_interval_x' } }, {}, choices).value).toBe('10m')
    expect(chosen({ ...interval, auto_min: '1h' }, {}, choices).value).toBe('1h')
    expect(chosen({ type: 'interval', current: { value: '7m' } })).toEqual({ text: '7m', value: '7m' })
  })

  it('of a text is what stands in it', () => {
    expect(chosen({ type: 'textbox', query: 'x', current: { value: 'y' } }, { wanted: [''] }, []).value).toBe(
      '',
    )
    expect(chosen({ type: 'textbox', query: 'x' }, {}, []).value).toBe('x')
    expect(chosen({ type: 'constant' }, { wanted: ['other'] }).value).toBe('a')
    expect(chosen({ type: 'datasource', current: { value: 'P180' } }, { wanted: ['P180'] }).value).toBe('a')
  })

  it('never throws, whatever was saved', () => {
    const value = fc.oneof(
      fc.string(),
      fc.array(fc.string()),
      fc.constant(undefined),
      fc.constant(null as never),
    )
    fc.assert(
      fc.property(
        fc.constantFrom('query', 'custom', 'interval', 'textbox', 'constant', 'datasource', 'adhoc'),
        value,
        fc.boolean(),
        fc.boolean(),
        fc.option(fc.array(fc.string()), { nil: undefined }),
        (type, current, multi, includeAll, wanted) => {
          const variable = { type, multi, includeAll, current: { value: current, text: current } }
          const { value: taken } = chosen(variable, { wanted })
          expect(typeof taken === 'string' || Array.isArray(taken)).toBe(true)
        },
      ),
    )
  })
})
