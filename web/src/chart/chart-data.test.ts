import { describe, expect, it } from 'vitest'
import { chartData } from './chart-data.ts'
import { summaryOf } from './chart-summary.ts'

const row = (metric: Record<string, string>, ...values: string[]) => ({
  metric,
  values: values.map((value, i): [number, string] => [i * 10, value]),
})

describe('chartData', () => {
  it('names, keys and colours series by what differs', () => {
    const { columns, series, more } = chartData([
      {
        rows: [row({ service: 'cart' }, '1', '2'), row({ service: 'order' }, '3', '4')],
        look: { unit: 's' },
      },
    ])
    expect(series.map(each => [each.name, each.colourKey, each.unit])).toEqual([
      ['cart', 'cart', 's'],
      ['order', 'order', 's'],
    ])
    expect(columns.values).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect(more).toBe(0)
  })

  it('caps over all queries before it aligns', () => {
    const many = Array.from({ length: 5000 }, (_, i) => row({ pod: `${i}` }, String(i)))
    const { columns, series, more } = chartData(
      [{ rows: many }, { rows: [row({}, '9999')], query: 'sum(x)' }],
      50,
    )
    expect(series).toHaveLength(50)
    expect(columns.values).toHaveLength(50)
    expect(more).toBe(4951)
    expect(series.at(-1)).toMatchObject({ name: 'sum(x)', colourKey: 'sum(x)' })
  })

  it('has unique keys whatever it is given', () => {
    const same = row({ a: '1' }, '1')
    const { series } = chartData([{ rows: [same, same] }, { rows: [same] }])
    expect(new Set(series.map(each => each.key)).size).toBe(3)
    expect(chartData([]).series).toEqual([])
  })
})

describe('summaryOf', () => {
  const range = { fromMs: 0, toMs: 60_000, zone: 'utc' }

  it('says what is seen', () => {
    const { columns, series } = chartData([
      {
        rows: [row({ service: 'cart' }, '0.1', '0.3'), row({ service: 'order' }, '2', '1')],
        look: { unit: 's' },
      },
    ])
    expect(summaryOf({ columns, series, ...range })).toBe(
      'From 1970-01-01 00:00:00 to 1970-01-01 00:01:00, 2 series. order: last 1 s, between 1 s and 2 s. cart: last 300 ms, between 100 ms and 300 ms.',
    )
    expect(summaryOf({ columns, series, ...range, hidden: new Set(series.map(each => each.key)) })).toMatch(
      /no values\.$/,
    )
  })
})
