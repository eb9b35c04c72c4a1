/** How much of a gauge has room: all of it, the ring with its value, or a ring beside the value. Pure. */
export type GaugeForm = 'whole' | 'ring' | 'beside'

export function gaugeForm(width: number, height: number): GaugeForm {
  if (Math.min(width, height * 1.1) >= 96) return 'whole'
  // Letters within the ring have to be legible.
  return Math.min(width, height) >= 48 ? 'ring' : 'beside'
}
