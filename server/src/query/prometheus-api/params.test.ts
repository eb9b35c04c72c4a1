import { describe, expect, it } from 'vitest'
import { ALL_TIME, limitParam, matcherSetsParam, paramsOf, rangeParam, strictParamsOf } from './params.ts'

type Request = Parameters<typeof paramsOf>[0]

function params(query: string, body?: string) {
  return paramsOf({ url: `/api/v1/labels${query}`, body } as Request)
}

describe('a time', () => {
  it('is all time where nothing is asked for, and says which parameter is wrong', () => {
    expect(rangeParam(params(''))).toEqual(ALL_TIME)
    expect(rangeParam(params('?start=1&end='))).toEqual({ fromMs: 1000, toMs: ALL_TIME.toMs })
    expect(() => rangeParam(params('?end=x"'))).toThrow(
      String.raw`invalid parameter "end": Invalid time value for 'end': cannot parse "x\"" to a valid timestamp`,
    )
  })
})

describe('parameters', () => {
  it('come from the body first, then from the query string', () => {
    const both = params('?match[]=a&limit=1', 'match%5B%5D=b&limit=2&x=a+b%20c')
    expect(both.all('match[]')).toEqual(['b', 'a'])
    expect(both.first('limit')).toBe('2')
    expect(both.first('x')).toBe('a b c')
    expect(both.first('y')).toBeUndefined()
  })

  it('are left out where they are malformed, and it is known why', () => {
    const escaped = params('?match[]=%ZZ&limit=1&x=100%')
    expect(escaped.all('match[]')).toEqual([])
    expect(escaped.first('limit')).toBe('1')
    expect(escaped.problem).toBe('invalid URL escape "%ZZ"')
    expect(params('?a=1;b=2&c=3').first('c')).toBe('3')
    expect(params('?a=1;b=2').problem).toBe('invalid semicolon separator in query')
    expect(params('?a=100%25').problem).toBeUndefined()
  })

  it('are refused where they are malformed and an endpoint is strict', () => {
    const strict = (query: string) => strictParamsOf({ url: `/x${query}`, body: undefined } as Request)
    expect(strict('?a=%41').first('a')).toBe('A')
    expect(() => strict('?a=%4')).toThrow('error parsing form values: invalid URL escape "%4"')
  })

  it('hold only so many selectors', () => {
    const selectors = (count: number) => params('', Array(count).fill('match[]=up').join('&'))
    expect(matcherSetsParam(selectors(200))).toHaveLength(200)
    expect(() => matcherSetsParam(selectors(201))).toThrow(
      'match[] comes 201 times, more than the 200 that one request may have',
    )
  })

  it('know a limit', () => {
    expect(limitParam(params(''))).toBe(0)
    expect(limitParam(params('?limit=12'))).toBe(12)
    expect(() => limitParam(params('?limit=x'))).toThrow(
      'invalid parameter "limit": strconv.Atoi: parsing "x": invalid syntax',
    )
    const zeros = '0'.repeat(30)
    expect(limitParam(params(`?limit=%2B${zeros}12`))).toBe(12)
    expect(limitParam(params(`?limit=${zeros}`))).toBe(0)
    expect(limitParam(params('?limit=9223372036854775807'))).toBe(2 ** 63)
    for (const beyond of ['9223372036854775808', '-9223372036854775809', '9'.repeat(1_000_000)])
      expect(() => limitParam(params('', `limit=${beyond}`))).toThrow('value out of range')
    expect(() => limitParam(params('?limit=-9223372036854775808'))).toThrow('must be non-negative')
    expect(() => limitParam(params('?limit=-1'))).toThrow(
      'invalid parameter "limit": limit must be non-negative',
    )
  })
})
