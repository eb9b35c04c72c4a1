/** The colours of a heatmap: one way from little to much, told apart by lightness, so that every kind of sight reads it. */

const RAMPS = {
  dark: ['#16304f', '#1f5a9c', '#2f8fc9', '#7fc8c0', '#f0e6a0'],
  light: ['#d9e8f7', '#9cc7ea', '#4f9bd6', '#1f63a8', '#0c2f5e'],
} as const

/** A colour for a share between 0 and 1. */
export function heatColour(share: number, theme: 'dark' | 'light'): string {
  const ramp = RAMPS[theme]
  const place = (share > 0 ? Math.min(1, share) : 0) * (ramp.length - 1)
  const from = Math.min(ramp.length - 2, Math.floor(place))
  const part = place - from
  const [a, b] = [ramp[from]!, ramp[from + 1]!].map(hex =>
    [1, 3, 5].map(i => Number.parseInt(hex.slice(i, i + 2), 16)),
  )
  return `rgb(${a!.map((value, i) => Math.round(value + (b![i]! - value) * part)).join(' ')})`
}

/** How much of the most a count is. The square root shows small counts beside large ones; the few slow requests are why one looks. */
export function heatShare(count: number, most: number, scale: 'root' | 'linear' | 'log' = 'root'): number {
  if (!(count > 0) || !(most > 0)) return 0
  const share = Math.min(1, count / most)
  if (scale === 'linear') return share
  return scale === 'root' ? Math.sqrt(share) : 1 + Math.max(-1, Math.log10(share) / 4)
}
