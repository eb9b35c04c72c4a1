import { describe, expect, it } from 'vitest'
import { readDashboard } from '../../read-dashboard.ts'

const read = (dashboard: object) => readDashboard(dashboard).dashboard

describe('data sources', () => {
  it.each([
    ['default', undefined],
    [null, undefined],
    ['-- Mixed --', { type: 'datasource', uid: '-- Mixed --' }],
    ['-- Grafana --', { type: 'datasource', uid: 'grafana' }],
    ['My Prometheus', { type: 'prometheus', uid: 'My Prometheus' }],
    ['metrics', { uid: 'metrics' }],
    ['${DS_LOCAL}', { type: 'prometheus', uid: '${DS_LOCAL}' }],
    ['$logs', { type: 'loki', uid: '$logs' }],
    ['[[logs]]', { type: 'loki', uid: '[[logs]]' }],
    [
      { type: 'prometheus', uid: 'x' },
      { type: 'prometheus', uid: 'x' },
    ],
  ])('named %j are referred to', (datasource, expected) => {
    const dashboard = read({
      schemaVersion: 30,
      __inputs: [{ name: 'DS_LOCAL', type: 'datasource', pluginId: 'prometheus' }],
      templating: {
        list: [
          { name: 'logs', type: 'datasource', query: 'loki' },
          { name: 'a', type: 'query', datasource },
        ],
      },
      annotations: { list: [{ name: 'deploys', enable: true, datasource }] },
      panels: [{ type: 'text', datasource, targets: [{ datasource }] }],
    })
    expect(dashboard.panels[0]?.datasource).toEqual(expected)
    expect(dashboard.panels[0]?.targets[0]?.datasource).toEqual(expected)
    expect(dashboard.templating.list[1]?.datasource).toEqual(expected)
    expect(dashboard.annotations.list[0]?.datasource).toEqual(expected)
  })
})

describe('inputs', () => {
  it('that are constants stand for what the dashboard proposes', () => {
    const dashboard = read({
      __inputs: [
        { name: 'DS_X', type: 'datasource', pluginId: 'prometheus' },
        { name: 'VAR_PREFIX', type: 'constant', value: 'app_' },
      ],
      panels: [
        {
          type: 'stat',
          targets: [{ expr: '${VAR_PREFIX}up{job="$job"} + ${other}', datasource: '${DS_X}' }],
        },
      ],
    })
    expect(dashboard.panels[0]?.targets[0]).toMatchObject({
      expr: 'app_up{job="$job"} + ${other}',
      datasource: { uid: '${DS_X}' },
    })
    expect(dashboard.__inputs).toEqual([{ name: 'DS_X', type: 'datasource', pluginId: 'prometheus' }])
  })

  it('can not make a dashboard grow without bounds', () => {
    const value = 'x'.repeat(10_000)
    expect(() =>
      readDashboard({ __inputs: [{ name: 'A', type: 'constant', value }], title: '${A}'.repeat(1_000) }),
    ).toThrow('__inputs: the constants make the dashboard too large')
  })
})

describe('variables', () => {
  it.each([
    [
      11,
      { type: 'filter', hideLabel: true, refresh: true },
      { type: 'query', hide: 1, refresh: 1, options: [] },
    ],
    [11, { type: 'query', hideVariable: true }, { hide: 2, refresh: 1 }],
    [26, { type: 'constant', query: 'a', hide: 0 }, { type: 'textbox', current: { text: 'a', value: 'a' } }],
    [26, { type: 'constant', query: 'a', hide: 2 }, { type: 'constant', hide: 2 }],
    [
      28,
      { type: 'query', query: 'label_values(job)', refresh: 0, options: [{ text: 'old', value: 'old' }] },
      { refresh: 1, options: [] },
    ],
    [
      39,
      { type: 'query', query: { query: 'label_values(job)', refId: 'x' }, refresh: 2 },
      { query: { query: 'label_values(job)', refId: 'x' }, refresh: 2 },
    ],
    [
      39,
      { type: 'custom', multi: true, current: { text: ['a', 'b'], value: [1, 'b'] } },
      { current: { text: ['a', 'b'], value: ['1', 'b'] } },
    ],
    [39, { type: 'interval', refresh: true, current: null }, { refresh: 1 }],
  ])('of schema %i: %j', (schemaVersion, variable, expected) => {
    expect(
      read({ schemaVersion, templating: { list: [{ name: 'v', ...variable }] } }).templating.list[0],
    ).toMatchObject(expected)
  })
})

describe('links of panels', () => {
  it.each([
    [{ dashboard: 'My Dash: 2', title: 'a' }, 'dashboard/db/my-dash-2'],
    [{ dashUri: 'db/other' }, 'dashboard/db/other'],
    [
      { url: '/x?a=b', keepTime: true, includeVars: true, params: 'c=d' },
      '/x?a=b&$__url_time_range&$__all_variables&c=d',
    ],
    [{}, '/'],
  ])('of before schema 19: %j', (link, url) => {
    expect(
      read({ schemaVersion: 18, panels: [{ type: 'text', links: [link] }] }).panels[0]?.links,
    ).toMatchObject([{ url }])
  })

  it('call what they put in by its name of today', () => {
    const dataLinks = [{ title: 'x', url: '/d?s=$__series_name&l=${__series.labels.job}&t=${__value_time}' }]
    expect(
      read({ schemaVersion: 19, panels: [{ type: 'graph', options: { dataLinks } }] }).panels[0]?.fieldConfig
        .defaults.links,
    ).toEqual([{ title: 'x', url: '/d?s=${__series.name}&l=${__field.labels.job}&t=${__value.time}' }])
  })
})

describe('the oldest dashboards', () => {
  it('had time and variables at a service, and annotations at a pulldown', () => {
    expect(
      read({
        services: {
          filter: {
            time: { from: 'now-1h', to: 'now' },
            list: [{ name: 'job', query: 'label_values(job)' }],
          },
        },
        pulldowns: [{ type: 'annotations', annotations: [{ name: 'deploys', enable: true }] }],
        nav: [{ refresh_intervals: ['5s'] }],
        sharedCrosshair: true,
        style: 'dark',
      }),
    ).toMatchObject({
      time: { from: 'now-1h' },
      graphTooltip: 1,
      timepicker: { refresh_intervals: ['5s'] },
      templating: { list: [{ name: 'job', type: 'query' }] },
      annotations: { list: [{ name: 'deploys' }] },
    })
  })
})

describe('wrappers', () => {
  it.each([
    ["of Grafana's API", { meta: { slug: 'x' }, dashboard: { title: 'In', panels: [] } }],
    ['of an import', { overwrite: true, folderUid: '', dashboard: { title: 'In', panels: [] } }],
    [
      'of a resource',
      {
        apiVersion: 'dashboard.grafana.app/v1beta1',
        kind: 'Dashboard',
        metadata: {},
        spec: { title: 'In', panels: [] },
      },
    ],
  ])('%s are taken off', (_, wrapped) => {
    expect(read(wrapped).title).toBe('In')
  })

  it('of schema v2 are refused with what to do instead', () => {
    expect(() => read({ kind: 'Dashboard', spec: { title: 'New', elements: {}, layout: {} } })).toThrow(
      /schema v2.*Classic/,
    )
  })
})
