/**
 * What of Grafana's dashboards is supported. One table: the notes on a dashboard, the page docs/reference/dashboards.md and the command line
 * say what stands here. What is not in it is kept in the dashboard, and named in a note where it would change what is shown. Transformations and
 * matchers have their lists where they are done (transform.ts, field-matchers.ts).
 */
import type { PanelType } from './dashboard.ts'

/** Paths of options, and which of their values are supported. A path covers what lies beneath it. */
export type SupportedOptions = Readonly<Record<string, 'all' | readonly unknown[]>>

export interface PanelSupport {
  readonly options: SupportedOptions
  /** In the `custom` part of its fields. Undefined where Grafana has none: what stands there is left over from another type. */
  readonly custom?: SupportedOptions
  /** Paths that concern nothing but its looks. */
  readonly looks?: readonly string[]
}

const LEGEND: SupportedOptions = {
  'legend.calcs': 'all',
  'legend.displayMode': 'all',
  'legend.placement': 'all',
  'legend.showLegend': 'all',
  'legend.sortBy': 'all',
  'legend.sortDesc': 'all',
}
const TOOLTIP: SupportedOptions = {
  'tooltip.hideZeros': 'all',
  'tooltip.mode': ['single', 'multi', 'none'],
  'tooltip.sort': ['none', 'asc', 'desc'],
}
const REDUCE: SupportedOptions = {
  'reduceOptions.calcs': 'all',
  'reduceOptions.fields': 'all',
  'reduceOptions.limit': 'all',
  'reduceOptions.values': 'all',
}
const GRADIENTS: SupportedOptions = { gradientMode: ['none', 'opacity', 'hue', 'scheme'] }
const HIDE_FROM: SupportedOptions = { 'hideFrom.viz': 'all' }
/** Of panels without a legend. */
const HIDDEN_LOOKS = ['hideFrom.legend', 'hideFrom.tooltip']
const HIDE_FROM_EACH: SupportedOptions = {
  ...HIDE_FROM,
  'hideFrom.legend': 'all',
  'hideFrom.tooltip': 'all',
}

