import { describe, expect, it } from 'vitest'
import { ALL_TIME, limitParam, matcherSetsParam, paramsOf, parseTimeMs, rangeParam } from './params.ts'

type Request = Parameters<typeof paramsOf>[0]

function params(query: string, body?: string) {
  return paramsOf({ url: `/api/v1/labels${query}`, body } as Request)
}

describe('a time', () => {
  it.each([
    ['1', 1000],
    ['1.5', 1500],
    ['1795220046.192', 1795220046192],
    ['-5', -5000],
    ['+5', 5000],
    ['1e3', 1_000_000],
    ['.5', 500],
    ['0', 0],
    ['Inf', ALL_TIME.toMs],
    ['-Inf', ALL_TIME.fromMs],
    ['9223309901257974', ALL_TIME.toMs],
    ['-9223309901257974', ALL_TIME.fromMs],
    ['-292273086-05-16T16:47:06Z', ALL_TIME.fromMs],
    ['292277025-08-18T07:12:54.999999999Z', ALL_TIME.toMs],
    ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
    ['2026-01-01T00:00:00.123456789+02:00', Date.UTC(2025, 11, 31, 22, 0, 0, 123)],
    ['2026-01-01T00:00:00,5Z', Date.UTC(2026, 0, 1, 0, 0, 0, 500)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
  ])('%s', (text, expected) => {
    expect(parseTimeMs(text)).toBe(expected)
  })

  // Prometheus refuses these too; NaN it accepts and reads as some time or other, which helps nobody.
  it.each([
    'NaN',
    '1e400',
    '-1e400',
    '',
    ' 1',
    '1 ',
    '0x10',
    'x',
    '2026-01-01',
    '2026-01-01 00:00:00Z',
    '2026-01-01t00:00:00z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+0200',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
  ])('%j is none', text => {
    expect(parseTimeMs(text)).toBeUndefined()
  })

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

  it('are refused where an escape is malformed', () => {
    expect(() => params('?match[]=%ZZ')).toThrow('error parsing form values: invalid URL escape "%ZZ"')
    expect(() => params('?a=100%')).toThrow('error parsing form values: invalid URL escape "%"')
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
    expect(() => limitParam(params('?limit=99999999999999999999'))).toThrow('value out of range')
    expect(() => limitParam(params('?limit=-1'))).toThrow(
      'invalid parameter "limit": limit must be non-negative',
    )
  })
})
