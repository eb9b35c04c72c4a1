/**
 * What of Grafana's dashboards is supported. One table: the notes on a dashboard, the page docs/reference/dashboards.md and the command line
 * say what stands here. What is not in it is kept in the dashboard, and named in a note where it would change what is shown.
 */
import type { PanelType } from './dashboard.ts'

export interface PanelSupport {
  /** Paths in the panel's options; a path covers what lies beneath it. */
  readonly options: readonly string[]
  /** Paths in the `custom` part of its fields. */
  readonly custom: readonly string[]
}

const LEGEND = [
  'legend.calcs',
  'legend.displayMode',
  'legend.placement',
  'legend.showLegend',
  'legend.sortBy',
  'legend.sortDesc',
]
const TOOLTIP = ['tooltip.mode', 'tooltip.sort']
const REDUCE = ['reduceOptions.calcs', 'reduceOptions.fields', 'reduceOptions.limit', 'reduceOptions.values']
const AXIS = [
  'axisCenteredZero',
  'axisGridShow',
  'axisLabel',
  'axisPlacement',
  'axisSoftMax',
  'axisSoftMin',
  'scaleDistribution.log',
  'scaleDistribution.type',
]
const HIDE_FROM = ['hideFrom.legend', 'hideFrom.tooltip', 'hideFrom.viz']

export const PANEL_SUPPORT: Readonly<Record<PanelType, PanelSupport>> = {
  timeseries: {
    options: [...LEGEND, ...TOOLTIP],
    custom: [
      ...AXIS,
      ...HIDE_FROM,
      'barAlignment',
      'barWidthFactor',
      'drawStyle',
      'fillBelowTo',
      'fillOpacity',
      'gradientMode',
      'insertNulls',
      'lineInterpolation',
      'lineStyle',
      'lineWidth',
      'pointSize',
      'showPoints',
      'spanNulls',
      'stacking.group',
      'stacking.mode',
      'thresholdsStyle.mode',
      'transform',
    ],
  },
  stat: {
    options: [
      ...REDUCE,
      'colorMode',
      'graphMode',
      'justifyMode',
      'orientation',
      'text',
      'textMode',
      'wideLayout',
    ],
    custom: [],
  },
  gauge: {
    options: [...REDUCE, 'orientation', 'showThresholdLabels', 'showThresholdMarkers', 'text'],
    custom: [],
  },
  bargauge: {
    options: [...REDUCE, 'displayMode', 'namePlacement', 'orientation', 'showUnfilled', 'text', 'valueMode'],
    custom: [],
  },
  barchart: {
    options: [
      ...LEGEND,
      ...TOOLTIP,
      'barRadius',
      'barWidth',
      'colorByField',
      'groupWidth',
      'orientation',
      'showValue',
      'stacking',
      'xField',
      'xTickLabelMaxLength',
      'xTickLabelRotation',
    ],
    custom: [...AXIS, ...HIDE_FROM, 'fillOpacity', 'gradientMode', 'lineWidth'],
  },
  table: {
    options: [
      'cellHeight',
      'footer.countRows',
      'footer.enablePagination',
      'footer.fields',
      'footer.reducer',
      'footer.show',
      'frameIndex',
      'showHeader',
      'sortBy',
    ],
    custom: [
      'align',
      'cellOptions.applyToRow',
      'cellOptions.mode',
      'cellOptions.type',
      'cellOptions.valueDisplayMode',
      'cellOptions.wrapText',
      'filterable',
      'hidden',
      'hideFrom.viz',
      'inspect',
      'minWidth',
      'width',
    ],
  },
  piechart: {
    options: [...REDUCE, ...TOOLTIP, ...LEGEND, 'displayLabels', 'legend.values', 'pieType'],
    custom: HIDE_FROM,
  },
  heatmap: {
    options: [
      'calculate',
      'calculation.xBuckets',
      'calculation.yBuckets',
      'cellGap',
      'cellValues',
      'color',
      'filterValues',
      'legend.show',
      'rowsFrame',
      'showValue',
      'tooltip.mode',
      'tooltip.show',
      'yAxis',
    ],
    custom: ['scaleDistribution'],
  },
  'state-timeline': {
    options: [...LEGEND, ...TOOLTIP, 'alignValue', 'mergeValues', 'rowHeight', 'showValue'],
    custom: [...HIDE_FROM, 'fillOpacity', 'lineWidth', 'spanNulls'],
  },
  'status-history': {
    options: [...LEGEND, ...TOOLTIP, 'colWidth', 'rowHeight', 'showValue'],
    custom: [...HIDE_FROM, 'fillOpacity', 'lineWidth'],
  },
  histogram: {
    options: [...LEGEND, ...TOOLTIP, 'bucketCount', 'bucketOffset', 'bucketSize', 'combine'],
    custom: [...HIDE_FROM, 'fillOpacity', 'gradientMode', 'lineWidth', 'stacking.mode'],
  },
  text: { options: ['code', 'content', 'mode'], custom: [] },
  row: { options: [], custom: [] },
}

