/** The singlestat panel becomes a stat panel, or a gauge if it had one. */
import { filled, type JsonObject, numberOf, objectAt, objectsOf, textOf } from '../json.ts'
import type { Place } from '../place.ts'
import { singlestatMappings } from './mappings.ts'
import { becomes, reducerOf } from './old-panel.ts'

export function singlestatPanel(panel: JsonObject, place: Place): void {
  const gauge = objectAt(panel, 'gauge')
  const asGauge = gauge.show === true
  const old = becomes(panel, asGauge ? 'gauge' : 'stat')
  const named = old.valueName === 'name'
  const reducer = reducerOf(old.valueName)
  if (reducer === undefined && typeof old.valueName === 'string' && !named) {
    place.note('changed', `it showed ${JSON.stringify(old.valueName)} of its series, and shows the mean`)
  }
  const column = columnOf(old)
  const reduceOptions = {
    values: false,
    calcs: [reducer ?? 'mean'],
    fields: column === undefined ? '' : `/^${column.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$/`,
  }
  panel.options = asGauge
    ? {
        reduceOptions,
        orientation: 'horizontal',
        showThresholdLabels: gauge.thresholdLabels === true,
        showThresholdMarkers: gauge.thresholdMarkers !== false,
      }
    : {
        reduceOptions,
        orientation: 'horizontal',
        graphMode: objectAt(old, 'sparkline').show === true ? 'area' : 'none',
        colorMode: old.colorBackground === true ? 'background' : old.colorValue === true ? 'value' : 'none',
        justifyMode: 'auto',
        textMode: named ? 'name' : 'auto',
      }
  const before = objectAt(old, 'fieldConfig')
  const mappings = singlestatMappings(old)
  panel.fieldConfig = {
    defaults: filled({
      ...objectAt(before, 'defaults'),
      unit: unitOf(old, place),
      decimals: numberOf(old.decimals),
      noValue: textOf(old.nullText),
      nullValueMode: textOf(old.nullPointMode),
      thresholds: thresholdsOf(old),
      color: asGauge ? undefined : colourOf(old),
      mappings: Array.isArray(mappings) && mappings.length > 0 ? mappings : undefined,
      min: asGauge ? numberOf(gauge.minValue) : undefined,
      max: asGauge ? numberOf(gauge.maxValue) : undefined,
    }),
    overrides: objectsOf(before.overrides),
  }
}

/** The column that it showed of a table; what stands there for time series had no meaning. */
function columnOf(old: JsonObject): string | undefined {
  return objectsOf(old.targets).some(({ format }) => format === 'table') ? textOf(old.tableColumn) : undefined
}

/** One more colour than thresholds. */
function thresholdsOf(old: JsonObject): JsonObject | undefined {
  const colours = (Array.isArray(old.colors) ? old.colors : []).filter(each => typeof each === 'string')
  const coloured =
    old.colorBackground === true || old.colorValue === true || objectAt(old, 'gauge').show === true
  const levels = textOf(old.thresholds)
  if (colours.length === 0 || (levels === undefined && !coloured)) return undefined
  const values = (levels ?? '').split(',').flatMap(each => numberOf(each) ?? [])
  const steps = [null, ...values].flatMap((value, at) => {
    const color = colours[at]
    return color === undefined ? [] : [{ value, color }]
  })
  return { mode: 'absolute', steps }
}

/** Uncoloured values had a sparkline of a colour of its own; gauges go by their thresholds. */
function colourOf(old: JsonObject): JsonObject | undefined {
  const sparkline = objectAt(old, 'sparkline')
  const fixedColor = textOf(sparkline.lineColor)
  if (old.colorBackground === true || old.colorValue === true || sparkline.show !== true) return undefined
  return fixedColor === undefined ? undefined : { mode: 'fixed', fixedColor }
}

/** Texts around the value are units of their own, where the value had no other. */
function unitOf(old: JsonObject, place: Place): string | undefined {
  const unit = textOf(old.format)
  const prefix = textOf(old.prefix)
  const postfix = textOf(old.postfix)
  if (prefix === undefined && postfix === undefined) return unit
  if (unit === undefined || unit === 'none') {
    if (postfix === undefined) return `prefix:${prefix}`
    if (prefix === undefined) return `suffix:${postfix}`
  }
  place.note(
    'changed',
    `the texts around its value are not shown: ${JSON.stringify([prefix, postfix].filter(Boolean).join(' … '))}`,
  )
  return unit
}
