/** Where the cells of a heatmap lie, and their drawing. */
import { usualDistance } from './align.ts'
import { AXIS_HEIGHT, axisFont, type Box, drawTimeAxis, type TimeSpan, xOf } from './canvas-frame.ts'
import { heatColour, heatShare } from './heat-ramp.ts'
import type { CellGrid } from './histogram-cells.ts'
import type { ThemeColours } from './theme-colours.ts'
import { formatValue } from './units.ts'

export interface HeatmapScene {
  readonly box: Box
  readonly span: TimeSpan
  readonly grid: CellGrid
  readonly stepMs: number
  readonly most: number
  readonly scale: 'root' | 'linear' | 'log'
}

export function heatmapScene(
  grid: CellGrid,
  span: TimeSpan,
  size: { width: number; height: number },
  labelWidth: number,
  scale: HeatmapScene['scale'],
): HeatmapScene {
  let most = 0
  for (const count of grid.counts) if (count > most) most = count
  const box = {
    left: labelWidth,
    top: 8,
    width: size.width - labelWidth - 20,
    height: size.height - AXIS_HEIGHT - 8,
  }
  const stepMs = usualDistance(grid.times) || span.toMs - span.fromMs
  return { box, span, grid, stepMs, most, scale }
}

/** The upper bound of a row names it; the last has none. */
export function rowWords(row: CellGrid['rows'][number], unit: string | undefined): string {
  return Number.isFinite(row.upper) ? formatValue(row.upper, unit) : `> ${formatValue(row.lower, unit)}`
}

export function boundsWords({ lower, upper }: CellGrid['rows'][number], unit: string | undefined): string {
  if (!Number.isFinite(upper)) return `more than ${formatValue(lower, unit)}`
  if (!Number.isFinite(lower)) return `up to ${formatValue(upper, unit)}`
  return `${formatValue(lower, unit)} to ${formatValue(upper, unit)}`
}

export function labelWidthOf(
  ctx: CanvasRenderingContext2D,
  grid: CellGrid,
  unit: string | undefined,
  colours: ThemeColours,
): number {
  ctx.font = axisFont(colours)
  return Math.max(40, ...grid.rows.map(row => Math.ceil(ctx.measureText(rowWords(row, unit)).width) + 14))
}

export function drawHeatmap(
  ctx: CanvasRenderingContext2D,
  scene: HeatmapScene,
  unit: string | undefined,
  zone: string,
  colours: ThemeColours,
): void {
  const { box, span, grid, stepMs, most, scale } = scene
  drawTimeAxis(ctx, box, span, zone, colours)
  const rowHeight = box.height / Math.max(1, grid.rows.length)
  const columns = grid.times.length
  // On whole pixels: between cells that end within one, the ground would shine through.
  const edges = Array.from({ length: grid.rows.length + 1 }, (_, i) =>
    Math.round(box.top + box.height - i * rowHeight),
  )
  const gap = rowHeight >= 10 ? 1 : 0
  ctx.save()
  ctx.beginPath()
  ctx.rect(box.left, box.top, box.width, box.height)
  ctx.clip()
  for (let column = 0; column < columns; column++) {
    // A count stands for the step that ends at its time.
    const end = grid.times[column]!
    const left = Math.round(xOf(end - stepMs, box, span))
    const width = Math.max(1, Math.round(xOf(end, box, span)) - left)
    for (let row = 0; row < grid.rows.length; row++) {
      const count = grid.counts[row * columns + column]!
      if (!(count > 0)) continue
      ctx.fillStyle = heatColour(heatShare(count, most, scale), colours.name)
      const top = edges[row + 1]!
      ctx.fillRect(left, top, width - (width >= 10 ? 1 : 0), Math.max(1, edges[row]! - top - gap))
    }
  }
  ctx.restore()
  drawRowLabels(ctx, scene, unit, colours, rowHeight)
}

function drawRowLabels(
  ctx: CanvasRenderingContext2D,
  { box, grid }: HeatmapScene,
  unit: string | undefined,
  colours: ThemeColours,
  rowHeight: number,
): void {
  ctx.font = axisFont(colours)
  ctx.fillStyle = colours.text3
  ctx.textAlign = 'right'
  ctx.textBaseline = 'middle'
  const every = Math.max(1, Math.ceil(18 / rowHeight))
  grid.rows.forEach((row, i) => {
    if (i % every !== 0) return
    // A bound is a line between rows; the row without one has its words in its middle.
    const bottom = box.top + box.height - i * rowHeight
    const y = Number.isFinite(row.upper) ? Math.max(box.top + 5, bottom - rowHeight) : bottom - rowHeight / 2
    ctx.fillText(rowWords(row, unit), box.left - 8, y)
  })
}

export interface HeatmapCell {
  readonly row: CellGrid['rows'][number]
  readonly atMs: number
  readonly fromMs: number
  readonly count: number
}

export function cellAt(
  { box, span, grid, stepMs }: HeatmapScene,
  x: number,
  y: number,
): HeatmapCell | undefined {
  const atMs = span.fromMs + ((x - box.left) / box.width) * (span.toMs - span.fromMs)
  const column = grid.times.findIndex(end => atMs > end - stepMs && atMs <= end)
  const rowIndex = Math.floor(((box.top + box.height - y) / box.height) * grid.rows.length)
  const row = grid.rows[rowIndex]
  if (column === -1 || row === undefined) return undefined
  const end = grid.times[column]!
  return { row, atMs: end, fromMs: end - stepMs, count: grid.counts[rowIndex * grid.times.length + column]! }
}
