/** Fills and lines that change from below to above. Made anew whenever a plot is drawn: where values stand depends on its scale. */
import type uPlot from 'uplot'
import type { DrawnSeries, Gradient } from './chart-types.ts'
import { rgbOf, type ThemeColours, withAlpha } from './theme-colours.ts'

export interface GradientStop {
  /** From 0 above to 1 below, as canvases count. */
  readonly at: number
  readonly colour: string
}

/** Where the colours of a gradient lie in the plot; `shareOf` says how far down a value stands. Pure. */
export function gradientStops(
  gradient: Gradient,
  colour: string,
  alpha: number,
  theme: ThemeColours['name'],
  shareOf: (value: number) => number,
): GradientStop[] {
  switch (gradient.kind) {
    case 'opacity':
      return [
        { at: 0, colour: withAlpha(colour, alpha) },
        { at: 1, colour: withAlpha(colour, 0) },
      ]
    case 'hue':
      return [
        { at: 0, colour: withAlpha(turned(colour, 15, 10), alpha) },
        { at: 1, colour: withAlpha(turned(colour, -15, theme === 'dark' ? -10 : 0), alpha) },
      ]
    case 'scheme':
      return schemeStops(gradient, alpha, shareOf)
  }
}

function schemeStops(
  { stops, isStepped }: Extract<Gradient, { kind: 'scheme' }>,
  alpha: number,
  shareOf: (value: number) => number,
): GradientStop[] {
  // Canvases go downwards, values upwards.
  return stops.toReversed().flatMap(({ at, colour }, i): GradientStop[] => {
    const place = Number.isFinite(at) ? Math.min(1, Math.max(0, shareOf(at))) : at < 0 ? 1 : 0
    const own = { at: place, colour: withAlpha(colour, alpha) }
    if (!isStepped) return [own]
    // Up to where the next one begins.
    const above = stops.toReversed()[i - 1]
    const top = above === undefined ? 0 : Math.min(1, Math.max(0, shareOf(above.at)))
    return [{ at: top, colour: own.colour }, own]
  })
}

/** Round the colour wheel by so many degrees, and lighter by so many percent. */
function turned(colour: string, degrees: number, lighter: number): string {
  const rgb = rgbOf(colour)
  if (rgb === undefined) return colour
  const [r, g, b] = rgb.map(part => part / 255) as [number, number, number]
  const most = Math.max(r, g, b)
  const least = Math.min(r, g, b)
  const light = (most + least) / 2
  const range = most - least
  const strength = range === 0 ? 0 : range / (1 - Math.abs(2 * light - 1))
  const hue =
    range === 0
      ? 0
      : most === r
        ? ((g - b) / range) % 6
        : most === g
          ? (b - r) / range + 2
          : (r - g) / range + 4
  return rgbFrom((hue * 60 + degrees + 360) % 360, strength, Math.min(1, Math.max(0, light + lighter / 100)))
}

function rgbFrom(hue: number, strength: number, light: number): string {
  const part = (n: number): string => {
    const k = (n + hue / 30) % 12
    const value = light - strength * Math.min(light, 1 - light) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0')
  }
  return `#${part(0)}${part(8)}${part(4)}`
}

/** For uPlot, which asks at each drawing. `shrink` is what values are multiplied with to be drawn. */
export function gradientFill(
  series: DrawnSeries,
  gradient: Gradient,
  alpha: number,
  state: { readonly shrink: number; readonly colours: ThemeColours },
): (u: uPlot) => CanvasGradient | string {
  return u => {
    const { top, height } = u.bbox
    // Before its first layout a plot has no place yet.
    if (!(height > 0)) return withAlpha(series.colour, alpha)
    const scale = series.axis ?? 'left'
    const made = u.ctx.createLinearGradient(0, top, 0, top + height)
    const shareOf = (value: number): number => {
      const share = (u.valToPos(value * state.shrink, scale, true) - top) / height
      return Number.isNaN(share) ? 0 : share
    }
    for (const { at, colour } of gradientStops(gradient, series.colour, alpha, state.colours.name, shareOf))
      made.addColorStop(at, colour)
    return made
  }
}
