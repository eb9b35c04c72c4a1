import { isStale } from '@vedette/model'
import { describe, expect, it } from 'vitest'
import { LoadedSeries } from './loaded-series.ts'
import { type LoadCommand, parseScript } from './script.ts'

function loaded(...scripts: string[][]) {
  const series = new LoadedSeries()
  for (const lines of scripts) series.load(parseScript(lines.join('\n'))[0] as LoadCommand)
  return series
}

describe('loaded series', () => {
  it('have a sample per step where there is a point', () => {
    const [x] = loaded(['load 10s', ' x 1 _ stale 4']).all()
    expect([...x!.timesMs]).toEqual([0, 20_000, 30_000])
    expect([...x!.values].map(value => (isStale(value) ? 'stale' : value))).toEqual([1, 'stale', 4])
  })

  it('grow with each load', () => {
    const [x] = loaded(['load 10s', ' x 1 2'], ['load 1m', ' x _ 3']).all()
    expect([...x!.timesMs]).toEqual([0, 10_000, 60_000])
  })

  it('take the last of two lines for one series', () => {
    expect([...loaded(['load 10s', ' x 1 2', ' x 3']).all()[0]!.values]).toEqual([3])
  })

  it('refuse samples that are not later', () => {
    expect(() => loaded(['load 10s', ' x 1 2'], ['load 1m', ' x 3'])).toThrow(
      'out of order sample of x at 0 ms',
    )
  })

  it('keep histograms apart, a stale marker after one too', () => {
    const [x] = loaded(['load 10s', ' x 1 {{count:1}} stale {{count:2}} 5']).all()
    expect([...x!.timesMs]).toEqual([0, 40_000])
    expect(
      x!.histograms?.map(({ timeMs, histogram }) => [timeMs, histogram === 'stale' || histogram.count]),
    ).toEqual([
      [10_000, 1],
      [20_000, true],
      [30_000, 2],
    ])
  })

  it('come a second time as native histograms where asked for', () => {
    const all = loaded([
      'load_with_nhcb 1m',
      ' x_bucket{a="1", le="1"} 1 2',
      ' x_bucket{a="1", le="5"} 3 4',
      ' x_bucket{a="1", le="+Inf"} 3 5',
      ' x_count{a="1"} 3 5',
      ' x_sum{a="1"} 6 8',
      ' y 1',
    ]).all()
    const native = all.find(({ histograms }) => histograms?.length === 2)
    expect(native?.labels).toEqual([
      { name: '__name__', value: 'x' },
      { name: 'a', value: '1' },
    ])
    const second = native?.histograms?.[1]?.histogram
    expect(second).toMatchObject({ count: 5, sum: 8, schema: -53 })
    expect(all.length).toBe(7)
  })
})
