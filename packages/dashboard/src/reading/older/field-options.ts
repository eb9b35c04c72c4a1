/** Stat, gauge and bar gauge said in their options until Grafana 7 what fields say now. */
import { filled, isObject, type JsonObject, objectAt, objectsOf, openList, openObject } from '../json.ts'
import { reducerOf } from './old-panel.ts'

export function moveFieldOptions(panel: JsonObject): void {
  const options = openObject(panel, 'options')
  moveValueOptions(panel, options)
  const { fieldOptions } = options
  if (!isObject(fieldOptions)) return
  delete options.fieldOptions
  const config = openObject(panel, 'fieldConfig')
  const { title, thresholds: ownThresholds, ...own } = objectAt(fieldOptions, 'defaults')
  const thresholds = ownThresholds ?? fieldOptions.thresholds ?? options.thresholds
  delete options.thresholds
  config.defaults = filled({
    ...objectAt(config, 'defaults'),
    mappings: fieldOptions.mappings,
    ...own,
    ...(title === undefined ? {} : { displayName: title }),
    color: typeof own.color === 'string' ? { mode: 'fixed', fixedColor: own.color } : own.color,
    thresholds: Array.isArray(thresholds) ? { mode: 'absolute', steps: thresholds } : thresholds,
  })
  config.overrides = [...openList(config, 'overrides'), ...objectsOf(fieldOptions.overrides)]
  options.reduceOptions ??= filled({
    values: fieldOptions.values,
    limit: fieldOptions.limit,
    calcs: fieldOptions.calcs,
  })
}

/** Grafana 6.0 and 6.1 had yet another place for them. */
function moveValueOptions(panel: JsonObject, options: JsonObject): void {
  const former = panel['options-gauge']
  delete panel['options-gauge']
  if (isObject(former)) {
    Object.assign(options, former)
    options.valueOptions ??= filled({ unit: former.unit, stat: former.stat, decimals: former.decimals })
    for (const key of ['options', 'unit', 'stat', 'decimals', 'prefix', 'suffix']) delete options[key]
  }
  const { valueOptions } = options
  if (!isObject(valueOptions)) return
  const reducer = reducerOf(valueOptions.stat)
  options.fieldOptions = filled({
    mappings: options.valueMappings,
    thresholds: options.thresholds,
    calcs: reducer === undefined ? undefined : [reducer],
    defaults: filled({
      unit: valueOptions.unit,
      decimals: valueOptions.decimals,
      min: options.minValue,
      max: options.maxValue,
    }),
  })
  for (const key of ['valueMappings', 'thresholds', 'valueOptions', 'minValue', 'maxValue'])
    delete options[key]
}
