import { useMemo } from 'react'
import type { ChartSeries } from './chart-types.ts'
import { assignSlots, colourOfSlot } from './palette.ts'

/** A colour for CSS for each series: its own, or that of its slot in the theme. */
export function seriesColours(series: readonly ChartSeries[], theme: 'dark' | 'light'): string[] {
  const slots = assignSlots(
    series.filter(each => each.colour === undefined).map(each => each.colourKey ?? each.name),
  )
  let next = 0
  return series.map(each => each.colour ?? colourOfSlot(slots[next++]!, theme))
}

export function useSeriesColours(series: readonly ChartSeries[], theme: 'dark' | 'light'): string[] {
  return useMemo(() => seriesColours(series, theme), [series, theme])
}
