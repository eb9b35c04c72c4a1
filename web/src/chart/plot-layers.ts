/** What is drawn under and over the lines: thresholds, spans and lines of marks, exemplars. */
import uPlot from 'uplot'
import type { ChartExemplar, ChartMark } from './chart-types.ts'
import type { PlotState } from './plot-options.ts'
import { grown } from './shrink.ts'
import { resolveColour, type ThemeColours, withAlpha } from './theme-colours.ts'
import { absoluteSteps, TONE_COLOURS } from './thresholds.ts'

export function drawUnder(u: uPlot, state: PlotState): void {
  clipped(u, () => {
    drawThresholds(u, state)
    for (const mark of state.view.marks) drawMark(u, mark, state.colours)
  })
}

export function drawOver(u: uPlot, state: PlotState): void {
  if (state.view.exemplars.length === 0) return
  clipped(u, () => {
    const { ctx } = u
    const half = 4 * uPlot.pxRatio
    ctx.lineWidth = uPlot.pxRatio
    ctx.strokeStyle = state.colours.panel
    ctx.fillStyle = state.colours.text
    for (const exemplar of state.view.exemplars) {
      const { x, y } = placeOf(u, state, exemplar, true)
      ctx.beginPath()
      ctx.moveTo(x, y - half)
      ctx.lineTo(x + half, y)
      ctx.lineTo(x, y + half)
      ctx.lineTo(x - half, y)
      ctx.closePath()
      ctx.fill()
      ctx.stroke()
    }
  })
}

function placeOf(
  u: uPlot,
  { view, shrink }: PlotState,
  { atMs, value, series }: ChartExemplar,
  canvas: boolean,
): { x: number; y: number } {
  const scale = view.series.find(each => each.key === series)?.axis ?? 'left'
  return { x: u.valToPos(atMs, 'x', canvas), y: u.valToPos(value * shrink, scale, canvas) }
}

/** The exemplar within a few pixels of the pointer. */
export function exemplarAt(u: uPlot, state: PlotState, left: number, top: number): ChartExemplar | undefined {
  let nearest: ChartExemplar | undefined
  let least = 8
  for (const exemplar of state.view.exemplars) {
    const { x, y } = placeOf(u, state, exemplar, false)
    const distance = Math.hypot(x - left, y - top)
    if (distance < least) {
      nearest = exemplar
      least = distance
    }
  }
  return nearest
}

function drawThresholds(u: uPlot, { view, shrink }: PlotState): void {
  if (view.thresholds === undefined || u.scales.left!.min === undefined || u.scales.left!.max === undefined)
    return
  const min = grown(u.scales.left!.min!, shrink)
  const max = grown(u.scales.left!.max!, shrink)
  const placeOn = (value: number): number => u.valToPos(value * shrink, 'left', true)
  const { ctx, bbox } = u
  const steps = absoluteSteps(view.thresholds, min, max)
  const { drawn = 'both' } = view.thresholds
  steps.forEach(({ from, tone, colour: own }, i) => {
    if (tone === 'good' || (tone === 'plain' && own === undefined)) return
    const colour = resolveColour(own ?? TONE_COLOURS[tone])
    const low = Math.max(from, min)
    const high = Math.min(steps[i + 1]?.from ?? Infinity, max)
    if (low >= high) return
    const top = placeOn(high)
    ctx.fillStyle = withAlpha(colour, drawn === 'area' ? 0.1 : 0.06)
    if (drawn !== 'line') ctx.fillRect(bbox.left, top, bbox.width, placeOn(low) - top)
    if (drawn === 'area' || from < min || from > max) return
    line(ctx, colour, [4, 4], () => {
      const y = crisp(placeOn(from))
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
    })
  })
}

function drawMark(u: uPlot, mark: ChartMark, colours: ThemeColours): void {
  const { ctx, bbox } = u
  const colour = mark.colour ?? markColour(mark.kind, colours)
  const x = u.valToPos(mark.atMs, 'x', true)
  if (mark.toMs !== undefined && mark.toMs > mark.atMs) {
    ctx.fillStyle = withAlpha(colour, 0.07)
    ctx.fillRect(x, bbox.top, u.valToPos(mark.toMs, 'x', true) - x, bbox.height)
  }
  if (x < bbox.left || x > bbox.left + bbox.width) return
  line(ctx, withAlpha(colour, 0.8), [], () => {
    ctx.moveTo(crisp(x), bbox.top)
    ctx.lineTo(crisp(x), bbox.top + bbox.height)
  })
}

export function markColour(kind: ChartMark['kind'], colours: ThemeColours): string {
  if (kind === 'deployment') return colours.accent
  if (kind === 'alert') return colours.critical
  return kind === 'fault' ? colours.warning : colours.text2
}

function line(ctx: CanvasRenderingContext2D, colour: string, dash: number[], path: () => void): void {
  ctx.strokeStyle = colour
  ctx.lineWidth = uPlot.pxRatio
  ctx.setLineDash(dash.map(each => each * uPlot.pxRatio))
  ctx.beginPath()
  path()
  ctx.stroke()
  ctx.setLineDash([])
}

function crisp(position: number): number {
  return Math.round(position) + (uPlot.pxRatio % 2 === 1 ? 0.5 : 0)
}

function clipped(u: uPlot, draw: () => void): void {
  const { ctx, bbox } = u
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  draw()
  ctx.restore()
}
