import type { ReferenceMetric } from '@vedette/api'
import { describe, expect, it } from 'vitest'
import { groupsOf, labelPlaces, matchesText, trendQueries, trendQuery, typeText } from './metric-rows.ts'

const place = { help: 'Orders taken.', group: 'Orders', file: 'METRICS.md', line: 4 }
const orders: ReferenceMetric = {
  name: 'orders_total',
  status: 'ok',
  message: '',
  documented: [{ ...place, type: 'counter', labels: ['status', 'method'] }],
  real: {
    name: 'orders_total',
    types: ['counter'],
    help: 'Orders.',
    labels: ['instance', 'job', 'status', 'zone'],
    series: 4,
    seriesNames: ['orders_total'],
  },
  missingLabels: ['method'],
  extraLabels: ['zone'],
}
const real = orders.real!

describe('a metric of the reference', () => {
  it('has labels of the document, of the series, or of both', () => {
    expect(labelPlaces(orders)).toEqual([
      ['instance', 'implied'],
      ['job', 'implied'],
      ['method', 'documented'],
      ['status', 'both'],
      ['zone', 'real'],
    ])
    const silent = { ...orders, documented: [{ ...place, type: 'counter' as const }], extraLabels: [] }
    expect(labelPlaces(silent).map(([, where]) => where)).toEqual(Array.from({ length: 4 }, () => 'open'))
  })

  it('has its own labels where no document names it, without those of its targets', () => {
    expect(labelPlaces({ ...orders, documented: [], extraLabels: ['status', 'zone'] })).toEqual([
      ['instance', 'implied'],
      ['job', 'implied'],
      ['status', 'open'],
      ['zone', 'open'],
    ])
  })

  it('says both types where they differ', () => {
    expect(typeText(orders)).toBe('counter')
    expect(typeText({ ...orders, status: 'type-drift', real: { ...real, types: ['gauge'] } })).toBe(
      'counter → gauge',
    )
  })

  it('is found by words of its name, description, group and labels', () => {
    expect(matchesText(orders, 'taken ZONE')).toBe(true)
    expect(matchesText(orders, 'taken gone')).toBe(false)
    expect(groupsOf({ ...orders, documented: [] })).toEqual(['Not documented'])
  })

  it('has a trend that fits its type', () => {
    const of = (change: Partial<typeof real>) => trendQuery({ ...orders, real: { ...real, ...change } })
    expect(of({})).toBe('sum(rate(orders_total[$rate]))')
    expect(of({ types: ['gauge'] })).toBe('avg(orders_total)')
    expect(of({ types: ['histogram'], seriesNames: ['t_bucket', 't_sum', 't_count'] })).toBe(
      'sum(rate(t_count[$rate]))',
    )
    expect(of({ types: ['histogram'], seriesNames: ['t'] })).toBe('histogram_count(sum(rate(t[$rate])))')
    expect(of({ types: ['gauge'], seriesNames: ['cpu.load'] })).toBe('avg({"cpu.load"})')
    expect(of({ series: 0 })).toBeUndefined()
    expect(trendQuery({ ...orders, name: 'orders_*' })).toBeUndefined()
  })

  it('is asked for its trend together with its neighbours', () => {
    const metrics = Array.from({ length: 45 }, (_, i) => ({ ...orders, name: `m${i}` }))
    const queries = trendQueries(metrics)
    expect(queries.size).toBe(45)
    expect(new Set(queries.values()).size).toBe(3)
    expect(queries.get('m0')).toContain(
      'label_replace(sum(rate(orders_total[$rate])), "trend", "m19", "", "")',
    )
  })
})
