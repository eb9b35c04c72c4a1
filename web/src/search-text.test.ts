import { describe, expect, it } from 'vitest'
import { parseSearchText, searchText, searchValue } from './search-text.ts'

describe('the search of an address', () => {
  it('is text; variables may have several values', () => {
    const search = parseSearchText('?from=now-6h&from=now-1h&var-service=a&var-service=b+c&var-env=x&q=1%2B1')
    expect(search).toEqual({ from: 'now-1h', 'var-service': ['a', 'b c'], 'var-env': 'x', q: '1+1' })
    expect(searchText(search)).toBe('?from=now-1h&var-service=a&var-service=b+c&var-env=x&q=1%2B1')
  })

  it('leaves out what is not set, but keeps a variable that is empty', () => {
    expect(searchText({ a: undefined, b: '', 'var-x': '' })).toBe('?var-x=')
    expect(searchText({})).toBe('')
  })

  it('makes text of whatever it is given', () => {
    expect(searchValue('from', 5)).toBe('5')
    expect(searchValue('from', ['a', 'b'])).toBe('a,b')
    expect(searchValue('var-x', ['a', 1])).toEqual(['a', '1'])
    expect(searchValue('x', undefined)).toBeUndefined()
  })
})
