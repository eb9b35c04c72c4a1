import { parseQuery } from '@vedette/promql'
import { describe, expect, it } from 'vitest'
import { type Explained, explain } from './explain.ts'
import { FUNCTION_WORDS } from './explain-functions.ts'

/** As the page shows it: a line for each part, what is within indented. */
function lines(query: string): string[] {
  const of = ({ text, parts }: Explained, depth: number): string[] => [
    '  '.repeat(depth) + text,
    ...parts.flatMap(part => of(part, depth + 1)),
  ]
  return of(explain(parseQuery(query, { experimental: true }), query), 0)
}

describe('a query in plain words', () => {
  it('tells selectors, windows, offsets and fixed times', () => {
    expect(lines('up')).toEqual(['The newest value of up'])
    expect(lines('up{job="api", zone!="", path=~"/a.*", code=~"500|503", x!~"y|z", gone=""}')).toEqual([
      'The newest value of up where job is "api", zone is there, path matches /a.*, code is "500" or "503", x is none of "y" and "z" and gone is missing',
    ])
    expect(lines('{__name__=~"node_.*"}')).toEqual([
      'The newest value of every metric where the name matches node_.*',
    ])
    expect(lines('{"http.requests"}')).toEqual(['The newest value of http.requests'])
    expect(lines('up offset 1h30m')).toEqual(['The newest value of up, 1 hour 30 minutes earlier'])
    expect(lines('up offset -5m @ end()')).toEqual([
      'The newest value of up, fixed at the end of the range, 5 minutes later',
    ])
    expect(lines('up @ 1609746000')).toEqual(['The newest value of up, fixed at 2021-01-04T07:40:00Z'])
  })

  it('tells what a page asks for most: the rate for each of something', () => {
    expect(lines('sum by (route, method) (rate(http_requests_total{job="api"}[5m]))')).toEqual([
      'Added up for each route and method',
      '  How much each counter grew per second, averaged over the window; restarts are allowed for',
      '    All samples of http_requests_total where job is "api" in windows of 5 minutes',
    ])
  })

  it('tells percentiles of histograms', () => {
    expect(lines('histogram_quantile(0.95, sum by (le) (rate(a_bucket[1m])))').slice(0, 2)).toEqual([
      'The 95th percentile, worked out from a histogram’s buckets',
      '  Added up for each le',
    ])
    expect(lines('histogram_quantile(0.5, a)')[0]).toBe('The median, worked out from a histogram’s buckets')
    expect(lines('histogram_quantile(0.999, a)')[0]).toContain('The 99.9th percentile')
    expect(lines('quantile(0.11, a)')[0]).toBe('The 11th percentile of the values over all series')
    expect(lines('quantile(scalar(b), a)')[0]).toBe('A quantile of the values over all series')
  })

  it('tells binary operators with numbers in the line itself', () => {
    expect(lines('100 * (1 - a / b)')).toEqual([
      'Times 100',
      '  Taken from 1',
      '    The first divided by the second, for series with the same labels',
      '      The newest value of a',
      '      The newest value of b',
    ])
    expect(lines('1 + 2')).toEqual(['The number 1 + 2'])
  })

  it('tells comparisons from either side', () => {
    expect(lines('up == 0')[0]).toBe('Only values equal to 0')
    expect(lines('5 < up')[0]).toBe('Only values greater than 5')
    expect(lines('up > bool 0')[0]).toBe('1 where the value is greater than 0, else 0')
    expect(lines('a >= on (job) b')[0]).toBe(
      'Only values of the first at least the second, for series with the same job',
    )
  })

  it('tells how series of two sides find each other', () => {
    expect(lines('a * on (instance) group_left (version) b')[0]).toBe(
      'The first times the second, for series with the same instance; many of the first go with one of the second, with version taken from the other side',
    )
    expect(lines('a - ignoring (pod) b')[0]).toBe(
      'The first minus the second, for series with the same labels but for pod',
    )
    expect(lines('a unless on () b')[0]).toBe(
      'Those of the first that the second doesn’t have, whatever their labels are',
    )
  })

  it('tells aggregations with a number, without labels, and over all', () => {
    expect(lines('topk(5, a)')[0]).toBe('The 5 greatest over all series')
    expect(lines('max without (pod) (a)')[0]).toBe('The greatest value, over pod')
    expect(lines('count_values("version", a)')[0]).toBe(
      'How many series have the same value, which goes into the label "version" over all series',
    )
  })

  it('tells subqueries', () => {
    expect(lines('max_over_time(rate(a[5m])[1h:30s])')).toEqual([
      'The greatest value of each series in the window',
      '  Worked out again and again over windows of 1 hour, every 30 seconds',
      '    How much each counter grew per second, averaged over the window; restarts are allowed for',
      '      All samples of a in windows of 5 minutes',
    ])
  })

  it('fills in what functions are given', () => {
    expect(lines('predict_linear(a[1h], 4 * 3600)')[0]).toBe(
      'Where a straight line through the window would be, 4 * 3600 seconds from now',
    )
    expect(lines('label_replace(a, "x", "$1", "y", "(.*)")')[0]).toBe(
      'Sets the label "x" to "$1" where the label "y" matches "(.*)"',
    )
    expect(lines('histogram_fraction(0, 0.1, a)')[0]).toBe(
      'Which share of observations lies between 0 and 0.1',
    )
  })

  it('says where each part stands', () => {
    const query = 'sum(rate(a[5m]))'
    const { place, parts } = explain(parseQuery(query), query)
    expect([
      query.slice(place.from, place.to),
      query.slice(parts[0]!.place.from, parts[0]!.place.to),
    ]).toEqual([query, 'rate(a[5m])'])
  })

  it('has words for functions with any arguments', () => {
    for (const [name, words] of Object.entries(FUNCTION_WORDS))
      expect(`${name}: ${words}`).not.toMatch(/undefined|\.$/)
  })
})
