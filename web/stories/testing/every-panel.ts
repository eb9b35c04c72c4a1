/** A dashboard with a panel of each kind, on the metrics of shop-metrics.ts: with variables that depend on one another, rows, a repeat, and what goes wrong. */

let id = 0

interface PanelWishes {
  readonly options?: object
  readonly defaults?: object
  readonly overrides?: readonly object[]
  readonly target?: object
  readonly more?: object
}

function panel(
  type: string,
  title: string,
  place: readonly number[],
  expr: string,
  wishes: PanelWishes = {},
) {
  const [x, y, w, h] = place
  const { options = {}, defaults = {}, overrides = [], target = {}, more = {} } = wishes
  return {
    id: ++id,
    type,
    title,
    gridPos: { x, y, w, h },
    targets: expr === '' ? [] : [{ refId: 'A', expr, ...target }],
    options,
    fieldConfig: { defaults, overrides },
    transformations: [],
    ...more,
  }
}

const RATE = 'sum by (route) (rate(http_requests_total{route=~"$route"}[$__rate_interval]))'
const BUCKETS = 'sum by (le) (rate(http_request_duration_seconds_bucket{route=~"$route"}[$__rate_interval]))'
const NOW = { instant: true, range: false, legendFormat: '{{route}}' }
const LAST = { reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false } }
const THRESHOLDS = {
  mode: 'absolute',
  steps: [
    { value: null, color: 'green' },
    { value: 5, color: 'red' },
  ],
}
const BY_THRESHOLD = { unit: 'reqps', color: { mode: 'thresholds' }, thresholds: THRESHOLDS }

export const EVERY_PANEL = {
  uid: 'every-panel',
  title: 'Every kind of panel',
  tags: ['shop', 'stories'],
  schemaVersion: 39,
  graphTooltip: 1,
  time: { from: 'now-30m', to: 'now' },
  templating: {
    list: [
      {
        name: 'instance',
        type: 'query',
        query: 'label_values(http_requests_total{job="shop"}, instance)',
        refresh: 1,
        sort: 1,
        includeAll: true,
        current: { text: 'All', value: '$__all' },
      },
      {
        name: 'route',
        label: 'Route',
        type: 'query',
        query: 'label_values(http_requests_total{job="shop", instance=~"$instance"}, route)',
        refresh: 1,
        sort: 1,
        multi: true,
        includeAll: true,
        current: { text: ['All'], value: ['$__all'] },
      },
      {
        name: 'note',
        type: 'textbox',
        label: 'Note',
        query: 'hello',
        current: { text: 'hello', value: 'hello' },
      },
    ],
  },
  annotations: {
    list: [
      {
        name: 'Busy',
        enable: true,
        iconColor: 'purple',
        expr: 'queue_depth{pod="worker-1"} > bool 5',
        step: '60s',
      },
    ],
  },
  links: [{ type: 'link', title: 'All services', url: '/services', keepTime: true }],
  panels: [
    panel(
      'stat',
      'Requests',
      [0, 0, 4, 4],
      'sum(rate(http_requests_total{route=~"$route"}[$__rate_interval]))',
      { options: LAST, defaults: BY_THRESHOLD },
    ),
    panel('gauge', 'Share of errors', [4, 0, 4, 4], '0.012', {
      options: LAST,
      defaults: { unit: 'percentunit', min: 0, max: 1 },
    }),
    panel('bargauge', 'Depth', [8, 0, 8, 4], 'max by (team) (queue_depth)', {
      options: { ...LAST, orientation: 'horizontal' },
      target: { ...NOW, legendFormat: '{{team}}' },
      defaults: { min: 0 },
    }),
    panel('text', '', [16, 0, 8, 4], '', {
      options: {
        mode: 'markdown',
        content: '## $note\n\nA **list**:\n\n- one\n\n<img src=x onerror="alert(1)">',
      },
    }),
    panel('timeseries', 'Request rate', [0, 4, 12, 7], RATE, {
      target: { legendFormat: '{{route}}' },
      options: { legend: { displayMode: 'table', placement: 'bottom', calcs: ['lastNotNull', 'max'] } },
      defaults: { unit: 'reqps', custom: { fillOpacity: 20, stacking: { mode: 'normal' } } },
    }),
    panel('table', 'Requests by route', [12, 4, 12, 7], 'sum by (route, code) (http_requests_total)', {
      target: { instant: true, range: false, format: 'table' },
      overrides: [
        {
          matcher: { id: 'byName', options: 'route' },
          properties: [
            // biome-ignore lint/suspicious/noTemplateCurlyInString: Grafana's own variables
            { id: 'links', value: [{ title: 'Explore it', url: '/explore?q=up{route="${__value.raw}"}' }] },
          ],
        },
      ],
    }),
    panel('piechart', 'Share by route', [0, 11, 8, 7], RATE, {
      target: NOW,
      options: { ...LAST, pieType: 'donut', legend: { placement: 'right', values: ['percent'] } },
    }),
    panel('barchart', 'Bars by route', [8, 11, 8, 7], 'sum by (route) (increase(http_requests_total[5m]))', {
      target: { ...NOW, format: 'table' },
    }),
    panel('heatmap', 'Latency', [16, 11, 8, 7], BUCKETS, {
      target: { format: 'heatmap' },
      options: { yAxis: { unit: 's' } },
    }),
    panel('state-timeline', 'Up', [0, 18, 8, 5], 'up', {
      target: { legendFormat: '{{instance}}' },
      defaults: {
        mappings: [
          {
            type: 'value',
            options: { 0: { text: 'down', color: 'red' }, 1: { text: 'up', color: 'green' } },
          },
        ],
      },
    }),
    panel('status-history', 'Busy routes', [8, 18, 8, 5], `${RATE} > bool 5`, {
      target: { legendFormat: '{{route}}' },
    }),
    panel('histogram', 'Queues', [16, 18, 8, 5], 'queue_depth', {
      target: { ...NOW, legendFormat: '{{pod}}' },
    }),
    panel('candlestick', 'Of another kind', [0, 23, 8, 4], 'up'),
    panel('timeseries', 'A mistake', [8, 23, 8, 4], 'sum(rate(http_requests_total[5m])'),
    panel('logs', 'Lines', [16, 23, 8, 4], ''),
    {
      id: ++id,
      type: 'row',
      title: 'By route',
      collapsed: false,
      gridPos: { x: 0, y: 27, w: 24, h: 1 },
      panels: [],
    },
    panel(
      'timeseries',
      'Of $route',
      [0, 28, 24, 5],
      'sum(rate(http_requests_total{route="$route"}[$__rate_interval]))',
      { more: { repeat: 'route', repeatDirection: 'h', maxPerRow: 4 } },
    ),
    {
      id: ++id,
      type: 'row',
      title: 'Shut at first',
      collapsed: true,
      gridPos: { x: 0, y: 33, w: 24, h: 1 },
      panels: [panel('stat', 'In the row', [0, 34, 6, 4], 'vector(7)', { options: LAST })],
    },
  ],
}

/** Imports a dashboard as somebody would, and throws away what stood under its uid. */
export async function addDashboard(url: string, dashboard: object = EVERY_PANEL): Promise<void> {
  const answer = await fetch(`${url}/api/v1/dashboards?overwrite=1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(dashboard),
  })
  if (!answer.ok) throw new Error(`the dashboard was refused: ${answer.status} ${await answer.text()}`)
}
