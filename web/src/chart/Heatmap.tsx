/** How observations spread over time: a column for each step, a row for each bucket, brighter where more fell. */
import { useEffect, useId, useMemo, useRef } from 'react'
import { prepareCanvas } from './canvas-frame.ts'
import type { CrosshairShare } from './chart-types.ts'
import { HeatmapTable } from './HeatmapTable.tsx'
import { heatColour, heatShare } from './heat-ramp.ts'
import {
  boundsWords,
  cellAt,
  drawHeatmap,
  type HeatmapScene,
  heatmapScene,
  labelWidthOf,
} from './heatmap-scene.ts'
import type { CellGrid } from './histogram-cells.ts'
import { TableOnRequest } from './TableOnRequest.tsx'
import { useThemeColours } from './theme-colours.ts'
import { formatMoment } from './time-ticks.ts'
import { formatValue } from './units.ts'
import { useCanvasHover } from './use-canvas-hover.ts'
import { useElementSize } from './use-element-size.ts'
import './Heatmap.css'

export interface HeatmapProps {
  readonly name: string
  readonly grid: CellGrid
  readonly fromMs: number
  readonly toMs: number
  /** Of the bounds. */
  readonly unit?: string | undefined
  /** Of the counts: `short` for an increase, `ops` for a rate. */
  readonly countUnit?: string | undefined
  readonly scale?: 'root' | 'linear' | 'log' | undefined
  readonly height?: number | 'fill' | undefined
  readonly zone?: string | undefined
  readonly crosshair?: CrosshairShare | undefined
  readonly onPick?:
    | ((cell: { fromMs: number; toMs: number; lower: number; upper: number }) => void)
    | undefined
}

export function Heatmap(props: HeatmapProps) {
  const {
    name,
    grid,
    fromMs,
    toMs,
    unit,
    countUnit = 'short',
    scale = 'root',
    height = 240,
    zone = 'local',
    crosshair,
    onPick,
  } = props
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const line = useRef<HTMLDivElement>(null)
  const scene = useRef<HeatmapScene>(undefined)
  const size = useElementSize(frame)
  const colours = useThemeColours()

  useEffect(() => {
    const node = canvas.current
    if (node === null || size.width === 0 || size.height === 0) return
    const ctx = prepareCanvas(node, size.width, size.height)
    if (ctx === null) return
    const made = heatmapScene(grid, { fromMs, toMs }, size, labelWidthOf(ctx, grid, unit, colours), scale)
    scene.current = made
    drawHeatmap(ctx, made, unit, zone, colours)
  }, [grid, fromMs, toMs, size, unit, zone, colours, scale])

  useCanvasHover(
    canvas,
    line,
    () => {
      const now = scene.current
      if (now === undefined) return undefined
      return {
        box: now.box,
        span: now.span,
        contentAt(x, y) {
          const cell = cellAt(now, x, y)
          if (cell === undefined || Number.isNaN(cell.count)) return undefined
          return {
            title: formatMoment(cell.atMs, zone),
            rows: [
              {
                name: boundsWords(cell.row, unit),
                value: formatValue(cell.count, countUnit),
                colour: heatColour(heatShare(cell.count, now.most, now.scale), colours.name),
              },
            ],
          }
        },
      }
    },
    crosshair,
    (x, y) => {
      const cell = scene.current === undefined ? undefined : cellAt(scene.current, x, y)
      if (cell !== undefined)
        onPick?.({ fromMs: cell.fromMs, toMs: cell.atMs, lower: cell.row.lower, upper: cell.row.upper })
    },
  )

  const summary = useMemo(() => heatmapWords(grid, unit, countUnit), [grid, unit, countUnit])
  const most = useMemo(() => grid.counts.reduce((a, b) => (b > a ? b : a), 0), [grid])
  const isEmpty = grid.rows.length === 0 || most === 0
  return (
    <figure className={`heatmap ${height === 'fill' ? 'heatmap-fills' : ''}`} aria-label={name}>
      <div className="heatmap-frame" ref={frame} style={height === 'fill' ? undefined : { height }}>
        <canvas ref={canvas} role="img" aria-label={name} aria-describedby={id} />
        <div className="heatmap-line" ref={line} hidden />
        {isEmpty && <div className="heatmap-empty">No observations in this time range</div>}
      </div>
      {!isEmpty && (
        <div className="heatmap-key" aria-hidden="true">
          <span>{formatValue(0, countUnit)}</span>
          <span className="heatmap-ramp" style={{ backgroundImage: rampOf(colours.name, scale) }} />
          <span>{formatValue(most, countUnit)}</span>
        </div>
      )}
      <p id={id} className="heatmap-spoken">
        {summary}
      </p>
      <TableOnRequest
        table={() => <HeatmapTable name={name} grid={grid} unit={unit} countUnit={countUnit} zone={zone} />}
      />
    </figure>
  )
}

function rampOf(theme: 'dark' | 'light', scale: 'root' | 'linear' | 'log'): string {
  const stops = Array.from({ length: 9 }, (_, i) => heatColour(heatShare(i / 8, 1, scale), theme))
  return `linear-gradient(to right, ${stops.join(', ')})`
}

function heatmapWords(grid: CellGrid, unit: string | undefined, countUnit: string): string {
  const columns = grid.times.length
  const totals = grid.rows.map((row, i) => {
    let total = 0
    for (let column = 0; column < columns; column++) total += grid.counts[i * columns + column] || 0
    return { row, total }
  })
  const all = totals.reduce((sum, { total }) => sum + total, 0)
  if (all === 0) return 'No observations.'
  const top = totals.sort((a, b) => b.total - a.total).slice(0, 3)
  const parts = top.map(
    ({ row, total }) => `${boundsWords(row, unit)}: ${formatValue((total / all) * 100, 'percent')}`,
  )
  return `${grid.rows.length} buckets over ${columns} steps, ${formatValue(all, countUnit)} in all. Most are ${parts.join('; ')}.`
}
