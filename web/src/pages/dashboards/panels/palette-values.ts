/** Values whose panel leaves their colours to the palette have the one that their series has in graphs. Pure. */
import { seriesColours } from '../../../chart/series-colours.ts'
import type { ThemeName } from '../colours.ts'
import { colourKeys } from './colour-keys.ts'
import type { ReducedValue } from './reduced-values.ts'

export function withPalette(values: readonly ReducedValue[], theme: ThemeName): readonly ReducedValue[] {
  if (!values.some(isLeftToPalette)) return values
  // Several values of one field are of one colour.
  const fields = [...new Set(values.map(({ field }) => field))]
  const keys = new Map(colourKeys(fields).map((key, i) => [fields[i]!, key]))
  const colours = seriesColours(
    values.map(({ key, row, name, field }) => ({ key, name: row === undefined ? keys.get(field)! : name })),
    theme,
  )
  return values.map((value, i) =>
    isLeftToPalette(value) ? { ...value, shown: { ...value.shown, colour: colours[i] } } : value,
  )
}

function isLeftToPalette({ shown, field }: ReducedValue): boolean {
  return shown.colour === undefined && field.config.color?.mode.startsWith('palette-') === true
}
