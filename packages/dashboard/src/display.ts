/** What a value says beyond its number: the text that stands for it, and its colour. Theme-free: colours are what Grafana's JSON calls them. */
import type { Value } from './columns.ts'
import type { FieldConfig, FieldThresholds, MappingResult, ValueMapping } from './dashboard.ts'
import type { Field } from './frame.ts'
import { regexOf } from './pattern.ts'
import { reduceField } from './reducers.ts'

/** A colour that the page makes one of its own of. */
export type DisplayColour =
  /** `semi-dark-red`, `#EAB839`, `rgb(1, 2, 3)`. */
  | { readonly kind: 'named'; readonly name: string }
  /** Between two neighbours of a scale, by a share from 0 to 1. */
  | { readonly kind: 'mixed'; readonly from: string; readonly to: string; readonly share: number }
  /** One of the shades of a colour, by the field's place among the others. */
  | { readonly kind: 'shade'; readonly name: string }

export interface Display {
  /** Instead of the number, from a mapping. */
  readonly text?: string | undefined
  /** Undefined leaves it to the palette. */
  readonly colour?: DisplayColour | undefined
  /** Did a mapping choose the colour? */
  readonly mapped: boolean
  /** NaN where the value is no number. */
  readonly numeric: number
  /** Where the number lies between the least and the most: 0 to 1, beyond if it is. */
  readonly share: number
}

/** The least and the most of a field: what its configuration says, else what is there. */
export interface Extent {
  readonly min: number
  readonly max: number
}

/** Every field of a panel is asked for the extent of all of them: it is worked out once. */
const spreads = new WeakMap<readonly Field[], { readonly least: number; readonly most: number }>()

