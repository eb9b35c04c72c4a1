/** How often values fell between bounds: a bar for each bin, all of one width, with the bounds beneath. */
import { type PointerEvent, useEffect, useId, useMemo, useRef } from 'react'
import { createChartTooltip } from './ChartTooltip.ts'
import type { Gradient } from './chart-types.ts'
import { gradientStops } from './gradient.ts'
import { HistogramTable } from './HistogramTable.tsx'
import { boundsWords } from './heatmap-scene.ts'
import type { Bin } from './histogram-bins.ts'
import { labelPlaces } from './label-places.ts'
import { colourOfSlot } from './palette.ts'
import { SvgGradient } from './SvgGradient.tsx'
import { TableOnRequest } from './TableOnRequest.tsx'
import { textWidth } from './text-width.ts'
import { type ThemeColours, useThemeColours } from './theme-colours.ts'
import { niceRange, niceTicks } from './ticks.ts'
import { formatValue, tickFormatter } from './units.ts'
import { useElementSize } from './use-element-size.ts'
import './Histogram.css'

/** What one series has in each bar; they stand on one another. */
export interface HistogramPart {
  readonly name: string
  /** `#rrggbb` */
  readonly colour: string
  readonly counts: readonly number[]
}

export interface HistogramProps {
  readonly name: string
  readonly bins: readonly Bin[]
  /** Of the bounds. */
  readonly unit?: string | undefined
  /** Of how often: `short` for counts, `cps` for rates. */
  readonly countUnit?: string | undefined
  readonly height?: number | 'fill' | undefined
  /** `#rrggbb` or `var(--accent)`. */
  readonly colour?: string | undefined
  /** What the bars go through from zero to the top, by how many there are. */
  readonly gradient?: Gradient | undefined
  /** Of what the bars are the sum, where that is told apart. */
  readonly parts?: readonly HistogramPart[] | undefined
  /** What stands in place of bars where there are none. */
  readonly empty?: string | undefined
}

const FONT = 11
const RIGHT = 16
const TOP = 8
const BOTTOM = 24

export function Histogram(props: HistogramProps) {
  const { name, bins, unit, countUnit = 'short', height = 240, colour, gradient, parts } = props
  const id = useId()
  const frame = useRef<HTMLDivElement>(null)
  const size = useElementSize(frame)
  const colours = useThemeColours()
  const fill = colour ?? colourOfSlot(0, colours.name)
  const summary = useMemo(() => histogramWords(bins, unit, countUnit), [bins, unit, countUnit])
  return (
    <figure className={`histogram ${height === 'fill' ? 'histogram-fills' : ''}`} aria-label={name}>
      <div className="histogram-frame" ref={frame} style={height === 'fill' ? undefined : { height }}>
        {size.width > 0 && bins.length > 0 && (
          <svg
            width={size.width}
            height={size.height}
            role="img"
            aria-label={name}
            aria-describedby={id}
            focusable="false"
          >
            <Drawing {...{ bins, unit, countUnit, size, fill, gradient, parts }} theme={colours.name} />
          </svg>
        )}
        {bins.length === 0 && (
          <div className="histogram-empty">{props.empty ?? 'No observations in this time range'}</div>
        )}
      </div>
      <p id={id} className="histogram-spoken">
        {summary}
      </p>
      <TableOnRequest
        table={() => <HistogramTable name={name} bins={bins} unit={unit} countUnit={countUnit} />}
      />
    </figure>
  )
}

interface DrawingProps {
  readonly bins: readonly Bin[]
  readonly unit: string | undefined
  readonly countUnit: string
  readonly size: { readonly width: number; readonly height: number }
  readonly fill: string
  readonly gradient: Gradient | undefined
  readonly parts: readonly HistogramPart[] | undefined
  readonly theme: ThemeColours['name']
}

