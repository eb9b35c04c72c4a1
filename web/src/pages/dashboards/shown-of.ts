/** From the frames of a panel to what it shows: names, texts and colours in this theme. */
import {
  configuredFields,
  type DisplayColour,
  displayOf,
  extentOf,
  type FieldConfigSource,
  type Frame,
  type Panel,
  type Scope,
  seriesColourOf,
} from '@vedette/dashboard'
import { formatMoment } from '../../chart/time-ticks.ts'
import { ABSENT, formatValue } from '../../chart/units.ts'
import { colourNamed, cssColour, mixed, type ThemeName } from './colours.ts'
import type { FieldValue, Shown, ShownField, ShownFrame } from './shown-data.ts'
import { USUAL_THRESHOLDS, usualColourMode } from './usual-colours.ts'

export interface ShownOptions {
  readonly scope: Scope
  readonly theme: ThemeName
  readonly zone: string
}

export function shownFrames(
  frames: readonly Frame[],
  { type, fieldConfig }: Panel,
  { scope, theme, zone }: ShownOptions,
): ShownFrame[] {
  const all = configuredFields(frames, withUsualColours(type, fieldConfig), scope)
  const fields = all.map(({ field }) => field)
  const ofFrame = new Map<Frame, ShownField[]>(frames.map(frame => [frame, []]))
  for (const { field, frame, config, name, index } of all) {
    const own = config.fieldMinMax === true ? [field] : fields
    const extent = extentOf(config, own)
    const display = displayOf(config, extent)
    const show = (value: FieldValue): Shown => {
      const { text, colour, numeric } = display(value)
      return {
        text: text ?? textOf(value, field.type, config.unit, config.decimals, config.noValue, zone),
        colour: colourIn(colour, theme, index),
        number: typeof value === 'number' ? value : Number.isNaN(numeric) ? null : numeric,
      }
    }
    const series = field.type === 'number' ? seriesColourOf(config, field, extent) : undefined
    const made: ShownField = {
      field,
      config,
      name,
      colour: colourIn(series, theme, index),
      min: extent.min,
      max: extent.max,
      show,
    }
    ofFrame.get(frame)?.push(made)
  }
  return frames.map(frame => ({ frame, fields: ofFrame.get(frame) ?? [] }))
}

function withUsualColours(type: string, { defaults, overrides }: FieldConfigSource): FieldConfigSource {
  const { color = { mode: usualColourMode(type) }, thresholds = USUAL_THRESHOLDS } = defaults
  return { defaults: { ...defaults, color, thresholds }, overrides }
}

function textOf(
  value: FieldValue,
  type: 'time' | 'number' | 'text' | 'boolean',
  unit: string | undefined,
  decimals: number | null | undefined,
  noValue: string | undefined,
  zone: string,
): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return noValue ?? ABSENT
  if (typeof value !== 'number') return String(value)
  // What the panel's values are counted in is not what its times are.
  const isOfTimes = unit !== undefined && /^(dateTime|time:)/.test(unit)
  if (type === 'time' && !isOfTimes) return formatMoment(value, zone)
  return formatValue(value, unit, { zone, ...(typeof decimals === 'number' ? { decimals } : {}) })
}

export function colourIn(
  colour: DisplayColour | undefined,
  theme: ThemeName,
  index: number,
): string | undefined {
  if (colour === undefined) return undefined
  if (colour.kind === 'named') return cssColour(colour.name, theme)
  const one = (name: string): string => colourNamed(name, theme)
  if (colour.kind === 'mixed') return mixed(one(colour.from), one(colour.to), colour.share)
  // Neighbours differ clearly, and none is the ground itself.
  const share = [0, 0.35, 0.6, 0.2, 0.48][index % 5]!
  return mixed(one(colour.name), index % 2 === 0 ? '#ffffff' : '#000000', share)
}
