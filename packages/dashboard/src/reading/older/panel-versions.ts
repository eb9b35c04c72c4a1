/** What changed in panels that stayed what they were, each from a certain schema on. */
import { isObject, type JsonObject, objectAt, objectsOf, openObject } from '../json.ts'
import { upgradeMappings } from './mappings.ts'

export function upgradePanel(panel: JsonObject, version: number): void {
  if (version < 30) tooltipOptions(panel)
  if (version < 31) mergeAfterLabels(panel)
  if (version < 35) timeAxisStays(panel)
  if (version < 37) legendIsShownOrNot(panel)
  if (version < 39) oneStatisticEach(panel)
  mappings(panel)
  hideFromGraph(panel)
  if (panel.type === 'table') cellOptions(panel)
}

function tooltipOptions(panel: JsonObject): void {
  const options = objectAt(panel, 'options')
  if (panel.type !== 'timeseries' || options.tooltipOptions === undefined) return
  options.tooltip = options.tooltipOptions
  delete options.tooltipOptions
}

/** Told by their form rather than by the schema: dashboards written by hand mix the two. */
function mappings(panel: JsonObject): void {
  const config = objectAt(panel, 'fieldConfig')
  const defaults = objectAt(config, 'defaults')
  if (defaults.mappings !== undefined)
    defaults.mappings = upgradeMappings(defaults.mappings, defaults.thresholds)
  for (const property of propertiesOf(config)) {
    if (property.id === 'mappings') property.value = upgradeMappings(property.value)
  }
}

/** Labels to fields gave one table, and gives one for each series. */
function mergeAfterLabels(panel: JsonObject): void {
  if (!Array.isArray(panel.transformations)) return
  panel.transformations = panel.transformations.flatMap(each =>
    isObject(each) && each.id === 'labelsToFields' ? [each, { id: 'merge', options: {} }] : [each],
  )
}

/** A hidden axis once meant that of the values, and means both. */
function timeAxisStays(panel: JsonObject): void {
  const config = objectAt(panel, 'fieldConfig')
  if (
    panel.type !== 'timeseries' ||
    objectAt(objectAt(config, 'defaults'), 'custom').axisPlacement !== 'hidden'
  )
    return
  config.overrides = [
    ...objectsOf(config.overrides),
    {
      matcher: { id: 'byType', options: 'time' },
      properties: [{ id: 'custom.axisPlacement', value: 'auto' }],
    },
  ]
}

function legendIsShownOrNot(panel: JsonObject): void {
  const { legend } = objectAt(panel, 'options')
  if (!isObject(legend) || panel.type === 'heatmap') return
  const hidden = legend.displayMode === 'hidden' || legend.showLegend === false
  legend.showLegend = !hidden
  if (hidden) legend.displayMode = 'list'
}

function oneStatisticEach(panel: JsonObject): void {
  for (const transformation of objectsOf(panel.transformations)) {
    const { refIdToStat } = objectAt(transformation, 'options')
    if (transformation.id !== 'timeSeriesTable' || !isObject(refIdToStat)) continue
    transformation.options = Object.fromEntries(
      Object.entries(refIdToStat).map(([refId, stat]) => [refId, { stat }]),
    )
  }
}

function hideFromGraph(panel: JsonObject): void {
  const config = objectAt(panel, 'fieldConfig')
  const hidden = [
    objectAt(objectAt(objectAt(config, 'defaults'), 'custom'), 'hideFrom'),
    ...propertiesOf(config).flatMap(({ id, value }) =>
      id === 'custom.hideFrom' && isObject(value) ? [value] : [],
    ),
  ]
  for (const from of hidden) {
    if (from.graph === undefined) continue
    from.viz = from.graph
    delete from.graph
  }
}

function cellOptions(panel: JsonObject): void {
  const config = objectAt(panel, 'fieldConfig')
  const custom = objectAt(objectAt(config, 'defaults'), 'custom')
  if (typeof custom.displayMode === 'string') {
    custom.cellOptions = cellOptionsOf(custom.displayMode)
    delete custom.displayMode
  }
  for (const property of propertiesOf(config)) {
    if (property.id !== 'custom.displayMode' || typeof property.value !== 'string') continue
    property.id = 'custom.cellOptions'
    property.value = cellOptionsOf(property.value)
  }
}

const GAUGES: Readonly<Record<string, string>> = {
  basic: 'basic',
  'gradient-gauge': 'gradient',
  'lcd-gauge': 'lcd',
}

function cellOptionsOf(displayMode: string): JsonObject {
  const gauge = GAUGES[displayMode]
  if (gauge !== undefined) return { type: 'gauge', mode: gauge }
  if (displayMode === 'color-background') return { type: 'color-background', mode: 'gradient' }
  if (displayMode === 'color-background-solid') return { type: 'color-background', mode: 'basic' }
  return { type: displayMode }
}

function propertiesOf(config: JsonObject): JsonObject[] {
  return objectsOf(config.overrides).flatMap(({ properties }) => objectsOf(properties))
}

/** In Grafana 8 and before, percentages had bounds of their own accord. */
export function boundsOfPercentages(panel: JsonObject): void {
  const defaults = openObject(openObject(panel, 'fieldConfig'), 'defaults')
  const most = defaults.unit === 'percent' ? 100 : defaults.unit === 'percentunit' ? 1 : undefined
  if (most === undefined) return
  if (typeof defaults.min !== 'number') defaults.min = 0
  if (typeof defaults.max !== 'number') defaults.max = most
}
