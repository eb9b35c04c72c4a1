/** Dashboards as large as the largest of the community: every panel of a host, in rows that are open and collapsed, of two ages. */
interface Json {
  [key: string]: unknown
}

const TOPICS = ['CPU', 'Memory', 'Disks', 'Network', 'Processes', 'System', 'Sockets', 'Scrape']
const PANELS_A_TOPIC = 16

/** Some 140 panels: 8 gauges and stats at the top, and 16 in each of 8 rows. */
export function largeDashboard(age: 'today' | 'rows'): Json {
  return age === 'today' ? today() : rows()
}

function common(): Json {
  return {
    __inputs: [{ name: 'DS_PROMETHEUS', label: 'Prometheus', type: 'datasource', pluginId: 'prometheus' }],
    __requires: [{ type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' }],
    id: null,
    title: 'Everything of a host',
    tags: ['linux'],
    editable: true,
    graphTooltip: 1,
    refresh: '1m',
    time: { from: 'now-24h', to: 'now' },
    timezone: 'browser',
    links: [
      {
        icon: 'external link',
        type: 'link',
        title: 'Source',
        url: 'https://example.com',
        targetBlank: true,
        tags: [],
      },
    ],
    annotations: {
      list: [
        {
          builtIn: 1,
          datasource: '-- Grafana --',
          enable: true,
          hide: true,
          iconColor: 'rgba(0, 211, 255, 1)',
          name: 'Annotations & Alerts',
          type: 'dashboard',
        },
      ],
    },
  }
}

function today(): Json {
  let id = 1
  let y = 1
  const panels: Json[] = [row(id++, 'At a glance', 0, false, [])]
  for (let at = 0; at < 8; at++) {
    panels.push(single(id++, at, { x: at * 3, y, w: 3, h: 4 }))
  }
  y += 4
  for (const [index, topic] of TOPICS.entries()) {
    const rowId = id++
    const start = y + 1
    const within = Array.from({ length: PANELS_A_TOPIC }, (_, at) =>
      timeSeries(id++, topic, at, { x: (at % 2) * 12, y: start + Math.floor(at / 2) * 10, w: 12, h: 10 }),
    )
    const collapsed = index > 1
    panels.push(row(rowId, topic, y, collapsed, collapsed ? within : []), ...(collapsed ? [] : within))
    y = collapsed ? start : start + PANELS_A_TOPIC * 5
  }
  return {
    ...common(),
    schemaVersion: 39,
    uid: 'large-today',
    version: 87,
    weekStart: '',
    fiscalYearStartMonth: 0,
    panels,
    templating: {
      list: [
        sourceVariable(),
        query('job', 'label_values(node_uname_info, job)', true),
        query('node', 'label_values(node_uname_info{job="$job"}, instance)', true),
      ],
    },
  }
}

const SOURCE = { type: 'prometheus', uid: `\${datasource}` }

function row(id: number, title: string, y: number, collapsed: boolean, panels: Json[]): Json {
  return {
    id,
    type: 'row',
    title,
    collapsed,
    panels,
    datasource: { type: 'prometheus', uid: '000000001' },
    targets: [{ datasource: { type: 'prometheus', uid: '000000001' }, refId: 'A' }],
    gridPos: { x: 0, y, w: 24, h: 1 },
  }
}

function single(id: number, at: number, gridPos: Json): Json {
  return {
    id,
    type: at % 2 === 0 ? 'gauge' : 'stat',
    title: `Busy ${at}`,
    description: 'How busy it is',
    datasource: SOURCE,
    gridPos,
    pluginVersion: '9.4.3',
    links: [],
    fieldConfig: {
      defaults: {
        color: { mode: 'thresholds' },
        decimals: 1,
        mappings: [{ type: 'special', options: { match: 'null', result: { text: 'N/A' } } }],
        min: 0,
        max: 100,
        thresholds: {
          mode: 'absolute',
          steps: [
            { color: 'rgba(50, 172, 45, 0.97)', value: null },
            { color: 'rgba(237, 129, 40, 0.89)', value: 85 },
            { color: 'rgba(245, 54, 54, 0.9)', value: 95 },
          ],
        },
        unit: 'percent',
      },
      overrides: [],
    },
    options: {
      orientation: 'auto',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      ...(at % 2 === 0
        ? { showThresholdLabels: false, showThresholdMarkers: true }
        : { colorMode: 'none', graphMode: 'none', justifyMode: 'auto', textMode: 'auto' }),
    },
    targets: [
      {
        datasource: SOURCE,
        editorMode: 'code',
        exemplar: false,
        expr: `100 * (1 - avg(rate(node_cpu_seconds_total{mode="idle", instance="$node"}[$__rate_interval])))`,
        hide: false,
        instant: true,
        intervalFactor: 1,
        range: false,
        refId: 'A',
        step: 240,
      },
    ],
  }
}

function timeSeries(id: number, topic: string, at: number, gridPos: Json): Json {
  const metric = `node_${topic.toLowerCase()}_${at}_total`
  return {
    id,
    type: 'timeseries',
    title: `${topic} ${at}`,
    datasource: SOURCE,
    gridPos,
    fieldConfig: {
      defaults: {
        color: { mode: 'palette-classic' },
        custom: {
          axisCenteredZero: false,
          axisColorMode: 'text',
          axisLabel: 'counter',
          axisPlacement: 'auto',
          barAlignment: 0,
          drawStyle: 'line',
          fillOpacity: 40,
          gradientMode: 'none',
          hideFrom: { legend: false, tooltip: false, viz: false },
          lineInterpolation: at % 3 === 0 ? 'smooth' : 'linear',
          lineWidth: 1,
          pointSize: 5,
          scaleDistribution: { type: 'linear' },
          showPoints: 'never',
          spanNulls: false,
          stacking: { group: 'A', mode: at % 2 === 0 ? 'normal' : 'none' },
          thresholdsStyle: { mode: 'off' },
        },
        links: [],
        mappings: [],
        min: 0,
        thresholds: { mode: 'absolute', steps: [{ color: 'green' }, { color: 'red', value: 80 }] },
        unit: at % 2 === 0 ? 'Bps' : 'percentunit',
      },
      overrides: [
        {
          matcher: { id: 'byName', options: 'Idle' },
          properties: [{ id: 'color', value: { fixedColor: '#052B51', mode: 'fixed' } }],
        },
        {
          matcher: { id: 'byRegexp', options: '/.*Trans.*/' },
          properties: [{ id: 'custom.transform', value: 'negative-Y' }],
        },
      ],
    },
    options: {
      legend: {
        calcs: ['mean', 'lastNotNull', 'max', 'min'],
        displayMode: 'table',
        placement: 'bottom',
        showLegend: true,
        width: 250,
      },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
    targets: ['A', 'B', 'C'].map(refId => ({
      datasource: SOURCE,
      expr: `sum by (mode) (rate(${metric}{instance="$node", job="$job", kind="${refId}"}[$__rate_interval]))`,
      format: 'time_series',
      intervalFactor: 1,
      legendFormat: `{{mode}} ${refId}`,
      refId,
      step: 240,
    })),
  }
}

function sourceVariable(): Json {
  return {
    name: 'datasource',
    label: 'Data source',
    type: 'datasource',
    query: 'prometheus',
    current: {},
    hide: 0,
    includeAll: false,
    multi: false,
    options: [],
    refresh: 1,
    regex: '',
    skipUrlSync: false,
  }
}

function query(name: string, definition: string, asObject: boolean): Json {
  return {
    name,
    label: name,
    type: 'query',
    datasource: asObject ? SOURCE : `\${DS_PROMETHEUS}`,
    definition,
    query: asObject ? { query: definition, refId: 'Prometheus-variable' } : definition,
    current: asObject ? {} : { text: 'node:9100', value: 'node:9100', tags: [] },
    hide: 0,
    includeAll: false,
    multi: false,
    options: [],
    refresh: 1,
    regex: '',
    sort: 1,
    ...(asObject ? {} : { tags: [], tagsQuery: '', tagValuesQuery: null, useTags: false, allValue: null }),
  }
}

function rows(): Json {
  let id = 1
  return {
    ...common(),
    schemaVersion: 14,
    style: 'dark',
    hideControls: false,
    sharedCrosshair: true,
    gnetId: 1860,
    templating: {
      list: [
        query('job', 'label_values(node_uname_info, job)', false),
        query('node', 'label_values(node_uname_info{job="$job"}, instance)', false),
      ],
    },
    rows: [
      {
        title: 'At a glance',
        showTitle: false,
        collapse: false,
        height: 151,
        panels: Array.from({ length: 8 }, (_, at) => singlestat(id++, at)),
      },
      ...TOPICS.map((topic, index) => ({
        title: topic,
        showTitle: true,
        collapse: index > 1,
        height: '300px',
        repeat: null,
        panels: Array.from({ length: PANELS_A_TOPIC }, (_, at) =>
          at === 15 ? oldTable(id++, topic) : graph(id++, topic, at),
        ),
      })),
    ],
  }
}

function singlestat(id: number, at: number): Json {
  return {
    id,
    type: 'singlestat',
    title: `Busy ${at}`,
    span: 1,
    minSpan: 2,
    datasource: `\${DS_PROMETHEUS}`,
    colorBackground: false,
    colorValue: true,
    colors: ['rgba(50, 172, 45, 0.97)', 'rgba(237, 129, 40, 0.89)', 'rgba(245, 54, 54, 0.9)'],
    decimals: null,
    format: 'percent',
    gauge: { maxValue: 100, minValue: 0, show: at % 2 === 0, thresholdLabels: false, thresholdMarkers: true },
    interval: null,
    links: [],
    mappingType: 1,
    mappingTypes: [
      { name: 'value to text', value: 1 },
      { name: 'range to text', value: 2 },
    ],
    maxDataPoints: 100,
    nullPointMode: 'null',
    nullText: null,
    postfix: '',
    prefix: '',
    rangeMaps: [{ from: 'null', text: 'N/A', to: 'null' }],
    sparkline: {
      fillColor: 'rgba(31, 118, 189, 0.18)',
      full: false,
      lineColor: 'rgb(31, 120, 193)',
      show: true,
    },
    tableColumn: '',
    targets: [
      {
        expr: 'node_load1{instance=~"$node"}',
        hide: false,
        intervalFactor: 1,
        legendFormat: '',
        refId: 'A',
        step: 900,
      },
    ],
    thresholds: '85,95',
    valueFontSize: '80%',
    valueMaps: [{ op: '=', text: 'N/A', value: 'null' }],
    valueName: 'current',
  }
}

function graph(id: number, topic: string, at: number): Json {
  return {
    id,
    type: 'graph',
    title: `${topic} ${at}`,
    span: 6,
    datasource: `\${DS_PROMETHEUS}`,
    aliasColors: { Idle: '#052B51', System: '#BF1B00' },
    bars: false,
    dashLength: 10,
    dashes: false,
    fill: 4,
    legend: {
      alignAsTable: true,
      avg: true,
      current: true,
      max: true,
      min: true,
      rightSide: at % 2 === 0,
      show: true,
      sideWidth: 250,
      sort: 'avg',
      sortDesc: true,
      total: false,
      values: true,
    },
    lines: true,
    linewidth: 1,
    nullPointMode: 'null',
    percentage: at % 4 === 0,
    pointradius: 5,
    points: false,
    renderer: 'flot',
    seriesOverrides: [
      { alias: '/.*Trans.*/', transform: 'negative-Y' },
      { alias: 'Errors', yaxis: 2, linewidth: 2 },
    ],
    spaceLength: 10,
    stack: at % 2 === 0,
    steppedLine: false,
    targets: ['A', 'B'].map(refId => ({
      expr: `rate(node_${at}_total{instance=~"$node"}[5m])`,
      format: 'time_series',
      intervalFactor: 2,
      legendFormat: '{{mode}}',
      refId,
      step: 480,
    })),
    thresholds: [],
    timeFrom: null,
    timeShift: null,
    tooltip: { shared: true, sort: 2, value_type: 'individual' },
    xaxis: { buckets: null, mode: 'time', name: null, show: true, values: [] },
    yaxes: [
      { format: 'Bps', label: 'out / in', logBase: 1, max: null, min: '0', show: true },
      { format: 'short', label: null, logBase: 1, max: null, min: null, show: true },
    ],
  }
}

function oldTable(id: number, topic: string): Json {
  return {
    id,
    type: 'table',
    title: `${topic} by instance`,
    span: 12,
    datasource: `\${DS_PROMETHEUS}`,
    columns: [],
    fontSize: '100%',
    pageSize: null,
    scroll: true,
    showHeader: true,
    sort: { col: 0, desc: true },
    styles: [
      { alias: 'Time', dateFormat: 'YYYY-MM-DD HH:mm:ss', pattern: 'Time', type: 'hidden' },
      {
        alias: '',
        colorMode: 'cell',
        colors: ['green', 'orange', 'red'],
        decimals: 2,
        pattern: '/.*/',
        thresholds: ['0.5', '0.9'],
        type: 'number',
        unit: 'percentunit',
      },
    ],
    targets: [
      { expr: 'node_filesystem_free_bytes', format: 'table', instant: true, intervalFactor: 2, refId: 'A' },
    ],
    transform: 'table',
  }
}
