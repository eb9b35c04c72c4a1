import { describe, expect, it } from 'vitest'
import { DashboardError } from './dashboard-error.ts'
import { readDashboard, SCHEMA_VERSION } from './read-dashboard.ts'
import { writeDashboard } from './write-dashboard.ts'

describe('readDashboard', () => {
  it('fills in what the types promise', () => {
    const { dashboard, notes } = readDashboard(
      '{"title":"Shop","panels":[{"type":"stat","targets":[{"expr":"up"}]}]}',
    )
    expect(notes).toEqual([])
    expect(dashboard).toMatchObject({
      title: 'Shop',
      tags: [],
      links: [],
      time: { from: 'now-6h', to: 'now' },
      graphTooltip: 0,
      templating: { list: [] },
      annotations: { list: [] },
    })
    expect(dashboard.panels).toEqual([
      {
        id: 1,
        type: 'stat',
        title: '',
        gridPos: { x: 0, y: 0, w: 12, h: 8 },
        targets: [{ refId: 'A', expr: 'up' }],
        options: {},
        transformations: [],
        fieldConfig: { defaults: {}, overrides: [] },
      },
    ])
  })

  it('finds the text and the value of an option that stands in their place', () => {
    const whole = { selected: false, text: 'All', value: '$__all' }
    const { dashboard, notes } = readDashboard({
      templating: { list: [{ name: 'v', type: 'query', current: { text: whole, value: whole } }] },
    })
    expect(dashboard.templating.list[0]?.current).toEqual({ text: 'All', value: '$__all' })
    expect(notes).toEqual([])
  })

  it('keeps what it does not know', () => {
    const { dashboard } = readDashboard({
      title: 't',
      weekStart: 'monday',
      panels: [{ id: 7, type: 'x-panel', own: { a: [1] } }],
    })
    expect(dashboard.weekStart).toBe('monday')
    expect(dashboard.panels[0]).toMatchObject({ id: 7, type: 'x-panel', own: { a: [1] } })
  })

  it.each([
    ['[]', '', 'a dashboard is a JSON object, not a list'],
    ['{', '', 'not JSON'],
    ['{"panels":{}}', 'panels', 'a list belongs here, not an object'],
    ['{"panels":[{"targets":"up"}]}', 'panels[0].targets', 'a list belongs here, not text'],
    ['{"panels":[7]}', 'panels[0]', 'an object belongs here, not a number'],
  ])('says where %s can not be read', (text, place, words) => {
    expect(() => readDashboard(text)).toThrow(DashboardError)
    expect(() => readDashboard(text)).toThrow(words)
    try {
      readDashboard(text)
    } catch (error) {
      expect((error as DashboardError).place).toBe(place)
    }
  })

  it('takes what names no schema for the oldest, and then names the newest', () => {
    const { dashboard } = readDashboard({
      title: 't',
      graphTooltip: true,
      templating: { list: [{ name: 'v', type: 'constant', query: 'x' }] },
    })
    expect(dashboard).toMatchObject({
      schemaVersion: SCHEMA_VERSION,
      graphTooltip: 1,
      templating: { list: [{ type: 'textbox' }] },
    })
    expect(readDashboard({ schemaVersion: 99 }).dashboard.schemaVersion).toBe(99)
  })

  it('refuses what is too large', () => {
    const panels = Array.from({ length: 1_001 }, (_, id) => ({ id, type: 'text' }))
    expect(() => readDashboard({ panels })).toThrow(
      'panels: a dashboard may have 1000 panels, and this has 1001',
    )
    expect(() => readDashboard({ title: 'x'.repeat(5_000_000) })).toThrow('4 MB of JSON')
    expect(() => readDashboard(`{"a":[${'{},'.repeat(300_000)}{}]}`)).toThrow('300000 values')
    expect(() => readDashboard(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`)).toThrow(
      'nested more than 64 deep',
    )
  })

  it('reads what it wrote as the same', () => {
    const first = readDashboard({
      title: 't',
      panels: [{ type: 'timeseries', gridPos: { x: 30, y: 1, w: 12, h: 4 } }],
    }).dashboard
    expect(readDashboard(writeDashboard(first)).dashboard).toEqual(first)
  })
})