/** Without a meaning of their own: sizes, hints for Grafana's editor, what concerns its mouse. */
export const WITHOUT_MEANING: readonly string[] = [
  'axisBorderShow',
  'axisColorMode',
  'axisWidth',
  'barMaxWidth',
  'cellRadius',
  'disableKeyboardEvents',
  'effects',
  'exemplars',
  'footer.reducers',
  'fullHighlight',
  'heatmap',
  'hideFrom.graph',
  'legend.asTable',
  'legend.isVisible',
  'legend.limit',
  'legend.maxHeight',
  'legend.maxWidth',
  'legend.width',
  'lineColor',
  'maxVizHeight',
  'minVizHeight',
  'minVizWidth',
  'neutral',
  'percentChangeColorMode',
  'selectionMode',
  'showTypeIcons',
  'sizing',
  'tooltip.hideZeros',
  'tooltip.maxHeight',
  'tooltip.maxWidth',
  'tooltip.showColorScale',
  'tooltip.yHistogram',
  'viz',
  'wrapHeaderText',
  'wrapText',
  'xTickLabelSpacing',
  'yAxis.axisWidth',
]

/** Table cells. */
export const CELL_TYPES: readonly string[] = [
  'auto',
  'color-background',
  'color-background-solid',
  'color-text',
  'gauge',
  'json-view',
]

export const TRANSFORMATIONS: readonly string[] = [
  'calculateField',
  'concatenate',
  'configFromData',
  'convertFieldType',
  'fieldLookup',
  'filterByRefId',
  'filterByValue',
  'filterFieldsByName',
  'formatString',
  'formatTime',
  'groupBy',
  'groupingToMatrix',
  'histogram',
  'joinByField',
  'joinByLabels',
  'labelsToFields',
  'limit',
  'merge',
  'organize',
  'partitionByValues',
  'prepareTimeSeries',
  'reduce',
  'renameByRegex',
  'rowsToFields',
  'seriesToColumns',
  'seriesToRows',
  'sortBy',
  'timeSeriesTable',
]

export const MATCHERS: readonly string[] = [
  'byFrameRefID',
  'byName',
  'byNames',
  'byRegexp',
  'byType',
  'byValue',
]

/** What speaks PromQL; each is the one database that is here. */
export const PROMETHEUS_TYPES: readonly string[] = [
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
  'victoriametrics-datasource',
  'victoriametrics-metrics-datasource',
]

/** Their queries come with the signal that they are about. */
export const LATER_TYPES: Readonly<Record<string, 'logs' | 'traces'>> = {
  loki: 'logs',
  elasticsearch: 'logs',
  'grafana-opensearch-datasource': 'logs',
  'victoriametrics-logs-datasource': 'logs',
  tempo: 'traces',
  jaeger: 'traces',
  zipkin: 'traces',
}
