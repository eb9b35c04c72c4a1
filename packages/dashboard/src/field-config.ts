/** What a panel's configuration says of each field: its defaults, and the overrides that are meant for it. */
import type { FieldConfig, FieldConfigSource, FieldOverride } from './dashboard.ts'
import { type FieldMatch, fieldMatch } from './field-matchers.ts'
import { type FieldNames, fieldNames } from './field-name.ts'
import type { Field, Frame } from './frame.ts'
import type { Scope } from './scope.ts'

/** A field as a panel has it. */
export interface ConfiguredField {
  readonly field: Field
  readonly frame: Frame
  readonly config: FieldConfig
  /** What people are shown. */
  readonly name: string
  /** Which of the panel's fields that are no times: by this Grafana's palette goes round. */
  readonly index: number
}

/** All fields of a panel, in order. The same frames give the same names as overrides were written for. */
export function configuredFields(
  frames: readonly Frame[],
  source: FieldConfigSource,
  scope?: Scope,
): ConfiguredField[] {
  const names = fieldNames(frames)
  const overrides = preparedOverrides(source.overrides)
  let index = 0
  return frames.flatMap(frame =>
    frame.fields.map(field => {
      const config = configOf(field, frame, names, source.defaults, overrides)
      return {
        field,
        frame,
        config,
        name: names.shownName(field, frame, config, scope),
        index: field.type === 'time' ? index : index++,
      }
    }),
  )
}

export function fieldConfigOf(
  frame: Frame,
  field: Field,
  source: FieldConfigSource,
  frames: readonly Frame[] = [frame],
): FieldConfig {
  return configOf(field, frame, fieldNames(frames), source.defaults, preparedOverrides(source.overrides))
}

interface Prepared {
  readonly match: FieldMatch
  readonly properties: FieldOverride['properties']
}

/** Overrides whose matcher is unknown are left out: part of the notes on a dashboard says so. */
function preparedOverrides(overrides: readonly FieldOverride[]): Prepared[] {
  return overrides.flatMap(({ matcher, properties }) => {
    const match = fieldMatch(matcher)
    return match === undefined ? [] : [{ match, properties }]
  })
}

function configOf(
  field: Field,
  frame: Frame,
  names: FieldNames,
  defaults: FieldConfig,
  overrides: readonly Prepared[],
): FieldConfig {
  let config = withDefaults(field.config ?? {}, defaults)
  for (const { match, properties } of overrides) {
    if (!match(field, frame, names)) continue
    for (const { id, value } of properties) config = withProperty(config, pathOf(id), value)
  }
  return config
}

/** What the field says of itself stays; its links and the panel's come together. */
function withDefaults(own: FieldConfig, defaults: FieldConfig): FieldConfig {
  const config: Record<string, unknown> = { ...defaults }
  for (const [key, value] of Object.entries(own)) {
    if (value !== undefined && value !== null) config[key] = value
  }
  if (own.custom !== undefined) config.custom = { ...defaults.custom, ...own.custom }
  if (own.links !== undefined) config.links = [...own.links, ...(defaults.links ?? [])]
  return inOrder(config)
}

/** Someone who writes 100 as the least and 0 as the most means it the other way round. */
function inOrder(config: FieldConfig): FieldConfig {
  const { min, max } = config
  return typeof min === 'number' && typeof max === 'number' && min > max
    ? { ...config, min: max, max: min }
    : config
}

/** `unit`, `custom.axisPlacement`. Only `custom` is reached into: what else is deeper has a shape to keep. Nobody reaches what objects are made of. */
function pathOf(id: string): string[] {
  const path = id.split('.')
  const isStrange = path.some(
    key => key === '' || key === '__proto__' || key === 'constructor' || key === 'prototype',
  )
  return isStrange || (path[0] === 'custom') !== path.length > 1 ? [] : path
}

/** No value takes away what was there. */
function withProperty(config: FieldConfig, path: readonly string[], value: unknown): FieldConfig {
  const [key, ...rest] = path
  if (key === undefined) return config
  const { [key]: before, ...others } = config as Record<string, unknown>
  if (rest.length === 0) return value === undefined || value === null ? others : { ...config, [key]: value }
  const within = typeof before === 'object' && before !== null && !Array.isArray(before) ? before : {}
  return { ...config, [key]: withProperty(within as FieldConfig, rest, value) }
}
