import { describe, expect, it } from 'vitest'
import { placeInWords, problemOf } from './place-of-error.ts'

const marked = (words: string, query: string) => {
  const place = placeInWords(words, query)
  return place === undefined ? undefined : query.slice(place.from, place.to)
}

describe('the place of an error', () => {
  it('is where our parser stops', () => {
    expect(problemOf('sum by (rate(x[5m]))')).toMatchObject({
      message: expect.stringContaining('unexpected'),
    })
    expect(problemOf('up')).toBeUndefined()
    expect(problemOf('  ')).toBeUndefined()
    expect(problemOf('mad_over_time(x[5m])')).toBeUndefined()
  })

  it('is where it was written, also behind variables', () => {
    expect(problemOf('rate(x[$__rate_interval]) > $__interval_ms')).toBeUndefined()
    const query = 'sum(rate(x[${__rate_interval}]) offset) + y'
    const { place } = problemOf(query)!
    expect(query.slice(place.from, place.to)).toBe(')')
    expect(problemOf('up{job="$job"}')).toBeUndefined()
  })

  it('is the variable that nobody knows', () => {
    expect(problemOf('rate(x[$window])')).toEqual({
      place: { from: 7, to: 14 },
      message: 'there is no variable window here',
    })
  })

  it('is read out of the server’s words', () => {
    expect(marked('1:1: parse error: function "mad_over_time" is not enabled', 'mad_over_time(x[5m])')).toBe(
      'mad_over_time',
    )
    expect(marked('invalid parameter "query": 2:3: parse error: unexpected ")"', 'sum(\n  )')).toBe(')')
    expect(marked('PromQL info: metric might not be a counter: "up" (1:6)', 'rate(up[5m])')).toBe('up')
  })

  it('counts bytes as the server does', () => {
    expect(marked('1:17: parse error: x', 'up{a="äö"} == zz')).toBe('zz')
  })

  it('is nowhere where the words name none, or one that isn’t there', () => {
    expect(marked('query timed out', 'up')).toBeUndefined()
    expect(marked('9:9: parse error: x', 'up')).toBeUndefined()
    expect(marked('1:99: parse error: x', 'up')).toBe('')
  })
})
