/** States over time: a row for each thing, a segment for as long as it stayed as it was. */
import { useEffect, useId, useMemo, useRef } from 'react'
import { usualDistance } from './align.ts'
import {
  AXIS_HEIGHT,
  axisFont,
  type Box,
  cutText,
  drawTimeAxis,
  prepareCanvas,
  type TimeSpan,
  timeAt,
  xOf,
} from './canvas-frame.ts'
import type { CrosshairShare } from './chart-types.ts'
import { StateTable } from './StateTable.tsx'
import { type Segment, type StateRow, segmentsOf } from './state-segments.ts'
import { TableOnRequest } from './TableOnRequest.tsx'
import { resolveColour, rgbOf, type ThemeColours, useThemeColours } from './theme-colours.ts'
import { TONE_COLOURS, type Tone } from './thresholds.ts'
import { formatMoment } from './time-ticks.ts'
import { formatValue } from './units.ts'
import { useCanvasHover } from './use-canvas-hover.ts'
import { useElementSize } from './use-element-size.ts'
import './StateTimeline.css'

export interface ShownState {
  readonly words: string
  readonly tone: Tone
  /** Instead of the tone's. */
  readonly colour?: string | undefined
}

export interface StateTimelineProps {
  readonly name: string
  readonly times: Float64Array
  readonly rows: readonly StateRow[]
  readonly fromMs: number
  readonly toMs: number
  /** What a value is called and means. */
  readonly stateOf: (value: number | string) => ShownState
  readonly rowHeight?: number | undefined
  /** Values that stay the same are one segment, unless told. */
  readonly isJoined?: boolean | undefined
  /** Are states written where they have room? */
  readonly hasWords?: boolean | undefined
  readonly zone?: string | undefined
  readonly crosshair?: CrosshairShare | undefined
  readonly onPick?: ((row: StateRow, segment: Segment) => void) | undefined
}

const GAP = 4
const MOST_ROWS = 100

interface Lane {
  readonly row: StateRow
  readonly segments: readonly Segment[]
}

interface Scene {
  readonly box: Box
  readonly span: TimeSpan
}

