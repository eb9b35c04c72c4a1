/** Why a panel shows nothing, by what it asked for. Pure. */
import type { Panel } from '@vedette/dashboard'
import { type PanelData, valueAt } from '../shown-data.ts'

export function emptyWords(panel: Panel, data: PanelData): string {
  const { noValue } = panel.fieldConfig.defaults
  if (noValue !== undefined && noValue !== '') return noValue
  if (hasNumbers(data)) return 'No finite values'
  const asked = panel.targets.filter(({ hide, expr }) => hide !== true && (expr ?? '').trim() !== '')
  const isOfNow = asked.length > 0 && asked.every(({ instant, range }) => instant === true && range !== true)
  // A series that has ended has samples in the range all the same.
  return isOfNow ? 'No samples at the end of this time range' : 'No samples in this time range'
}

/** Something was measured, though it be nothing that can be drawn. */
function hasNumbers({ frames }: PanelData): boolean {
  return frames.some(({ fields, frame }) =>
    fields.some(({ field }) => {
      if (field.type !== 'number') return false
      for (let row = 0; row < frame.length; row++) if (valueAt(field, row) !== null) return true
      return false
    }),
  )
}
