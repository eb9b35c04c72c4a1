import { describe, expect, it } from 'vitest'
import { readDashboard } from '../../read-dashboard.ts'

const read = (panel: object, schemaVersion = 18, dashboard: object = {}) =>
  readDashboard({ ...dashboard, schemaVersion, panels: [{ id: 1, ...panel }] }).dashboard.panels[0]

describe('a text panel', () => {
  it('takes its text from where it was', () => {
    expect(read({ type: 'text', content: '# Hi', mode: 'html' })?.options).toEqual({
      content: '# Hi',
      mode: 'html',
    })
    expect(read({ type: 'text', content: 'Hi', mode: 'text' })?.options).toEqual({
      content: 'Hi',
      mode: 'markdown',
    })
    expect(read({ type: 'text2', options: { content: 'Hi', mode: 'markdown', angular: {} } })).toMatchObject({
      type: 'text',
      options: { content: 'Hi', mode: 'markdown' },
    })
  })
})

describe('a pie chart of the plugin', () => {
  it('becomes one of today', () => {
    expect(
      read({
        type: 'grafana-piechart-panel',
        pieType: 'donut',
        legendType: 'Under graph',
        legend: { show: true, values: true, percentage: true },
        valueName: 'total',
        format: 'bytes',
        aliasColors: { a: 'red' },
      }),
    ).toMatchObject({
      type: 'piechart',
      options: {
        pieType: 'donut',
        legend: { placement: 'bottom', showLegend: true, values: ['value', 'percent'] },
        reduceOptions: { calcs: ['sum'] },
      },
      fieldConfig: {
        defaults: { unit: 'bytes', decimals: 0 },
        overrides: [{ matcher: { id: 'byName', options: 'a' } }],
      },
    })
    expect(
      read({ type: 'grafana-piechart-panel', legendType: 'On graph', legend: { percentage: true } })?.options,
    ).toMatchObject({
      legend: { showLegend: false },
      displayLabels: ['name', 'percent'],
    })
  })
})

describe('a heatmap of old', () => {
  it('takes its settings along', () => {
    expect(
      read({
        type: 'heatmap',
        dataFormat: 'tsbuckets',
        yBucketBound: 'upper',
        hideZeroBuckets: true,
        color: { mode: 'spectrum', colorScheme: 'interpolateSpectral', exponent: 0.4, min: 5, max: 1 },
        cards: { cardPadding: 4, cardRound: 2 },
        yAxis: { format: 's', decimals: 1, show: true, min: '0', max: null },
        legend: { show: true },
      })?.options,
    ).toEqual({
      calculate: false,
      calculation: {},
      color: {
        mode: 'scheme',
        scheme: 'Spectral',
        scale: 'exponential',
        exponent: 0.4,
        fill: 'dark-orange',
        steps: 128,
        min: 1,
        max: 5,
        reverse: true,
      },
      cellGap: 4,
      cellRadius: 2,
      cellValues: {},
      exemplars: { color: 'rgba(255,0,255,0.7)' },
      filterValues: { le: 1e-9 },
      legend: { show: true },
      rowsFrame: { layout: 'le' },
      showValue: 'never',
      tooltip: { mode: 'single', yHistogram: false },
      yAxis: { axisPlacement: 'left', reverse: false, unit: 's', decimals: 1, min: 0 },
    })
  })

  it('works its buckets out as it did', () => {
    expect(
      read({
        type: 'heatmap',
        dataFormat: 'timeseries',
        xBucketNumber: 20,
        yAxis: { logBase: 2, splitFactor: 4 },
      })?.options,
    ).toMatchObject({
      calculate: true,
      calculation: {
        xBuckets: { mode: 'count', value: '20' },
        yBuckets: { mode: 'count', value: '4', scale: { type: 'log', log: 2 } },
      },
    })
  })

  it('is told from one of today, which stays as it is', () => {
    expect(read({ type: 'heatmap', options: {} }, 39)?.options).toEqual({})
    expect(read({ type: 'heatmap-new', options: { calculate: true } }, 35)).toMatchObject({
      type: 'heatmap',
      options: { calculate: true },
    })
  })
})

