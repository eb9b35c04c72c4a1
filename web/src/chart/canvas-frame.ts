/** What the charts on a canvas of their own share: sharp pixels, a time axis, where the pointer is. */
import { labelPlaces } from './label-places.ts'
import type { ThemeColours } from './theme-colours.ts'
import { withAlpha } from './theme-colours.ts'
import { timeTicks } from './time-ticks.ts'

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** Clears it and makes one unit a CSS pixel. */
export function prepareCanvas(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const ratio = devicePixelRatio || 1
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  const ctx = canvas.getContext('2d')
  ctx?.setTransform(ratio, 0, 0, ratio, 0, 0)
  return ctx
}

export const AXIS_HEIGHT = 24

export function axisFont(colours: ThemeColours): string {
  return `11px ${colours.font}`
}

export function xOf(atMs: number, box: Box, { fromMs, toMs }: TimeSpan): number {
  return box.left + ((atMs - fromMs) / (toMs - fromMs)) * box.width
}

export function timeAt(x: number, box: Box, { fromMs, toMs }: TimeSpan): number {
  return fromMs + ((x - box.left) / box.width) * (toMs - fromMs)
}

export function drawTimeAxis(
  ctx: CanvasRenderingContext2D,
  box: Box,
  span: TimeSpan,
  zone: string,
  colours: ThemeColours,
): void {
  ctx.font = axisFont(colours)
  ctx.textBaseline = 'top'
  ctx.textAlign = 'center'
  const most = Math.max(2, Math.min(6, Math.floor(box.width / 110)))
  const ticks = timeTicks(span.fromMs, span.toMs, most, zone)
  const places = labelPlaces(
    ticks.map(({ atMs, label }) => ({ at: xOf(atMs, box, span), width: ctx.measureText(label).width })),
    0,
    box.left + box.width + 20,
  )
  ticks.forEach(({ atMs, label }, i) => {
    ctx.fillStyle = withAlpha(colours.line, 0.8)
    ctx.fillRect(Math.round(xOf(atMs, box, span)), box.top, 1, box.height)
    ctx.fillStyle = colours.text3
    const place = places[i]
    if (place !== undefined) ctx.fillText(label, Math.round(place), box.top + box.height + 7)
  })
}

/** As much of a text as fits, with an ellipsis for the rest. */
export function cutText(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text
  let low = 0
  let high = Math.min(text.length, 400)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (ctx.measureText(`${text.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${text.slice(0, low)}…`
}
