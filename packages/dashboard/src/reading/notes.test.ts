import { describe, expect, it } from 'vitest'
import type { DashboardNote } from '../dashboard-note.ts'
import { readDashboard } from '../read-dashboard.ts'

const notesOf = (dashboard: object): readonly DashboardNote[] =>
  readDashboard({ schemaVersion: 41, ...dashboard }).notes
const ofPanel = (panel: object): string[] =>
  notesOf({ panels: [{ id: 5, title: 'Requests', type: 'timeseries', ...panel }] }).map(
    ({ kind, place, words }) => `${kind} ${place}: ${words}`,
  )

describe('notes', () => {
  it('name the panel, in a row too', () => {
    const odd = { id: 8, title: 'Map', type: 'geomap' }
    expect(
      notesOf({ panels: [{ id: 1, type: 'row', title: 'Row', collapsed: true, panels: [odd] }] }),
    ).toEqual([
      {
        kind: 'unsupported',
        panelId: 8,
        panelTitle: 'Map',
        place: 'panels[0].panels[0].type',
        words: 'panels of type "geomap" are not supported',
      },
    ])
  })

  it('say nothing of what is shown as Grafana shows it', () => {
    expect(
      ofPanel({
        datasource: { type: 'prometheus', uid: 'x' },
        targets: [{ refId: 'A', expr: 'up', format: 'time_series' }],
        options: { legend: { displayMode: 'list', calcs: [] }, tooltip: { mode: 'multi', maxHeight: 600 } },
        fieldConfig: {
          defaults: { custom: { lineWidth: 2, hideFrom: { legend: false } } },
          overrides: [
            { matcher: { id: 'byName', options: 'a' }, properties: [{ id: 'custom.lineWidth', value: 3 }] },
          ],
        },
        transformations: [{ id: 'organize', options: {} }],
      }),
    ).toEqual([])
  })

  it('say nothing of gradients, feet of tables and lines in cells, which are drawn', () => {
    const gradients = ['opacity', 'hue', 'scheme'].map(gradientMode => ({
      matcher: { id: 'byName', options: gradientMode },
      properties: [{ id: 'custom.gradientMode', value: gradientMode }],
    }))
    expect(ofPanel({ fieldConfig: { overrides: gradients } })).toEqual([])
    expect(
      ofPanel({
        type: 'table',
        options: { footer: { show: true, reducer: ['sum'], fields: '', countRows: false } },
        fieldConfig: {
          defaults: { custom: { cellOptions: { type: 'sparkline', lineWidth: 2, hideValue: true } } },
        },
      }),
    ).toEqual([])
  })

  it.each([
    [{ type: 'logs' }, ['later panels[0].type: panels of type logs come with logs']],
    [{ type: 'alertlist' }, ['later panels[0].type: panels of type alertlist come with alerts']],
    [{ targets: [{ refId: 'A', expr: 'up', format: '' }] }, []],
    [{ type: 'nodeGraph' }, ['later panels[0].type: panels of type nodeGraph come with traces']],
    [
      { transformations: [{ id: 'spatial' }] },
      [
        'unsupported panels[0].transformations[0]: the transformation "spatial" is not supported; the data passes it unchanged',
      ],
    ],
    [{ transformations: [{ id: 'spatial', disabled: true }] }, []],
    [
      { fieldConfig: { overrides: [{ matcher: { id: 'byTheme' }, properties: [] }] } },
      [
        'unsupported panels[0].fieldConfig.overrides[0]: overrides of fields by "byTheme" are not supported; it applies to none',
      ],
    ],
    [
      { alert: { name: 'too slow' } },
      ['later panels[0].alert: its alert comes with alerts; it is kept, and does not fire'],
    ],
    [
      { options: { timeCompare: { diffMs: 5 } } },
      ['unsupported panels[0].options: the option timeCompare of panels of type timeseries is not supported'],
    ],
    [
      { options: { legend: { showLegend: true, sortBy: 'Mean' }, reduceOptions: { deeper: 'x' } } },
      [
        'unsupported panels[0].options: the option reduceOptions of panels of type timeseries is not supported',
      ],
    ],
    [
      {
        fieldConfig: {
          defaults: { custom: { wobble: 5, silent: false } },
          overrides: [{ matcher: { id: 'byName' }, properties: [{ id: 'custom.spin', value: 'on' }] }],
        },
      },
      [
        'unsupported panels[0].fieldConfig: the field option wobble of panels of type timeseries is not supported',
        'unsupported panels[0].fieldConfig: the field option spin of panels of type timeseries is not supported',
      ],
    ],
    [
      {
        type: 'table',
        fieldConfig: {
          defaults: { custom: { cellOptions: { type: 'image' } } },
          overrides: [
            {
              matcher: { id: 'byName' },
              properties: [{ id: 'custom.cellOptions', value: { type: 'image' } }],
            },
          ],
        },
      },
      [
        'unsupported panels[0].fieldConfig: the field option cellOptions.type "image" of panels of type table is not supported',
      ],
    ],
    [
      { type: 'text', options: { mode: 'html', content: '<b>' } },
      ['unsupported panels[0].options: the option mode "html" of panels of type text is not supported'],
    ],
    [
      {
        fieldConfig: {
          defaults: {
            custom: {
              axisPlacement: 'left',
              stacking: { mode: 'normal', group: 'B' },
              scaleDistribution: { type: 'symlog' },
              hideFrom: { legend: true },
            },
          },
          overrides: [
            { matcher: { id: 'byName' }, properties: [{ id: 'custom.hideFrom.viz', value: true }] },
          ],
        },
      },
      [
        'unsupported panels[0].fieldConfig: the field option scaleDistribution.type "symlog" of panels of type timeseries is not supported',
      ],
    ],
  ])('%j', (panel, expected) => {
    expect(ofPanel(panel)).toEqual(expected)
  })

  it.each([
    [{ type: 'loki', uid: 'l' }, 'later', 'queries A, B: loki comes with logs'],
    [{ type: 'tempo', uid: 't' }, 'later', 'queries A, B: tempo comes with traces'],
    [
      { type: 'mysql', uid: 'm' },
      'unsupported',
      'queries A, B: data sources of type "mysql" are not supported',
    ],
    [
      { type: '__expr__', uid: '__expr__' },
      'unsupported',
      "queries A, B: Grafana's expressions over other queries are not supported",
    ],
    [
      { type: 'datasource', uid: '-- Dashboard --' },
      'unsupported',
      'queries A, B: answers taken from another panel are not supported',
    ],
    [
      { type: 'datasource', uid: 'grafana' },
      'unsupported',
      "queries A, B: Grafana's own data source is not here",
    ],
    [undefined, 'unsupported', 'queries A, B: not in PromQL'],
  ])('of queries to %j', (datasource, kind, words) => {
    const targets = ['A', 'B'].map(refId => ({ refId, rawSql: 'SELECT 1', datasource }))
    expect(notesOf({ panels: [{ type: 'stat', targets: [...targets, { refId: 'C' }] }] })).toEqual([
      { kind, panelId: 1, panelTitle: '', place: 'panels[0].targets[0]', words },
    ])
  })

  it('of a panel with several data sources name the queries of those that are not here', () => {
    const targets = [
      { refId: 'A', expr: 'up', datasource: { type: 'prometheus', uid: 'p' } },
      { refId: 'B', expr: '{app="x"}', datasource: { type: 'loki', uid: 'l' } },
    ]
    expect(ofPanel({ datasource: '-- Mixed --', targets })).toEqual([
      'later panels[0].targets[1]: query B: loki comes with logs',
    ])
  })

  it('find the data source of a query through a variable or an input', () => {
    const panels = [{ type: 'stat', datasource: { uid: '${logs}' }, targets: [{ refId: 'A', expr: '{}' }] }]
    expect(
      notesOf({ panels, templating: { list: [{ name: 'logs', type: 'datasource', query: 'loki' }] } }).map(
        ({ words }) => words,
      ),
    ).toEqual(['the variable logs chooses a data source for logs', 'query A: loki comes with logs'])
    expect(
      notesOf({ panels, __inputs: [{ name: 'logs', type: 'datasource', pluginId: 'influxdb' }] }),
    ).toMatchObject([{ kind: 'unsupported' }])
  })

  it.each([
    [{ name: 'filters', type: 'adhoc' }, 'the variable filters is of type "adhoc", which is not supported'],
    [
      { name: 'db', type: 'datasource', query: 'mysql' },
      'the variable db chooses a data source of type "mysql"',
    ],
    [
      { name: 'app', type: 'query', datasource: { type: 'loki', uid: 'l' } },
      'the variable app: loki comes with logs',
    ],
  ])('of the variable %j', (variable, words) => {
    expect(notesOf({ templating: { list: [variable] } })).toMatchObject([
      { place: 'templating.list[0]', words },
    ])
  })

  it("of annotations leave out Grafana's own", () => {
    const own = {
      name: 'Annotations & Alerts',
      builtIn: 1,
      enable: true,
      datasource: { type: 'grafana', uid: '-- Grafana --' },
    }
    const logs = { name: 'Deploys', enable: true, datasource: { type: 'loki', uid: 'l' } }
    expect(notesOf({ annotations: { list: [own, logs] } })).toMatchObject([
      {
        kind: 'later',
        place: 'annotations.list[1]',
        words: 'the annotations "Deploys": loki comes with logs',
      },
    ])
  })

  it('tell what was not as it should be', () => {
    const notes = notesOf({
      panels: [
        { id: 1, title: 'A', type: 'stat', maxPerRow: 'many', targets: [{ expr: 'up', hide: 'maybe' }] },
      ],
    })
    expect(notes.map(({ kind, place, words }) => `${kind} ${place}: ${words}`)).toEqual([
      'changed panels[0].targets[0].hide: true or false belongs here, not text; it is left out',
      'changed panels[0].maxPerRow: a number belongs here, not text; it is left out',
    ])
  })

  it('are bounded', () => {
    const options = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`option${at}`, 'x']))
    const notes = notesOf({ panels: [{ type: 'stat', options }] })
    expect(notes).toHaveLength(1_001)
    expect(notes.at(-1)?.words).toBe('there is more to say than is listed here')
  })
})
