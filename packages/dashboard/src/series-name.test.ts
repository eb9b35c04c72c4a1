import { describe, expect, it } from 'vitest'
import { differingLabels, fullName, seriesNames } from './series-name.ts'

describe('seriesNames', () => {
  it('says only what differs', () => {
    expect(
      seriesNames([
        { job: 'shop', service: 'cart' },
        { job: 'shop', service: 'order' },
      ]),
    ).toEqual(['cart', 'order'])
    expect(
      seriesNames([
        { code: '200', method: 'GET' },
        { code: '500', method: 'PUT' },
      ]),
    ).toEqual(['200 · GET', '500 · PUT'])
    expect(
      seriesNames([
        { __name__: 'up', a: '1' },
        { __name__: 'down', a: '1' },
      ]),
    ).toEqual(['up', 'down'])
  })

  it('names the labels where several differ, and a dash where one is not there', () => {
    expect(
      seriesNames([
        { a: '1', b: '2', c: '3' },
        { a: '2', b: '3', c: '4' },
      ])[0],
    ).toBe('a=1, b=2, c=3')
    expect(seriesNames([{ a: '1' }, {}])).toEqual(['1', '–'])
  })

  it('calls a series that is alone by all it has, or by its query', () => {
    expect(seriesNames([{ __name__: 'up', job: 'a"b' }])).toEqual(['up{job="a\\"b"}'])
    expect(seriesNames([{}], undefined, 'sum(up)')).toEqual(['sum(up)'])
    expect(seriesNames([{}])).toEqual(['value'])
    expect(fullName({ __name__: 'up' })).toBe('up')
  })

  it('fills a template as Grafana does', () => {
    expect(seriesNames([{ service: 'cart' }], '{{service}} p95 {{ zone }}')).toEqual(['cart p95 '])
    expect(seriesNames([{ service: 'cart' }], '__auto')).toEqual(['cart'])
  })

  it('takes no label for one that is not there', () => {
    expect(seriesNames([{ constructor: 'a' }, { job: 'b' }])).toEqual(['a · –', '– · b'])
    expect(seriesNames([{ job: 'b' }], '{{toString}}!')).toEqual(['!'])
  })

  it('finds what differs among thousands', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ job: 'shop', pod: `pod-${i}` }))
    expect(differingLabels(many)).toEqual(['pod'])
  })
})
