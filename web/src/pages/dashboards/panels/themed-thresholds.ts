/** A panel's thresholds with the colours that they have in this theme. */
import type { FieldThresholds } from '@vedette/dashboard'
import { type Thresholds, thresholdsFromGrafana } from '../../../chart/thresholds.ts'
import { cssColour, type ThemeName } from '../colours.ts'

export function themedThresholds(thresholds: FieldThresholds, theme: ThemeName): Thresholds {
  const { steps, percentage } = thresholdsFromGrafana(thresholds)
  return {
    percentage: percentage === true,
    steps: steps.map((step, i) => ({ ...step, colour: cssColour(thresholds.steps[i]?.color, theme) })),
  }
}