function Drawing({ bins, unit, countUnit, size, fill, gradient, parts, theme }: DrawingProps) {
  const id = useId()
  const height = Math.max(1, size.height - TOP - BOTTOM)
  const most = bins.reduce((most, { count }) => Math.max(most, count), 0)
  const { max } = niceRange(0, most, { fromZero: true, unit: countUnit })
  const ticks = niceTicks(0, max, countUnit)
  const tickWords = tickFormatter(ticks, countUnit)
  const y = (count: number): number => TOP + height * (1 - count / max)
  const left = Math.min(size.width * 0.5, Math.max(24, ...ticks.map(tick => widthOf(tickWords(tick)))) + 16)
  const width = Math.max(1, size.width - left - RIGHT)
  const barWidth = width / bins.length
  const bounds = boundLabels(bins, unit, left, barWidth)
  // One word about each end says more than many that touch.
  const every = Math.max(1, Math.ceil((longestOf(bounds) + 12) / barWidth))
  const places = labelPlaces(
    bounds.map((label, i) => ({ ...label, width: i % every === 0 ? label.width : Number.POSITIVE_INFINITY })),
    1,
    size.width - 1,
  )
  const total = bins.reduce((sum, { count }) => sum + count, 0)

  const tooltip = useRef<ReturnType<typeof createChartTooltip>>(undefined)
  useEffect(() => () => tooltip.current?.destroy(), [])
  const point = (bin: Bin, at: number) => (event: PointerEvent) => {
    tooltip.current ??= createChartTooltip()
    const share = formatValue(total > 0 ? (bin.count / total) * 100 : 0, 'percent')
    tooltip.current.show(
      {
        title: boundsWords(bin, unit),
        rows: [
          { name: `${share} of all`, value: formatValue(bin.count, countUnit), colour: fill },
          ...rowsOf(parts, at).map(({ name, count, colour }) => ({
            name,
            value: formatValue(count, countUnit),
            colour,
          })),
        ],
      },
      event.clientX,
      event.clientY,
    )
  }
  return (
    <g onPointerLeave={() => tooltip.current?.hide()}>
      {gradient === undefined ? null : (
        <SvgGradient
          id={id}
          stops={gradientStops(gradient, fill, 1, theme, count => 1 - count / max)}
          from={[0, TOP]}
          to={[0, TOP + height]}
        />
      )}
      {ticks.map(tick => (
        <g key={tick} className="histogram-tick">
          <line x1={left} x2={left + width} y1={Math.round(y(tick)) + 0.5} y2={Math.round(y(tick)) + 0.5} />
          <text x={left - 8} y={y(tick)} textAnchor="end" dominantBaseline="middle">
            {tickWords(tick)}
          </text>
        </g>
      ))}
      {bins.map((bin, i) => {
        const x = left + i * barWidth
        const gap = barWidth > 4 ? 1 : 0
        // Something was there: a bar that can be seen.
        const tall = bin.count > 0 ? Math.max(1, TOP + height - y(bin.count)) : 0
        return (
          <g key={bin.lower} className="histogram-bin" onPointerMove={point(bin, i)}>
            <rect className="histogram-hit" x={x} y={TOP} width={barWidth} height={height} />
            {slicesOf(parts, i, bin.count, tall).map(({ key, from, high, colour }) => (
              <rect
                key={key}
                x={x + gap}
                y={TOP + height - from - high}
                width={Math.max(1, barWidth - 2 * gap)}
                height={high}
                fill={colour ?? (gradient === undefined ? fill : `url(#${id})`)}
                {...(colour === undefined && gradient?.kind === 'opacity' ? { stroke: fill } : {})}
              />
            ))}
          </g>
        )
      })}
      {bounds.map(({ text }, i) =>
        places[i] === undefined ? null : (
          // biome-ignore lint/suspicious/noArrayIndexKey: two bounds may read alike
          <text key={i} className="histogram-bound" x={places[i]} y={TOP + height + 16} textAnchor="middle">
            {text}
          </text>
        ),
      )}
    </g>
  )
}

const MOST_ROWS = 10

function rowsOf(parts: readonly HistogramPart[] | undefined, at: number) {
  return (parts ?? [])
    .map(({ name, colour, counts }) => ({ name, colour, count: counts[at] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_ROWS)
}

interface Slice {
  readonly key: string
  readonly from: number
  readonly high: number
  /** Undefined for a bar that is one thing. */
  readonly colour: string | undefined
}

/** A bar from below to above, in pixels. */
function slicesOf(
  parts: readonly HistogramPart[] | undefined,
  at: number,
  count: number,
  tall: number,
): Slice[] {
  if (parts === undefined) return [{ key: 'all', from: 0, high: tall, colour: undefined }]
  let from = 0
  return parts.flatMap(({ name, colour, counts }, i): Slice[] => {
    const high = count > 0 ? (tall * (counts[at] ?? 0)) / count : 0
    if (high === 0) return []
    const slice = { key: `${i} ${name}`, from, high, colour }
    from += high
    return [slice]
  })
}

/** Of the lower bound of each bar, and of the last one's upper. */
function boundLabels(bins: readonly Bin[], unit: string | undefined, left: number, barWidth: number) {
  const values = [...bins.map(({ lower }) => lower), bins.at(-1)!.upper]
  return values.map((value, i) => {
    const text = Number.isFinite(value) ? formatValue(value, unit) : value > 0 ? '∞' : ''
    return { text, at: left + i * barWidth, width: widthOf(text) }
  })
}

function longestOf(labels: readonly { readonly width: number }[]): number {
  return labels.reduce((most, { width }) => Math.max(most, width), 0)
}

function widthOf(text: string): number {
  return textWidth(text) * FONT
}

function histogramWords(bins: readonly Bin[], unit: string | undefined, countUnit: string): string {
  const total = bins.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return 'No observations.'
  const top = [...bins].sort((a, b) => b.count - a.count).slice(0, 3)
  const parts = top.map(
    bin => `${boundsWords(bin, unit)}: ${formatValue((bin.count / total) * 100, 'percent')}`,
  )
  return `${bins.length} bars, ${formatValue(total, countUnit)} in all. Most are ${parts.join('; ')}.`
}
