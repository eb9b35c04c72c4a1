/** The graph panel of Angular's days becomes a time series panel, or what it was by its x axis. */
import { filled, isObject, type JsonObject, numberOf, objectAt, objectsOf, textOf } from '../json.ts'
import { dashesOf, seriesOverrides } from './graph-overrides.ts'
import { thresholdsOf } from './graph-thresholds.ts'
import { aliasColours, becomes, type OldOverride, override, reducerOf } from './old-panel.ts'
import { timeRegionAnnotations } from './time-regions.ts'

/** Gives the annotations that the dashboard gets instead of what the graph drew by itself. */
export function graphPanel(panel: JsonObject): JsonObject[] {
  const mode = objectAt(panel, 'xaxis').mode
  if (mode === 'series') barsOfSeries(panel)
  else if (mode === 'histogram') histogram(panel)
  else return timeSeries(panel)
  return []
}

function timeSeries(panel: JsonObject): JsonObject[] {
  const old = becomes(panel, 'timeseries')
  const before = objectAt(old, 'fieldConfig')
  const [left, right] = axesOf(old)
  const overrides: unknown[] = [...objectsOf(before.overrides), ...aliasColours(objectAt(old, 'aliasColors'))]
  const series = seriesOverrides(old, left, right)
  overrides.push(...series.overrides, ...hiddenSeries(objectAt(old, 'legend')))
  const xaxis = objectAt(old, 'xaxis')
  // Before 5.0 the whole axis was a setting of its own, without a mode.
  if (xaxis.show === false && (xaxis.mode === undefined || xaxis.mode === 'time')) {
    overrides.push(override('byType', 'time', [{ id: 'custom.axisPlacement', value: 'hidden' }]))
  }
  const custom = {
    ...objectAt(objectAt(before, 'defaults'), 'custom'),
    ...objectAt(left, 'custom'),
    ...drawing(old, series.fillsBelow),
  }
  const { style, thresholds } = thresholdsOf(objectsOf(old.thresholds))
  if (style !== undefined) custom.thresholdsStyle = { mode: style }
  panel.fieldConfig = {
    defaults: filled({
      ...objectAt(before, 'defaults'),
      ...left,
      nullValueMode: textOf(old.nullPointMode),
      thresholds: thresholds ?? objectAt(before, 'defaults').thresholds,
      links: dataLinks(old) ?? objectAt(before, 'defaults').links,
      custom,
    }),
    overrides,
  }
  panel.options = { legend: legendOf(objectAt(old, 'legend')), tooltip: tooltipOf(objectAt(old, 'tooltip')) }
  return timeRegionAnnotations(old)
}

function drawing(old: JsonObject, fillsBelow: boolean): JsonObject {
  const style = old.bars === true ? 'bars' : old.lines === false ? 'points' : 'line'
  const pointRadius = numberOf(old.pointradius)
  const fill = numberOf(old.fill)
  const gradient = numberOf(old.fillGradient) ?? 0
  return filled({
    drawStyle: style,
    showPoints: old.points === true ? 'always' : style === 'points' ? undefined : 'never',
    pointSize: old.points === true && pointRadius !== undefined ? 2 + pointRadius * 2 : undefined,
    lineWidth: numberOf(old.linewidth),
    lineStyle: old.dashes === true ? { fill: 'dash', dash: dashesOf(old) } : undefined,
    fillOpacity:
      style === 'bars'
        ? 100
        : gradient > 0
          ? gradient * 10
          : fillsBelow
            ? 35
            : fill === undefined
              ? undefined
              : fill * 10,
    gradientMode: gradient > 0 ? 'opacity' : undefined,
    spanNulls: old.nullPointMode === 'connected',
    lineInterpolation: old.steppedLine === true ? 'stepAfter' : undefined,
    stacking:
      old.stack === true ? { mode: old.percentage === true ? 'percent' : 'normal', group: 'A' } : undefined,
  })
}

function axesOf(old: JsonObject): [JsonObject, JsonObject] {
  const axes = Array.isArray(old.yaxes) ? old.yaxes : []
  return [axisOf(axes[0]), axisOf(axes[1])]
}

