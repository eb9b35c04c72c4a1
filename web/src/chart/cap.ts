/** A graph shows so many series and says how many more there are: those with the largest last values stay. */

export interface Capped {
  /** Indices of the series that are shown, in the order in which they came. */
  readonly shown: readonly number[]
  readonly more: number
}

export function capSeries(lasts: readonly (number | null)[], most: number): Capped {
  const all = lasts.map((_, i) => i)
  if (lasts.length <= most) return { shown: all, more: 0 }
  const size = (i: number): number => lasts[i] ?? -Infinity
  const shown = all
    // Of two that are equal the one that came first, so that a refresh changes nothing.
    .sort((a, b) => (size(b) === size(a) ? a - b : size(b) - size(a)))
    .slice(0, Math.max(0, most))
    .sort((a, b) => a - b)
  return { shown, more: lasts.length - shown.length }
}

/** `100 shown, +4,900 more`; empty where all are shown. */
export function capWords({ shown, more }: Capped): string {
  return more === 0 ? '' : `${grouped(shown.length)} shown, +${grouped(more)} more`
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
