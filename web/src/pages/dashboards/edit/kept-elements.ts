/** What was made of each panel, kept while that is the same: the grid renders anew what is another element. Pure but for what it remembers. */
import { differsOnlyInPlace, type Panel } from '@vedette/dashboard'

export interface Showing {
  /** Of a row: how many panels it holds. */
  readonly count: number
  /** Its place is seen, too, and not only what lies there. */
  readonly isPlaceShown: boolean
}

export type Kept<T> = (panel: Panel, showing: Showing, make: () => T) => T

export function createKept<T>(): Kept<T> {
  const kept = new Map<number, { readonly panel: Panel; readonly count: number; readonly made: T }>()
  return (panel, { count, isPlaceShown }, make) => {
    const known = kept.get(panel.id)
    const isSame =
      known !== undefined &&
      known.count === count &&
      (known.panel === panel || (!isPlaceShown && differsOnlyInPlace(known.panel, panel)))
    if (isSame) return known.made
    const made = make()
    kept.set(panel.id, { panel, count, made })
    return made
  }
}
