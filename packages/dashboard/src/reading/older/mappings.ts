/** Texts that stand for values: lists of single mappings once, and what each means by its number. */
import { isObject, type JsonObject, numberOf, objectsOf, textOf } from '../json.ts'

/** Of fields before Grafana 8: `{type: 1, value, text}` and `{type: 2, from, to, text}`. Newer ones stay as they are. */
export function upgradeMappings(old: unknown, thresholds?: unknown): unknown {
  const list = objectsOf(old)
  if (!Array.isArray(old) || !list.some(each => typeof each.type !== 'string' || !isObject(each.options)))
    return old
  const values: JsonObject = {}
  const others: JsonObject[] = []
  for (const each of list) {
    if (typeof each.type === 'string' && isObject(each.options)) {
      if (each.type === 'value') Object.assign(values, each.options)
      else others.push(each)
      continue
    }
    const result = { text: String(each.text ?? ''), ...colourFrom(each.text, thresholds) }
    if (numberOf(each.type) === 2) others.push(rangeOf(each, result))
    else if (each.value === 'null' || each.value === null) others.push(nothing(result))
    else if (each.value !== undefined) values[String(each.value)] = result
  }
  return [...(Object.keys(values).length > 0 ? [{ type: 'value', options: values }] : []), ...others]
}

/** Of singlestat panels: `mappingType` says which of two lists counts. */
export function singlestatMappings(panel: JsonObject): unknown {
  const values = objectsOf(panel.valueMaps)
  const ranges = objectsOf(panel.rangeMaps)
  const type = numberOf(panel.mappingType) ?? (values.length > 0 ? 1 : 2)
  if (type === 1)
    return upgradeMappings(values.map(({ value, text }) => ({ type: 1, value: value ?? null, text })))
  return upgradeMappings(ranges.map(({ from, to, text }) => ({ type: 2, from, to, text })))
}

function rangeOf({ from, to }: JsonObject, result: JsonObject): JsonObject {
  if ((from === 'null' || from === null) && (to === 'null' || to === null)) return nothing(result)
  return { type: 'range', options: { from: numberOf(from) ?? null, to: numberOf(to) ?? null, result } }
}

function nothing(result: JsonObject): JsonObject {
  return { type: 'special', options: { match: 'null', result } }
}

/** A text that is a number had the colour that this number has. */
function colourFrom(text: unknown, thresholds: unknown): JsonObject {
  const number = Number.parseFloat(String(text))
  if (Number.isNaN(number) || !isObject(thresholds)) return {}
  const reached = objectsOf(thresholds.steps).findLast(step => (numberOf(step.value) ?? -Infinity) <= number)
  const color = textOf(reached?.color)
  return color === undefined ? {} : { color }
}