function axisOf(axis: unknown): JsonObject {
  if (!isObject(axis)) return {}
  const logBase = numberOf(axis.logBase)
  return filled({
    unit: textOf(axis.format),
    decimals: numberOf(axis.decimals),
    min: numberOf(axis.min),
    max: numberOf(axis.max),
    custom: filled({
      axisPlacement: axis.show === false ? 'hidden' : 'auto',
      axisLabel: textOf(axis.label),
      scaleDistribution: logBase === 2 || logBase === 10 ? { type: 'log', log: logBase } : undefined,
    }),
  })
}

function legendOf(old: JsonObject): JsonObject {
  return filled({
    displayMode: old.show !== false && old.alignAsTable === true ? 'table' : 'list',
    showLegend: old.show !== false,
    placement: old.rightSide === true ? 'right' : 'bottom',
    calcs: old.values === true ? calculationsOf(old) : [],
    width: old.rightSide === true ? numberOf(old.sideWidth) : undefined,
    ...(old.values === true && old.sort !== undefined ? sortingOf(old) : {}),
  })
}

function calculationsOf(legend: JsonObject): string[] {
  return Object.entries(legend).flatMap(([name, wanted]) => (wanted === true ? (reducerOf(name) ?? []) : []))
}

/** As they are called at the head of the legend's columns. */
const COLUMN_NAMES: Readonly<Record<string, string>> = {
  lastNotNull: 'Last *',
  max: 'Max',
  mean: 'Mean',
  min: 'Min',
  sum: 'Total',
}

function sortingOf(legend: JsonObject): JsonObject {
  const name = COLUMN_NAMES[reducerOf(legend.sort) ?? '']
  return name === undefined ? {} : { sortBy: name, sortDesc: legend.sortDesc !== false }
}

function tooltipOf(old: JsonObject): JsonObject {
  const sort = old.shared === true ? { 1: 'asc', 2: 'desc' }[String(old.sort)] : undefined
  return { mode: old.shared === true ? 'multi' : 'single', sort: sort ?? 'none' }
}

function hiddenSeries(legend: JsonObject): OldOverride[] {
  const hidden = (reducer: string): OldOverride =>
    override('byValue', { reducer, op: 'gte', value: 0 }, [
      { id: 'custom.hideFrom', value: { legend: true, tooltip: true, viz: false } },
    ])
  return [
    ...(legend.hideZero === true ? [hidden('allIsZero')] : []),
    ...(legend.hideEmpty === true ? [hidden('allIsNull')] : []),
  ]
}

function dataLinks(old: JsonObject): unknown[] | undefined {
  const links = objectAt(old, 'options').dataLinks
  return Array.isArray(links) && links.length > 0 ? links : undefined
}

/** One bar for each series, of a value that is worked out from it. */
function barsOfSeries(panel: JsonObject): void {
  const withValues = objectAt(panel, 'legend').values === true
  const old = becomes(panel, withValues ? 'bargauge' : 'barchart')
  const values = objectAt(old, 'xaxis').values
  const reducers = (Array.isArray(values) ? values : ['total']).flatMap(name => reducerOf(name) ?? [])
  const [left] = axesOf(old)
  const { custom: _, ...axis } = left
  panel.fieldConfig = {
    defaults: { ...axis, color: { mode: 'palette-classic' } },
    overrides: aliasColours(objectAt(old, 'aliasColors')),
  }
  const legend = legendOf(objectAt(old, 'legend'))
  if (withValues) {
    panel.options = { orientation: 'auto', reduceOptions: { values: false, calcs: reducers }, legend }
    return
  }
  panel.options = { orientation: 'auto', legend, groupWidth: 1 }
  panel.transformations = [...objectsOf(panel.transformations), { id: 'reduce', options: { reducers } }]
}

function histogram(panel: JsonObject): void {
  const old = becomes(panel, 'histogram')
  const xaxis = objectAt(old, 'xaxis')
  const [left] = axesOf(old)
  const { custom: _, ...axis } = left
  panel.fieldConfig = { defaults: axis, overrides: aliasColours(objectAt(old, 'aliasColors')) }
  const size = numberOf(xaxis.buckets)
  panel.options = filled({
    bucketCount: size === undefined ? 30 : Math.max(1, Math.round(size)),
    combine: true,
    legend: legendOf(objectAt(old, 'legend')),
  })
}
