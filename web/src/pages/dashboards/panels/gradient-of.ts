/** What a field's fill goes through from below to above, where its panel asks for more than one colour. */
import { COLOUR_SCALES } from '@vedette/dashboard'
import type { Gradient } from '../../../chart/chart-types.ts'
import { absoluteSteps } from '../../../chart/thresholds.ts'
import { colourNamed, SOME_COLOUR, type ThemeName } from '../colours.ts'
import type { ShownField } from '../shown-data.ts'
import { themedThresholds } from './themed-thresholds.ts'

export function gradientOf({ config, min, max }: ShownField, theme: ThemeName): Gradient | undefined {
  const mode = config.custom?.gradientMode
  if (mode === 'opacity' || mode === 'hue') return { kind: mode }
  if (mode !== 'scheme') return undefined
  const { mode: colours = 'thresholds' } = config.color ?? {}
  if (colours === 'thresholds' && config.thresholds !== undefined) {
    const steps = absoluteSteps(themedThresholds(config.thresholds, theme), min, max)
    const stops = steps.map(({ from, colour }) => ({ at: from, colour: colour ?? SOME_COLOUR }))
    return { kind: 'scheme', stops, isStepped: true }
  }
  const scale = Object.hasOwn(COLOUR_SCALES, colours) ? COLOUR_SCALES[colours]! : []
  const stops = scale.map((name, i) => ({
    at: min + ((max - min) * i) / (scale.length - 1),
    colour: colourNamed(name, theme),
  }))
  return stops.length === 0 ? undefined : { kind: 'scheme', stops, isStepped: false }
}
