import { describe, expect, it } from 'vitest'
import { largeDashboard } from '../testing/large-dashboard.ts'
import { readDashboard } from './read-dashboard.ts'
import { writeDashboard } from './write-dashboard.ts'

describe('writeDashboard', () => {
  it.each(['today', 'rows'] as const)(
    'writes a large dashboard (%s) so that it reads as the same, and has nothing more to say',
    age => {
      const first = readDashboard(JSON.stringify(largeDashboard(age)))
      const text = writeDashboard(first.dashboard)
      const second = readDashboard(text)
      expect(second).toEqual(first)
      expect(writeDashboard(second.dashboard)).toBe(text)
    },
  )

  it('gives the same text whatever the order of keys', () => {
    const one = readDashboard('{"title":"a","uid":"b","panels":[{"type":"text","id":1}]}').dashboard
    const other = readDashboard('{"panels":[{"id":1,"type":"text"}],"uid":"b","title":"a"}').dashboard
    expect(writeDashboard(one)).toBe(writeDashboard(other))
    expect(writeDashboard(one)).toMatch(/^\{\n {2}"annotations": \{\n {4}"list": \[\]/)
  })
})

describe('a dashboard for sharing', () => {
  const { dashboard } = readDashboard({
    id: 7,
    uid: 'x',
    title: 'Shop',
    templating: {
      list: [{ name: 'job', type: 'query', datasource: { type: 'prometheus', uid: 'vedette' } }],
    },
    panels: [
      {
        id: 1,
        type: 'timeseries',
        datasource: { type: 'prometheus', uid: 'vedette' },
        targets: [{ expr: 'up', datasource: { uid: 'vedette' } }],
      },
      {
        id: 2,
        type: 'row',
        collapsed: true,
        panels: [{ id: 3, type: 'piechart', datasource: { type: 'prometheus', uid: '$source' } }],
      },
      { id: 4, type: 'logs', datasource: { type: 'loki', uid: 'loki' } },
      { id: 5, type: 'stat', datasource: { type: 'datasource', uid: '-- Mixed --' } },
    ],
  })
  const shared = JSON.parse(writeDashboard(dashboard, { forSharing: true }))

  it('asks for its data source', () => {
    expect(shared.__inputs).toEqual([
      {
        name: 'DS_PROMETHEUS',
        label: 'Prometheus',
        description: '',
        type: 'datasource',
        pluginId: 'prometheus',
        pluginName: 'Prometheus',
      },
    ])
    const asked = { type: 'prometheus', uid: '${DS_PROMETHEUS}' }
    expect(shared.panels[0]).toMatchObject({ datasource: asked, targets: [{ datasource: asked }] })
    expect(shared.templating.list[0].datasource).toEqual(asked)
    expect(shared.id).toBeNull()
  })

  it('leaves alone what is chosen by a variable, and other data sources', () => {
    expect(shared.panels[1].panels[0].datasource).toEqual({ type: 'prometheus', uid: '$source' })
    expect(shared.panels[2].datasource).toEqual({ type: 'loki', uid: 'loki' })
    expect(shared.panels[3].datasource).toEqual({ type: 'datasource', uid: '-- Mixed --' })
  })

  it('says which panels it needs', () => {
    expect(shared.__requires.map((each: { id: string; name: string }) => `${each.id}: ${each.name}`)).toEqual(
      [
        'grafana: Grafana',
        'prometheus: Prometheus',
        'logs: logs',
        'piechart: Pie chart',
        'stat: Stat',
        'timeseries: Time series',
      ],
    )
  })

  it('is read and shared again as the same', () => {
    const again = readDashboard(shared)
    expect(again.notes.map(({ kind }) => kind)).toEqual(['later'])
    expect(JSON.parse(writeDashboard(again.dashboard, { forSharing: true }))).toEqual({ ...shared })
  })

  it('keeps of many inputs those that something refers to', () => {
    const inputs = Array.from({ length: 30_000 }, (_, i) => ({
      name: `DS_${i}`,
      type: 'datasource',
      pluginId: 'loki',
    }))
    const targets = Array.from({ length: 3_000 }, (_, i) => ({
      expr: 'a',
      datasource: { type: 'loki', uid: `\${DS_${i}}` },
    }))
    const { dashboard } = readDashboard({
      title: 'Many',
      __inputs: inputs,
      panels: [{ type: 'logs', targets }],
    })
    const text = writeDashboard(dashboard, { forSharing: true })
    expect(JSON.parse(text).__inputs).toEqual(inputs.slice(0, 3_000))
  })
})
