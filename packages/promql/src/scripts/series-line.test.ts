import { labelsOf } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { type Point, parseSeriesLine } from './series-line.ts'

const pointsOf = (line: string) => parseSeriesLine(line).points.map(brief)

function brief(point: Point): number | string {
  return point.kind === 'float'
    ? point.value
    : point.kind === 'histogram'
      ? `h${point.histogram.count}`
      : point.kind
}

describe('a series line', () => {
  it.each([
    ['up 1', { __name__: 'up' }],
    ['{} 1', {}],
    ['job:up:sum{a="b", c=\'d\',} 1', { __name__: 'job:up:sum', a: 'b', c: 'd' }],
    ['{"näme", "a.b"="c"} 1', { __name__: 'näme', 'a.b': 'c' }],
    ['sum{by="x\\"y"} 1', { __name__: 'sum', by: 'x"y' }],
    ['empty{a=""} 1', { __name__: 'empty' }],
  ])('names a series: %s', (line, labels) => {
    expect(parseSeriesLine(line).labels).toEqual(labelsOf(labels as unknown as Record<string, string>))
  })

  it.each([
    ['x 1 2.5 -3 1e3 .5', [1, 2.5, -3, 1000, 0.5]],
    ['x 1+2x3', [1, 3, 5, 7]],
    ['x 1-2x2', [1, -1, -3]],
    ['x -1-2x2', [-1, -3, -5]],
    ['x 10+1.5x1 4x2', [10, 11.5, 4, 4, 4]],
    ['x 1x0', [1]],
    ['x _ _x3 1', ['none', 'none', 'none', 'none', 1]],
    ['x 1 stale NaN', [1, 'stale', Number.NaN]],
    ['x Inf -Inf inf+1x1', [Infinity, -Infinity, Infinity, Infinity]],
    ['x', []],
    ['x   1\t2  ', [1, 2]],
  ])('gives points: %s', (line, points) => expect(pointsOf(line)).toEqual(points))

  it('adds up floats as Prometheus does, one by one', () => {
    expect(pointsOf('x 0+0.1x3').at(-1)).toBe(0.1 + 0.1 + 0.1)
  })

  it('has histograms among its points', () => {
    const one = '{{schema:0 sum:5 count:4 buckets:[1 2 1]}}'
    expect(pointsOf(`x ${one} 3 ${one}x2`)).toEqual(['h4', 3, 'h4', 'h4', 'h4'])
    expect(pointsOf(`x ${one}+${one}x2`)).toEqual(['h4', 'h8', 'h12'])
    expect(pointsOf(`x {{count:9}}-{{count:4}}x1`)).toEqual(['h9', 'h5'])
  })

  it.each([
    ['1 2', 'column 1: expected a series, found "1 2"'],
    ['x{a} 1', 'column 4: expected "=", found "} 1"'],
    ['x{a=b} 1', 'column 5: expected a quoted string, found "b} 1"'],
    ['x{a="b" c="d"} 1', 'column 9: expected "," or "}", found "c=\\"d\\"} 1"'],
    ['x y', 'column 3: expected a number, a histogram, "_" or "stale", found "y"'],
    ['x 1+2', 'column 6: expected "x" and how often, found the end of the line'],
    ['x 1y', 'column 4: expected a space, found "y"'],
    ['x 1x2000000000', 'more than 10000000 points in one series'],
    ['x{a="b"}1', 'column 9: expected a space between the series and its points'],
  ])('says what is wrong with %s', (line, message) => {
    expect(() => parseSeriesLine(line)).toThrow(message)
  })
})
