import { describe, expect, it } from 'vitest'
import { framesWith, numbers, panelOf } from '../testing/fields.ts'
import { legendColumns, legendOf } from './legend-of.ts'

const looks = (legend: object) => legendOf(panelOf('timeseries', { legend }))

describe('legendOf', () => {
  it('is a list, a table, or nothing', () => {
    expect(looks({})).toEqual({ form: 'list', placement: 'bottom', calcs: [], sort: undefined })
    expect(looks({ displayMode: 'table', placement: 'right' })).toMatchObject({
      form: 'table',
      placement: 'right',
    })
    expect(looks({ showLegend: false }).form).toBe('none')
    expect(looks({ calcs: ['p95', 'unheard of', 'avg', 'mean'] })).toMatchObject({
      form: 'table',
      calcs: ['p95', 'mean'],
    })
  })

  it('is sorted as Grafana keeps it', () => {
    const calcs = ['lastNotNull', 'stdDev']
    expect(looks({ calcs, sortBy: 'Last *', sortDesc: true }).sort).toEqual({ by: 'last', down: true })
    expect(looks({ calcs, sortBy: 'StdDev', sortDesc: false }).sort).toEqual({ by: 'stdDev', down: false })
    expect(looks({ calcs, sortBy: 'Name' }).sort).toEqual({ by: 'name', down: false })
    expect(looks({ calcs, sortBy: 'Max', sortDesc: true }).sort).toBeUndefined()
  })
})

it('has a column for every calculation, in its unit', () => {
  const { fields } = framesWith([numbers('a', [1, 2, 3]), numbers('b', [null, null, null])])[0]!
  expect(legendColumns(['mean', 'count', 'delta', 'diffperc', 'allIsZero'], fields)).toEqual([
    'mean',
    { id: 'count', title: 'count', values: [3, 0], unit: 'none' },
    { id: 'delta', title: 'delta', values: [2, 0] },
    { id: 'diffperc', title: 'difference percent', values: [200, null], unit: 'percent' },
    { id: 'allIsZero', title: 'all zeros', values: [0, 0], unit: 'none' },
  ])
})