export function StateTimeline(props: StateTimelineProps) {
  const {
    name,
    times,
    rows,
    fromMs,
    toMs,
    stateOf,
    rowHeight = 22,
    zone = 'local',
    isJoined = true,
    hasWords = true,
    crosshair,
    onPick,
  } = props
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const line = useRef<HTMLDivElement>(null)
  const scene = useRef<Scene>(undefined)
  const size = useElementSize(frame)
  const colours = useThemeColours()
  const lanes = useMemo(() => {
    const stepMs = usualDistance(times) || toMs - fromMs
    return rows
      .slice(0, MOST_ROWS)
      .map((row): Lane => ({ row, segments: segmentsOf(times, row.values, stepMs, isJoined) }))
  }, [times, rows, fromMs, toMs, isJoined])
  const height = Math.max(1, lanes.length) * (rowHeight + GAP) + AXIS_HEIGHT

  useEffect(() => {
    const node = canvas.current
    if (node === null || size.width === 0) return
    const ctx = prepareCanvas(node, size.width, height)
    if (ctx === null) return
    ctx.font = axisFont(colours)
    const names = lanes.map(({ row }) => Math.ceil(ctx.measureText(row.name.slice(0, 80)).width))
    const left = Math.min(size.width * 0.3, Math.max(40, ...names) + 16)
    const box = { left, top: 0, width: size.width - left - 20, height: height - AXIS_HEIGHT }
    scene.current = { box, span: { fromMs, toMs } }
    drawTimeAxis(ctx, box, { fromMs, toMs }, zone, colours)
    lanes.forEach((lane, i) => {
      const top = i * (rowHeight + GAP) + GAP / 2
      drawLane(ctx, lane, box, { fromMs, toMs }, top, rowHeight, stateOf, colours, hasWords)
    })
  }, [lanes, size, height, fromMs, toMs, zone, colours, rowHeight, stateOf, hasWords])

  const found = (x: number, y: number): { lane: Lane; segment: Segment | undefined } | undefined => {
    const now = scene.current
    const lane = lanes[Math.floor(y / (rowHeight + GAP))]
    if (now === undefined || lane === undefined) return undefined
    const atMs = timeAt(x, now.box, now.span)
    return { lane, segment: lane.segments.find(each => atMs >= each.fromMs && atMs < each.toMs) }
  }

  useCanvasHover(
    canvas,
    line,
    () =>
      scene.current && {
        ...scene.current,
        contentAt(x, y) {
          const at = found(x, y)
          if (at === undefined) return undefined
          const { lane, segment } = at
          if (segment === undefined)
            return { title: lane.row.name, rows: [], foot: 'Nothing known at this time' }
          const state = stateOf(segment.value)
          return {
            title: lane.row.name,
            rows: [
              {
                name: state.words,
                value: formatValue((segment.toMs - segment.fromMs) / 1000, 'dtdurations'),
                colour: state.colour ?? TONE_COLOURS[state.tone],
              },
            ],
            foot: `${formatMoment(segment.fromMs, zone)} to ${formatMoment(segment.toMs, zone).slice(11)}`,
          }
        },
      },
    crosshair,
    (x, y) => {
      const at = found(x, y)
      if (at?.segment !== undefined) onPick?.(at.lane.row, at.segment)
    },
  )

  const summary = lanes
    .slice(0, 20)
    .map(({ row, segments }) => {
      const last = segments.at(-1)
      return `${row.name.slice(0, 60)}: ${last === undefined ? 'nothing known' : stateOf(last.value).words}, ${segments.length} segments.`
    })
    .join(' ')
  return (
    <figure className="state-timeline" aria-label={name}>
      <div ref={frame} className="state-timeline-frame" style={{ height }}>
        <canvas ref={canvas} role="img" aria-label={name} aria-describedby={id} />
        <div className="state-timeline-line" ref={line} hidden />
        {lanes.length === 0 && <div className="state-timeline-empty">No states in this time range</div>}
      </div>
      {rows.length > lanes.length && (
        <p className="state-timeline-more">
          {lanes.length} shown, +{rows.length - lanes.length} more
        </p>
      )}
      <p id={id} className="state-timeline-spoken">
        {summary}
      </p>
      <TableOnRequest
        table={() => (
          <StateTable
            name={name}
            zone={zone}
            segments={lanes.flatMap(({ row, segments }) =>
              segments.map(segment => ({ row: row.name, segment, words: stateOf(segment.value).words })),
            )}
          />
        )}
      />
    </figure>
  )
}

function drawLane(
  ctx: CanvasRenderingContext2D,
  { row, segments }: Lane,
  box: Box,
  span: TimeSpan,
  top: number,
  height: number,
  stateOf: (value: number | string) => ShownState,
  colours: ThemeColours,
  hasWords: boolean,
): void {
  ctx.font = axisFont(colours)
  ctx.textBaseline = 'middle'
  ctx.textAlign = 'right'
  ctx.fillStyle = colours.text2
  ctx.fillText(cutText(ctx, row.name, box.left - 12), box.left - 8, top + height / 2 + 1)
  ctx.textAlign = 'left'
  for (const segment of segments) {
    const left = Math.max(box.left, xOf(segment.fromMs, box, span))
    const right = Math.min(box.left + box.width, xOf(segment.toMs, box, span))
    if (right <= left) continue
    const state = stateOf(segment.value)
    const colour = resolveColour(state.colour ?? TONE_COLOURS[state.tone])
    ctx.fillStyle = colour
    // What is as it should be stays quiet.
    ctx.globalAlpha =
      state.tone === 'good' ? 0.55 : state.tone === 'unknown' || state.tone === 'plain' ? 0.45 : 0.9
    ctx.fillRect(left, top, Math.max(1.5, right - left - 1), height)
    ctx.globalAlpha = 1
    const width = right - left - 12
    if (!hasWords || ctx.measureText(state.words).width > width) continue
    ctx.fillStyle = state.tone === 'critical' || state.tone === 'warning' ? textOn(colour) : colours.text
    ctx.fillText(state.words, left + 6, top + height / 2 + 1)
  }
}

function textOn(colour: string): string {
  const [r, g, b] = rgbOf(colour) ?? [0, 0, 0]
  return r * 0.299 + g * 0.587 + b * 0.114 > 128 ? '#0b0e12' : '#ffffff'
}