describe('stat, gauge and bar gauge of Grafana 6', () => {
  it('give their field options to fields', () => {
    const panel = read({
      type: 'gauge',
      pluginVersion: '6.5.0',
      options: {
        fieldOptions: {
          calcs: ['mean'],
          values: false,
          defaults: { unit: 'percent', title: 'free', color: 'blue' },
          thresholds: [
            { value: null, color: 'green' },
            { value: 80, color: 'red' },
          ],
          mappings: [
            { id: 1, type: 1, value: '0', text: 'none' },
            { type: 2, from: '1', to: '9', text: '5' },
          ],
          overrides: [{ matcher: { id: 'byName', options: 'a' }, properties: [{ id: 'unit', value: 's' }] }],
        },
        showThresholdMarkers: true,
      },
    })
    expect(panel?.options).toEqual({
      showThresholdMarkers: true,
      reduceOptions: { calcs: ['mean'], values: false },
    })
    expect(panel?.fieldConfig).toEqual({
      defaults: {
        unit: 'percent',
        displayName: 'free',
        color: { mode: 'fixed', fixedColor: 'blue' },
        min: 0,
        max: 100,
        thresholds: {
          mode: 'absolute',
          steps: [
            { value: null, color: 'green' },
            { value: 80, color: 'red' },
          ],
        },
        mappings: [
          { type: 'value', options: { 0: { text: 'none' } } },
          { type: 'range', options: { from: 1, to: 9, result: { text: '5', color: 'green' } } },
        ],
      },
      overrides: [{ matcher: { id: 'byName', options: 'a' }, properties: [{ id: 'unit', value: 's' }] }],
    })
  })

  it('give what they had elsewhere before that', () => {
    const panel = read({
      type: 'gauge',
      'options-gauge': {
        unit: 'ms',
        stat: 'current',
        decimals: 2,
        minValue: 0,
        maxValue: 50,
        thresholds: [{ value: null, color: 'red' }],
      },
    })
    expect(panel?.options).toEqual({ reduceOptions: { calcs: ['lastNotNull'] } })
    expect(panel?.fieldConfig.defaults).toEqual({
      unit: 'ms',
      decimals: 2,
      min: 0,
      max: 50,
      thresholds: { mode: 'absolute', steps: [{ value: null, color: 'red' }] },
    })
  })
})

describe('panels that stayed what they were', () => {
  it.each([
    [
      29,
      { type: 'timeseries', options: { tooltipOptions: { mode: 'multi' } } },
      { options: { tooltip: { mode: 'multi' } } },
    ],
    [
      30,
      { type: 'table', transformations: [{ id: 'labelsToFields' }] },
      {
        transformations: [
          { id: 'labelsToFields', options: {} },
          { id: 'merge', options: {} },
        ],
      },
    ],
    [
      34,
      { type: 'timeseries', fieldConfig: { defaults: { custom: { axisPlacement: 'hidden' } } } },
      { fieldConfig: { overrides: [{ matcher: { id: 'byType', options: 'time' } }] } },
    ],
    [
      36,
      { type: 'timeseries', options: { legend: { displayMode: 'hidden' } } },
      { options: { legend: { displayMode: 'list', showLegend: false } } },
    ],
    [
      36,
      { type: 'timeseries', options: { legend: { displayMode: 'table' } } },
      { options: { legend: { displayMode: 'table', showLegend: true } } },
    ],
    [
      38,
      {
        type: 'table',
        transformations: [{ id: 'timeSeriesTable', options: { refIdToStat: { A: 'mean' } } }],
      },
      { transformations: [{ options: { A: { stat: 'mean' } } }] },
    ],
    [
      26,
      { type: 'timeseries', fieldConfig: { defaults: { custom: { hideFrom: { graph: true } } } } },
      { fieldConfig: { defaults: { custom: { hideFrom: { viz: true } } } } },
    ],
  ])('are brought from schema %i to today', (version, panel, expected) => {
    expect(read(panel, version)).toMatchObject(expected)
  })

  it('keep mappings of today, and lose none of old beside them', () => {
    const mappings = [
      { type: 'value', options: { 1: { text: 'one' } } },
      { type: 1, value: '2', text: 'two' },
      { type: 'regex', options: { pattern: 'a', result: { text: 'b' } } },
    ]
    expect(
      read({ type: 'stat', fieldConfig: { defaults: { mappings } } }, 39)?.fieldConfig.defaults.mappings,
    ).toEqual([
      { type: 'value', options: { 1: { text: 'one' }, 2: { text: 'two' } } },
      { type: 'regex', options: { pattern: 'a', result: { text: 'b' } } },
    ])
  })
})

describe('a library panel', () => {
  const pointer = { libraryPanel: { uid: 'lib', name: 'Shared' } }

  it('is what the dashboard brought along', () => {
    const __elements = {
      lib: {
        uid: 'lib',
        kind: 1,
        model: { id: 9, type: 'stat', title: 'Theirs', targets: [{ expr: 'up' }] },
      },
    }
    expect(read(pointer, 39, { __elements })).toMatchObject({
      id: 1,
      type: 'stat',
      title: 'Theirs',
      targets: [{ expr: 'up' }],
      ...pointer,
    })
  })

  it('that stayed in its Grafana is named', () => {
    const { dashboard, notes } = readDashboard({ panels: [{ id: 1, ...pointer }] })
    expect(dashboard.panels[0]).toMatchObject({ type: 'library-panel-ref', title: 'Shared' })
    expect(notes).toMatchObject([{ kind: 'unsupported', panelId: 1, place: 'panels[0].libraryPanel' }])
  })

  it('are found however many panels there are, and however many models', () => {
    const models = Array.from({ length: 50_000 }, (_, i) => ({ uid: `lib${i}`, model: {} }))
    const panels = Array.from({ length: 1_000 }, (_, i) => ({
      libraryPanel: { uid: `of another Grafana ${i}` },
    }))
    const { dashboard } = readDashboard({ title: 'Many', __elements: models, panels })
    expect(dashboard.panels.filter(({ type }) => type === 'library-panel-ref')).toHaveLength(1_000)
  })
})
