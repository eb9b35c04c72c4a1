/** Fields whose values say how other fields are set up: their unit, least, most, thresholds, the texts that stand for values. */
import { type Value, valuesOf } from '../columns.ts'
import type { FieldConfig, FieldThresholds, ValueMapping } from '../dashboard.ts'
import type { FieldNames } from '../field-name.ts'
import type { Field, Frame } from '../frame.ts'
import { reduceField } from '../reducers.ts'
import { type Options, objectIn, objectsIn, textIn, valueIn } from './options.ts'

export interface MappedField {
  readonly field: Field
  readonly name: string
  /** What the field is for: `max`, `unit`, `field.name`, `field.label`; empty where it is for nothing. */
  readonly role: string
  readonly reducer: string
  readonly thresholdColour: string
}

const ROLES: ReadonlySet<string> = new Set([
  ...['field.name', 'field.value', 'field.label', '__ignore'],
  ...['max', 'min', 'unit', 'decimals', 'displayName', 'color', 'threshold1'],
  ...['mappings.value', 'mappings.color', 'mappings.text'],
])

/** By what the options say of each field, else by its name: a field `max` is the most. */
export function mappedFields(frame: Frame, options: Options, names: FieldNames): MappedField[] {
  const mappings = objectsIn(options, 'mappings')
  return frame.fields.map(field => {
    const name = names.nameOf(field, frame)
    const mapping = mappings.find(each => textIn(each, 'fieldName') === name)
    const role = mapping === undefined ? name.toLowerCase() : textIn(mapping, 'handlerKey')
    const threshold = objectIn(objectIn(mapping ?? {}, 'handlerArguments'), 'threshold')
    return {
      field,
      name,
      role: ROLES.has(role)
        ? role
        : mapping !== undefined && valueIn(mapping, 'handlerKey') === null
          ? '__ignore'
          : '',
      reducer: textIn(mapping ?? {}, 'reducerId', role.startsWith('mappings.') ? 'allValues' : 'lastNotNull'),
      thresholdColour: textIn(threshold, 'color', 'red'),
    }
  })
}

/** From all values of the fields, each as one. */
export function reducedConfig(fields: readonly MappedField[]): FieldConfig {
  return configFrom(fields.map(each => ({ ...each, value: reduceField(each.field, each.reducer) })))
}

interface Given extends MappedField {
  readonly value: Value | readonly Value[]
}

/** Of what Grafana calls a handler, the value's place in the configuration. */
export function configFrom(given: readonly Given[]): FieldConfig {
  const config: Record<string, unknown> = {}
  const steps: FieldThresholds['steps'][number][] = []
  for (const { role, value, thresholdColour } of given) {
    if (value === null || typeof value === 'object') continue
    const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value)
    if (role === 'min' || role === 'max') {
      if (!Number.isNaN(number)) config[role] = number
    } else if (role === 'decimals') {
      if (Number.isInteger(number) && number >= 0 && number <= 15) config.decimals = number
    } else if (role === 'unit' || role === 'displayName') {
      config[role] = String(value)
    } else if (role === 'color') {
      config.color = { mode: 'fixed', fixedColor: String(value) }
    } else if (role === 'threshold1' && !Number.isNaN(number)) {
      steps.push({ value: number, color: thresholdColour })
    }
  }
  if (steps.length > 0) config.thresholds = { mode: 'absolute', steps }
  const mapping = valueMapping(given)
  if (mapping !== undefined) config.mappings = [mapping]
  return config
}

function valueMapping(given: readonly Given[]): ValueMapping | undefined {
  const listOf = (role: string): readonly Value[] => {
    const found = given.find(each => each.role === role)
    return found === undefined ? [] : Array.isArray(found.value) ? found.value : valuesOf(found.field)
  }
  const values = listOf('mappings.value')
  if (values.length === 0) return undefined
  const [texts, colours] = [listOf('mappings.text'), listOf('mappings.color')]
  const options = values.flatMap((value, index) => {
    if (value === null) return []
    const [text, colour] = [texts[index] ?? null, colours[index] ?? null]
    const result = {
      index,
      ...(text === null ? {} : { text: String(text) }),
      ...(colour === null ? {} : { color: String(colour) }),
    }
    return [[String(value), result] as const]
  })
  return { type: 'value', options: Object.fromEntries(options) }
}