export const PANEL_SUPPORT: Readonly<Record<PanelType, PanelSupport>> = {
  timeseries: {
    options: { ...LEGEND, ...TOOLTIP },
    custom: {
      ...HIDE_FROM_EACH,
      ...GRADIENTS,
      axisLabel: 'all',
      axisPlacement: 'all',
      axisSoftMax: 'all',
      axisSoftMin: 'all',
      drawStyle: ['line', 'bars', 'points'],
      fillOpacity: 'all',
      lineInterpolation: ['linear', 'smooth', 'stepBefore', 'stepAfter'],
      'lineStyle.fill': 'all',
      lineWidth: 'all',
      'scaleDistribution.log': [2, 10],
      'scaleDistribution.type': ['linear', 'log'],
      showPoints: 'all',
      spanNulls: 'all',
      'stacking.group': 'all',
      'stacking.mode': ['none', 'normal', 'percent'],
      'thresholdsStyle.mode': ['off', 'line', 'dashed', 'area', 'line+area', 'dashed+area'],
      transform: ['negative-Y'],
    },
  },
  stat: {
    options: {
      ...REDUCE,
      colorMode: 'all',
      graphMode: ['none', 'area', 'line'],
      justifyMode: 'all',
      orientation: 'all',
      textMode: 'all',
    },
  },
  gauge: {
    options: { ...REDUCE, orientation: 'all', showThresholdMarkers: 'all' },
  },
  bargauge: {
    options: { ...REDUCE, displayMode: 'all', orientation: 'all', showUnfilled: 'all' },
  },
  barchart: {
    options: {
      'legend.displayMode': 'all',
      'legend.showLegend': 'all',
      orientation: 'all',
      showValue: 'all',
      stacking: ['none', 'normal', 'percent'],
      xField: 'all',
    },
    custom: { ...HIDE_FROM_EACH, ...GRADIENTS },
    looks: ['axisLabel', 'axisPlacement', 'axisSoftMax', 'axisSoftMin', 'fillOpacity', 'lineWidth'],
  },
  table: {
    options: {
      'footer.countRows': 'all',
      'footer.fields': 'all',
      'footer.reducer': 'all',
      'footer.show': 'all',
      frameIndex: 'all',
      showHeader: 'all',
      sortBy: 'all',
    },
    custom: {
      align: 'all',
      'cellOptions.hideValue': 'all',
      'cellOptions.mode': 'all',
      'cellOptions.type': [
        'auto',
        'color-background',
        'color-background-solid',
        'color-text',
        'gauge',
        'json-view',
        'sparkline',
      ],
      'footer.reducers': 'all',
      hidden: 'all',
      width: 'all',
    },
    // Of lines in cells.
    looks: [
      ...HIDDEN_LOOKS,
      ...[
        ...['axisPlacement', 'barAlignment', 'drawStyle', 'fillOpacity', 'gradientMode', 'lineInterpolation'],
        ...['lineStyle', 'lineWidth', 'pointSize', 'showPoints', 'spanNulls'],
      ].map(each => `cellOptions.${each}`),
    ],
  },
  piechart: {
    options: {
      ...REDUCE,
      displayLabels: 'all',
      'legend.displayMode': 'all',
      'legend.placement': 'all',
      'legend.showLegend': 'all',
      'legend.values': 'all',
      pieType: 'all',
      sort: 'all',
    },
    custom: HIDE_FROM_EACH,
  },
  heatmap: {
    options: {
      calculate: 'all',
      'calculation.yBuckets.mode': 'all',
      'calculation.yBuckets.scale.log': [2, 10],
      'calculation.yBuckets.scale.type': ['linear', 'log'],
      'calculation.yBuckets.value': 'all',
      'cellValues.unit': 'all',
      'color.scale': 'all',
      // Buckets without an observation are not drawn.
      'filterValues.le': [1e-9],
      'rowsFrame.layout': ['auto', 'le'],
      'yAxis.max': 'all',
      'yAxis.min': 'all',
      'yAxis.unit': 'all',
    },
    custom: { ...HIDE_FROM, 'scaleDistribution.type': ['linear'] },
    looks: [...HIDDEN_LOOKS, 'showValue'],
  },
  'state-timeline': {
    options: { mergeValues: 'all', showValue: 'all' },
    custom: { ...HIDE_FROM, spanNulls: 'all' },
    looks: [...HIDDEN_LOOKS, 'axisPlacement', 'fillOpacity', 'lineWidth'],
  },
  'status-history': {
    options: {},
    custom: { ...HIDE_FROM, spanNulls: 'all' },
    looks: [...HIDDEN_LOOKS, 'axisPlacement', 'fillOpacity', 'lineWidth', 'showValue'],
  },
  histogram: {
    options: { bucketCount: 'all', bucketOffset: 'all', bucketSize: 'all', combine: 'all' },
    custom: { ...HIDE_FROM, ...GRADIENTS },
    looks: [
      ...HIDDEN_LOOKS,
      'axisLabel',
      'axisPlacement',
      'axisSoftMax',
      'axisSoftMin',
      'fillOpacity',
      'lineWidth',
      'stacking',
    ],
  },
  text: { options: { content: 'all', mode: ['markdown', 'code'] } },
  row: { options: {} },
}

/**
 * How large, how thick, in which of its colours, what Grafana's mouse and its editor do: these have a way of their own here, and no note. A value
 * is shown all the same.
 */
export const LOOKS: readonly string[] = [
  'alignValue',
  'axisBorderShow',
  'axisCenteredZero',
  'axisColorMode',
  'axisGridShow',
  'axisWidth',
  'barAlignment',
  'barMaxWidth',
  'barRadius',
  'barWidth',
  'barWidthFactor',
  'calculation.xBuckets',
  'cellGap',
  'cellHeight',
  'cellRadius',
  'cellValues.decimals',
  'code',
  'colWidth',
  'color.exponent',
  'color.fill',
  'color.mode',
  'color.reverse',
  'color.scheme',
  'color.steps',
  'disableKeyboardEvents',
  'effects',
  'enablePagination',
  'exemplars',
  'filterable',
  'footer.enablePagination',
  'fullHighlight',
  'groupWidth',
  'heatmap',
  'inspect',
  'legend',
  'lineStyle.dash',
  'maxVizHeight',
  'minVizHeight',
  'minVizWidth',
  'minWidth',
  'namePlacement',
  'neutral',
  'percentChangeColorMode',
  'perPage',
  'pointSize',
  'rowHeight',
  'selectionMode',
  'showTypeIcons',
  'sizing',
  'text',
  'tooltip',
  'valueMode',
  'viz',
  'wideLayout',
  'wrapHeaderText',
  'wrapText',
  'xTickLabelMaxLength',
  'xTickLabelRotation',
  'xTickLabelSpacing',
  'yAxis.axisLabel',
  'yAxis.axisPlacement',
  'yAxis.axisWidth',
  'yAxis.decimals',
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
