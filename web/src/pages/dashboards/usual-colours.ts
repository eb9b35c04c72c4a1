/** What panels have in Grafana where nobody chose colours. */
import type { FieldThresholds } from '@vedette/dashboard'

const MODES: Readonly<Record<string, string>> = {
  timeseries: 'palette-classic',
  barchart: 'palette-classic',
  piechart: 'palette-classic',
  histogram: 'palette-classic',
  'state-timeline': 'continuous-GrYlRd',
}

/** The other kinds of panel go by thresholds. */
export function usualColourMode(type: string): string {
  return Object.hasOwn(MODES, type) ? MODES[type]! : 'thresholds'
}

/** Of every kind. */
export const USUAL_THRESHOLDS: FieldThresholds = {
  mode: 'absolute',
  steps: [
    { value: null, color: 'green' },
    { value: 80, color: 'red' },
  ],
}
