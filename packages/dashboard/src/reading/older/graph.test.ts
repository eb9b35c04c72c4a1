import { describe, expect, it } from 'vitest'
import type { Panel } from '../../dashboard.ts'
import { readDashboard } from '../../read-dashboard.ts'

const read = (graph: object, schemaVersion = 27): Panel => {
  const panel = readDashboard({ schemaVersion, panels: [{ id: 3, type: 'graph', lines: true, ...graph }] })
    .dashboard.panels[0]
  if (panel === undefined) throw new Error('the panel is gone')
  return panel
}

const axes = (left: object, right: object = { show: true, format: 'short' }) => ({
  yaxes: [{ show: true, ...left }, { ...right }],
})

describe('a graph panel', () => {
  it('becomes a time series with the look it had', () => {
    const panel = read({
      fill: 2,
      linewidth: 3,
      points: true,
      pointradius: 2,
      steppedLine: true,
      dashes: true,
      dashLength: 4,
      spaceLength: 6,
      nullPointMode: 'connected',
      ...axes({ format: 'bytes', min: '0', max: null, decimals: 1, label: 'memory', logBase: 10 }),
    })
    expect(panel.type).toBe('timeseries')
    expect(panel.fieldConfig.defaults).toEqual({
      unit: 'bytes',
      decimals: 1,
      min: 0,
      nullValueMode: 'connected',
      custom: {
        axisPlacement: 'auto',
        axisLabel: 'memory',
        scaleDistribution: { type: 'log', log: 10 },
        drawStyle: 'line',
        showPoints: 'always',
        pointSize: 6,
        lineWidth: 3,
        lineStyle: { fill: 'dash', dash: [4, 6] },
        fillOpacity: 20,
        spanNulls: true,
        lineInterpolation: 'stepAfter',
      },
    })
    expect(Object.keys(panel)).not.toContain('yaxes')
  })

  it.each([
    [
      { bars: true, lines: false },
      { drawStyle: 'bars', fillOpacity: 100, showPoints: 'never' },
    ],
    [
      { lines: false, points: true },
      { drawStyle: 'points', showPoints: 'always' },
    ],
    [{ stack: true }, { stacking: { mode: 'normal', group: 'A' } }],
    [{ stack: true, percentage: true }, { stacking: { mode: 'percent', group: 'A' } }],
    [
      { fill: 1, fillGradient: 3 },
      { gradientMode: 'opacity', fillOpacity: 30 },
    ],
    [axes({ show: false }), { axisPlacement: 'hidden' }],
  ])('draws %j as it did', (graph, custom) => {
    expect(read(graph).fieldConfig.defaults.custom).toMatchObject(custom)
  })

  it('keeps its legend, its tooltip and how both are sorted', () => {
    const { options } = read({
      legend: {
        show: true,
        alignAsTable: true,
        rightSide: true,
        sideWidth: 300,
        values: true,
        avg: true,
        current: true,
        total: false,
        sort: 'avg',
        sortDesc: true,
      },
      tooltip: { shared: true, sort: 2 },
    })
    expect(options).toEqual({
      legend: {
        displayMode: 'table',
        showLegend: true,
        placement: 'right',
        calcs: ['mean', 'lastNotNull'],
        width: 300,
        sortBy: 'Mean',
        sortDesc: true,
      },
      tooltip: { mode: 'multi', sort: 'desc' },
    })
    expect(read({ legend: { show: false } }).options.legend).toMatchObject({
      showLegend: false,
      displayMode: 'list',
    })
  })

  it('hides series of zeros from the legend by their values', () => {
    expect(read({ legend: { show: true, hideZero: true } }).fieldConfig.overrides).toEqual([
      {
        matcher: { id: 'byValue', options: { reducer: 'allIsZero', op: 'gte', value: 0 } },
        properties: [{ id: 'custom.hideFrom', value: { legend: true, tooltip: true, viz: false } }],
      },
    ])
  })

  it('gives colours by name and what it said of some series to overrides', () => {
    const { overrides } = read({
      aliasColors: { Idle: '#052B51' },
      seriesOverrides: [
        { alias: '/.*Trans.*/', transform: 'negative-Y', fill: 5 },
        { alias: 'errors', yaxis: 2, bars: true, lines: false, zindex: 3, dashes: true },
        { alias: 'hidden', legend: false, stack: false },
        { $$hashKey: 'object:1', alias: 'nothing' },
        { fill: 3 },
      ],
      ...axes({ format: 'bytes', min: '0' }, { show: true, format: 'percent', label: 'errors', min: '0' }),
    }).fieldConfig
    expect(overrides).toEqual([
      {
        matcher: { id: 'byName', options: 'Idle' },
        properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: '#052B51' } }],
      },
      {
        matcher: { id: 'byRegexp', options: '/.*Trans.*/' },
        properties: [
          { id: 'custom.transform', value: 'negative-Y' },
          { id: 'custom.fillOpacity', value: 50 },
        ],
      },
      {
        matcher: { id: 'byName', options: 'errors' },
        properties: [
          { id: 'unit', value: 'percent' },
          { id: 'custom.axisLabel', value: 'errors' },
          { id: 'custom.axisPlacement', value: 'right' },
          { id: 'custom.drawStyle', value: 'bars' },
          { id: 'custom.fillOpacity', value: 100 },
          { id: 'custom.lineWidth', value: 0 },
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
        ],
      },
      {
        matcher: { id: 'byName', options: 'hidden' },
        properties: [
          { id: 'custom.hideFrom', value: { legend: true, tooltip: false, viz: false } },
          { id: 'custom.stacking', value: { mode: 'none', group: 'A' } },
        ],
      },
    ])
  })

  it.each([
    [
      'above',
      [{ op: 'gt', value: 80, fill: true, line: true, colorMode: 'critical' }],
      'line+area',
      [
        { value: null, color: 'transparent' },
        { value: 80, color: 'red' },
      ],
    ],
    [
      'below',
      [{ op: 'lt', value: 10, line: true, colorMode: 'warning' }],
      'line',
      [
        { value: null, color: 'orange' },
        { value: 10, color: 'transparent' },
      ],
    ],
    [
      'between',
      [
        { op: 'gt', value: 90, fill: true, colorMode: 'custom', fillColor: '#f00' },
        { op: 'lt', value: 10, fill: true, colorMode: 'warning' },
      ],
      'area',
      [
        { value: null, color: 'orange' },
        { value: 10, color: 'transparent' },
        { value: 90, color: '#f00' },
      ],
    ],
  ])('makes steps of thresholds %s', (_, thresholds, mode, steps) => {
    const { defaults } = read({ thresholds }).fieldConfig
    expect(defaults.custom).toMatchObject({ thresholdsStyle: { mode } })
    expect(defaults.thresholds).toEqual({ mode: 'absolute', steps })
  })

  it('hides its time axis where it was hidden', () => {
    expect(read({ xaxis: { show: false, mode: 'time' } }).fieldConfig.overrides).toEqual([
      {
        matcher: { id: 'byType', options: 'time' },
        properties: [{ id: 'custom.axisPlacement', value: 'hidden' }],
      },
    ])
  })

  it('becomes bars of series, or a histogram, by its x axis', () => {
    expect(read({ xaxis: { mode: 'series', values: ['total'] } })).toMatchObject({
      type: 'barchart',
      transformations: [{ id: 'reduce', options: { reducers: ['sum'] } }],
    })
    expect(
      read({ xaxis: { mode: 'series', values: ['current'] }, legend: { show: true, values: true } }),
    ).toMatchObject({
      type: 'bargauge',
      options: { reduceOptions: { calcs: ['lastNotNull'] } },
    })
    expect(read({ xaxis: { mode: 'histogram', buckets: 20 } })).toMatchObject({
      type: 'histogram',
      options: { bucketCount: 20 },
    })
  })

  it('gives times of the week that it coloured to the annotations, and says so', () => {
    const { dashboard, notes } = readDashboard({
      panels: [
        {
          id: 4,
          type: 'graph',
          timeRegions: [
            { fill: true, colorMode: 'gray', from: '08:00', to: '18:00', fromDayOfWeek: 1, toDayOfWeek: 5 },
          ],
        },
      ],
    })
    expect(dashboard.annotations.list).toMatchObject([
      { name: 'T1', filter: { ids: [4] }, target: { queryType: 'timeRegions' } },
    ])
    expect(notes.map(({ words }) => words)).toEqual([
      'the annotations "T1": Grafana\'s own data source is not here',
    ])
  })

  it('of before schema 13 had axes and thresholds at its grid', () => {
    const panel = read(
      {
        type: 'graphite',
        legend: true,
        'x-axis': true,
        'y-axis': true,
        y_formats: ['bytes', 'ms'],
        leftYAxisLabel: 'size',
        aliasYAxis: { latency: 2 },
        grid: {
          leftMin: 0,
          leftMax: null,
          leftLogBase: 1,
          threshold1: 100,
          threshold1Color: '#fa0',
          threshold2: 200,
          threshold2Color: '#f00',
          thresholdLine: true,
        },
      },
      1,
    )
    expect(panel.fieldConfig.defaults).toMatchObject({
      unit: 'bytes',
      min: 0,
      custom: { axisLabel: 'size', thresholdsStyle: { mode: 'line' } },
      thresholds: { steps: [{ value: null }, { value: 100, color: '#fa0' }, { value: 200, color: '#f00' }] },
    })
    expect(panel.fieldConfig.overrides[0]).toMatchObject({ matcher: { options: 'latency' } })
    expect(panel.options.legend).toMatchObject({ showLegend: true })
  })
})