function spreadOf(fields: readonly Field[]): { readonly least: number; readonly most: number } {
  const known = spreads.get(fields)
  if (known !== undefined) return known
  let least = Infinity
  let most = -Infinity
  for (const field of fields) {
    if (field.type !== 'number') continue
    const [low, high] = [reduceField(field, 'min'), reduceField(field, 'max')]
    if (typeof low !== 'number' || typeof high !== 'number') continue
    // Nothing can be told apart on the way to infinity: that stands at the end of what is finite.
    const isWithin = Number.isFinite(low) && Number.isFinite(high)
    for (const value of isWithin ? [low, high] : field.values.filter(Number.isFinite)) {
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  const spread = { least, most }
  spreads.set(fields, spread)
  return spread
}

/** Over all number fields unless the field's own (`fieldMinMax`) are asked for. */
export function extentOf(config: FieldConfig, fields: readonly Field[]): Extent {
  const { min, max } = config
  if (typeof min === 'number' && typeof max === 'number') return { min, max }
  const { least, most } = spreadOf(fields)
  if (!(least <= most)) return { min: min ?? 0, max: max ?? 100 }
  return { min: min ?? least, max: max ?? most }
}

export function displayOf(
  config: FieldConfig,
  extent: Extent = extentOf(config, []),
): (value: Value) => Display {
  const mapping = mappingOf(config.mappings ?? [])
  const colourOf = colourMode(config)
  return value => {
    const result = mapping(value)
    const numeric = numberOf(value)
    const share = Number.isNaN(numeric) ? 0 : shareOf(numeric, extent)
    const mapped = result?.color !== undefined && result.color !== ''
    const colour = mapped
      ? named(result.color!)
      : colourOf(Number.isNaN(numeric) ? -Infinity : numeric, share)
    return {
      ...(result?.text === undefined || result.text === '' ? {} : { text: result.text }),
      ...(colour === undefined ? {} : { colour }),
      mapped,
      numeric,
      share,
    }
  }
}

/** Of a whole series: by its last value, least or most where its colour goes by value. */
export function seriesColourOf(config: FieldConfig, field: Field, extent: Extent): DisplayColour | undefined {
  const { mode, seriesBy = 'last' } = config.color ?? {}
  if (mode === 'fixed' || mode === 'shades') return displayOf({ color: config.color }, extent)(0).colour
  const value = reduceField(field, seriesBy === 'last' ? 'lastNotNull' : seriesBy)
  const { mappings: _, ...withoutMappings } = config
  return displayOf(withoutMappings, extent)(typeof value === 'number' ? value : 0).colour
}

function named(name: string): DisplayColour {
  return { kind: 'named', name }
}

function numberOf(value: Value): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return value === null || value.trim() === '' ? NaN : Number(value)
}

function shareOf(value: number, { min, max }: Extent): number {
  const share = (value - min) / (max - min)
  return Number.isNaN(share) ? 0 : share
}

type Colouring = (value: number, share: number) => DisplayColour | undefined

/** From little to much. `panel-bg` is the ground on which it stands. */
export const COLOUR_SCALES: Readonly<Record<string, readonly string[]>> = {
  'continuous-GrYlRd': ['green', 'yellow', 'red'],
  'continuous-RdYlGr': ['red', 'yellow', 'green'],
  'continuous-BlYlRd': ['dark-blue', 'super-light-yellow', 'dark-red'],
  'continuous-YlRd': ['super-light-yellow', 'dark-red'],
  'continuous-BlPu': ['blue', 'purple'],
  'continuous-YlBl': ['super-light-yellow', 'dark-blue'],
  'continuous-blues': ['panel-bg', 'dark-blue'],
  'continuous-reds': ['panel-bg', 'dark-red'],
  'continuous-greens': ['panel-bg', 'dark-green'],
  'continuous-purples': ['panel-bg', 'dark-purple'],
  'continuous-viridis': ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'],
  'continuous-magma': ['#000004', '#51127c', '#b73779', '#fc8961', '#fcfdbf'],
  'continuous-plasma': ['#0d0887', '#7e03a8', '#cc4778', '#f89540', '#f0f921'],
  'continuous-inferno': ['#000004', '#57106e', '#bc3754', '#f98e09', '#fcffa4'],
  'continuous-cividis': ['#00224e', '#434e6c', '#7d7c78', '#bcaf6f', '#fee838'],
}

/** The colour of what has none. */
const NO_COLOUR = '#808080'

function colourMode({ color, thresholds }: FieldConfig): Colouring {
  const mode = color?.mode ?? (thresholds === undefined ? 'palette-classic' : 'thresholds')
  if (mode === 'fixed') return () => named(color?.fixedColor || NO_COLOUR)
  if (mode === 'shades') return () => ({ kind: 'shade', name: color?.fixedColor || NO_COLOUR })
  if (mode.startsWith('palette-')) return () => undefined
  const scale = Object.hasOwn(COLOUR_SCALES, mode) ? COLOUR_SCALES[mode] : undefined
  if (scale !== undefined) return (_, share) => between(scale, share)
  return (value, share) => named(activeThreshold(thresholds, value, share)?.color ?? NO_COLOUR)
}

function between(scale: readonly string[], share: number): DisplayColour {
  const place = Math.min(1, Math.max(0, share)) * (scale.length - 1)
  const at = Math.min(scale.length - 2, Math.floor(place))
  return { kind: 'mixed', from: scale[at]!, to: scale[at + 1]!, share: place - at }
}

/** The step that the value has reached; the first counts for what is below all. */
export function activeThreshold(
  thresholds: FieldThresholds | undefined,
  value: number,
  share: number,
): FieldThresholds['steps'][number] | undefined {
  const steps = thresholds?.steps ?? []
  const reached = thresholds?.mode === 'percentage' ? share * 100 : value
  let active = steps[0]
  for (const step of steps) {
    if (reached >= (step.value ?? -Infinity)) active = step
    else break
  }
  return active
}

type Mapping = (value: Value) => MappingResult | undefined

/** The first that fits. */
export function mappingOf(mappings: readonly ValueMapping[]): Mapping {
  const each = mappings.map(oneMapping)
  return value => {
    for (const map of each) {
      const result = map(value)
      if (result !== undefined) return result
    }
    return undefined
  }
}

function oneMapping(mapping: ValueMapping): Mapping {
  switch (mapping.type) {
    case 'value': {
      const { options } = mapping
      return value =>
        value !== null && Object.hasOwn(options, String(value)) ? options[String(value)] : undefined
    }
    case 'range': {
      const { from, to, result } = mapping.options
      return value => {
        const number = typeof value === 'string' ? Number.parseFloat(value) : value
        if (typeof number !== 'number' || Number.isNaN(number)) return undefined
        return number >= (from ?? -Infinity) && number <= (to ?? Infinity) ? result : undefined
      }
    }
    case 'regex':
      return regexMapping(mapping.options)
    case 'special': {
      const { match, result } = mapping.options
      return value => (isSpecial(value, match) ? result : undefined)
    }
    default:
      return () => undefined
  }
}

function regexMapping({ pattern, result }: { pattern: string; result: MappingResult }): Mapping {
  const regex = regexOf(pattern)
  return value => {
    if (regex === undefined || typeof value !== 'string' || value.search(regex) < 0) return undefined
    return result.text === undefined ? result : { ...result, text: value.replace(regex, result.text) }
  }
}

function isSpecial(value: Value, match: string): boolean {
  switch (match) {
    case 'true':
      return value === true || value === 'true'
    case 'false':
      return value === false || value === 'false'
    case 'null':
      return value === null
    case 'nan':
      return Number.isNaN(value)
    case 'null+nan':
      return value === null || Number.isNaN(value)
    case 'empty':
      return value === ''
    default:
      return false
  }
}
