/** What uPlot is told of a view. Functions in here read the view of the moment, so that new data needs no new plot. */
import uPlot from 'uplot'
import type { ChartAxis, DrawnSeries, PlotView, SeriesStyle } from './chart-types.ts'
import { gradientFill } from './gradient.ts'
import { labelPlaces } from './label-places.ts'
import { grown } from './shrink.ts'
import { stackedArea } from './stacked-area.ts'
import { widthIn } from './text-width.ts'
import { type ThemeColours, withAlpha } from './theme-colours.ts'
import { logTicks, niceRange, niceTicks } from './ticks.ts'
import { timeTicks } from './time-ticks.ts'
import { tickFormatter } from './units.ts'

/** The view, with what the plot itself adds. Series are in the order in which they are drawn. */
export interface PlotState {
  view: PlotView
  colours: ThemeColours
  zoom: { fromMs: number; toMs: number } | undefined
  /** uPlot's series i + 1 is the view's series order[i]. */
  order: readonly number[]
  /** For each place in the order the place on which it stands; -1 on zero. */
  below: readonly number[]
  /** For each place in the order that is stacked: where its area begins. */
  floors: readonly Float64Array[]
  /** What values are multiplied with to be drawn: 1, but for the largest that there are (shrink.ts). */
  shrink: number
}

const FONT_SIZE = 11
const LINE_WIDTH = 1.5
/** Of the longest label below the axis, `20:02:00`: the last one stands under the very end. */
const HALF_A_TIME = 26

export function plotOptions(
  state: PlotState,
  width: number,
  height: number,
  hooks: uPlot.Hooks.Arrays,
): uPlot.Options {
  const { view } = state
  const sides = view.right === undefined ? (['left'] as const) : (['left', 'right'] as const)
  return {
    width,
    height,
    ms: 1,
    pxAlign: 1,
    padding: [view.marks.length > 0 ? 14 : 8, view.right === undefined ? HALF_A_TIME : 0, 0, 0],
    legend: { show: false },
    focus: { alpha: 0.2 },
    cursor: {
      y: false,
      points: { show: false },
      focus: { prox: -1 },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      bind: { dblclick: () => null },
    },
    scales: {
      x: {
        time: false,
        range: () => [state.zoom?.fromMs ?? state.view.fromMs, state.zoom?.toMs ?? state.view.toMs],
      },
      left: valueScale(state, 'left'),
      right: valueScale(state, 'right'),
    },
    axes: [timeAxis(state), ...sides.map(side => valueAxis(state, side))],
    series: [{}, ...state.order.map(i => seriesOptions(state, i))],
    bands: bandsOf(state),
    hooks,
  }
}

function axisOf(view: PlotView, side: 'left' | 'right'): ChartAxis {
  return (side === 'left' ? view.left : view.right) ?? {}
}

function valueScale(state: PlotState, side: 'left' | 'right'): uPlot.Scale {
  const { log } = axisOf(state.view, side)
  return {
    ...(log === undefined ? {} : { distr: 3, log }),
    range: (_, dataMin, dataMax) => {
      const { view } = state
      const axis = axisOf(view, side)
      const drawn = view.series.filter(each => !each.hidden && (each.axis ?? 'left') === side)
      const percent = view.stacking === 'percent' ? { min: 0, max: 100 } : undefined
      const [low, high] = withExemplars(state, side, dataMin, dataMax)
      const { min, max } = niceRange(low, high, {
        min: drawnAt(state, axis.min) ?? percent?.min,
        max: drawnAt(state, axis.max) ?? percent?.max,
        log: axis.log,
        unit: axis.unit,
        fromZero: view.stacking !== 'none' || drawn.some(each => isLength(each.style ?? view.style)),
      })
      return [min, max]
    },
  }
}

function drawnAt({ shrink }: PlotState, value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * shrink
}

/** The slow ones are why one looks, so they are in the picture. */
function withExemplars(
  { view: { exemplars, series }, shrink }: PlotState,
  side: 'left' | 'right',
  dataMin: number | null,
  dataMax: number | null,
): [number | null, number | null] {
  let [low, high] = [dataMin, dataMax]
  for (const exemplar of exemplars) {
    const axis = series.find(each => each.key === exemplar.series)?.axis ?? 'left'
    if (axis !== side || !Number.isFinite(exemplar.value)) continue
    const value = exemplar.value * shrink
    low = low === null ? value : Math.min(low, value)
    high = high === null ? value : Math.max(high, value)
  }
  return [low, high]
}

function isLength(style: SeriesStyle): boolean {
  return style === 'area' || style === 'bars'
}

function timeAxis(state: PlotState): uPlot.Axis {
  const ticksOf = (u: uPlot, min: number, max: number): ReturnType<typeof timeTicks> =>
    timeTicks(
      min,
      max,
      Math.max(2, Math.min(6, Math.floor(u.bbox.width / uPlot.pxRatio / 90))),
      state.view.zone,
    )
  return {
    ...axisLook(state),
    size: 24,
    gap: 6,
    splits: (u, _, min, max) => ticksOf(u, min, max).map(tick => tick.atMs),
    values: (u, splits) => {
      const labels = new Map(
        ticksOf(u, u.scales.x!.min!, u.scales.x!.max!).map(tick => [tick.atMs, tick.label]),
      )
      const texts = splits.map(split => labels.get(split) ?? '')
      const places = labelPlaces(
        splits.map((split, i) => ({
          at: u.valToPos(split, 'x'),
          width: widest([texts[i]!], `${FONT_SIZE}px ${state.colours.font}`),
        })),
        Number.NEGATIVE_INFINITY,
        Number.POSITIVE_INFINITY,
      )
      return texts.map((text, i) => (places[i] === undefined ? '' : text))
    },
  }
}

function valueAxis(state: PlotState, side: 'left' | 'right'): uPlot.Axis {
  const format = (drawn: number[]): string[] => {
    const splits = drawn.map(split => grown(split, state.shrink))
    const axis = axisOf(state.view, side)
    const unit = state.view.stacking === 'percent' ? 'percent' : axis.unit
    const options = { decimals: axis.decimals }
    // On a log axis each tick is in a step of its own.
    if (axis.log !== undefined) return splits.map(split => tickFormatter([split], unit, options)(split))
    const formatter = tickFormatter(splits, unit, options)
    return splits.map(formatter)
  }
  const look = axisLook(state)
  const { label } = axisOf(state.view, side)
  return {
    ...look,
    scale: side,
    side: side === 'left' ? 3 : 1,
    gap: 6,
    ...(side === 'right' ? { grid: { show: false } } : {}),
    ...(label === undefined ? {} : { label, labelSize: 18, labelGap: 2, labelFont: look.font! }),
    ...(axisOf(state.view, side).log === undefined ? { incrs: INCREMENTS } : {}),
    splits: (u, _, min, max) => {
      const { log, unit } = axisOf(state.view, side)
      // Numbers on the axis of nothing would say something.
      if (state.view.series.length === 0) return []
      const high = u.bbox.height / uPlot.pxRatio
      // With two alone, most axes would say nothing but zero.
      const most = Math.max(high < 44 ? 2 : 3, Math.min(5, Math.floor(high / 32)))
      const percent = state.view.stacking === 'percent' ? 'percent' : unit
      const ticks = log === undefined ? niceTicks(min, max, percent, most) : logTicks(min, max, log, most)
      return ticks.filter(tick => Number.isFinite(grown(tick, state.shrink)))
    },
    values: (_, splits) => format(splits),
    size: (_, values) => Math.max(40, Math.ceil(widest(values ?? [], look.font as string)) + 14),
  }
}

/** Where ticks stand is ours to say, but where uPlot finds no increment of its own that fits, it draws no axis: its own end at 10¹⁶. */
const INCREMENTS = [5, ...Array.from({ length: 308 }, (_, power) => 10 ** (power + 1))]

function axisLook({ colours }: PlotState): uPlot.Axis {
  return {
    stroke: colours.text3,
    font: `${FONT_SIZE}px ${colours.font}`,
    ticks: { show: false },
    grid: { stroke: withAlpha(colours.line, colours.name === 'dark' ? 0.7 : 0.9), width: 1 },
  }
}

function widest(texts: readonly (string | number)[], font: string): number {
  return texts.reduce((most: number, text) => Math.max(most, widthIn(font, String(text)) ?? 0), 0)
}

function seriesOptions(state: PlotState, index: number): uPlot.Series {
  const { view } = state
  const series = view.series[index]!
  const style = series.style ?? view.style
  const stacked = view.stacking !== 'none' && series.unstacked !== true
  const alone = view.series.filter(each => !each.hidden).length === 1
  // Stacked bars reach down to zero behind one another, so they let nothing through.
  const fill = !stacked ? fillOf(series, style, alone, state) : style === 'bars' ? series.colour : undefined
  const { gradient } = series
  const isPainted = gradient !== undefined && gradient.kind !== 'opacity'
  return {
    label: series.key,
    scale: series.axis ?? 'left',
    show: !series.hidden,
    stroke: isPainted ? gradientFill(series, gradient, 1, state) : series.colour,
    width: style === 'bars' ? (stacked ? 0 : 1) : style === 'points' ? 0 : (series.width ?? LINE_WIDTH),
    spanGaps: false,
    ...(series.dashed === true ? { dash: [4, 3] } : {}),
    ...(fill === undefined ? {} : { fill }),
    ...(stacked &&
    style !== 'bars' &&
    (isPlain(style, series) || state.below[state.order.indexOf(index)] === -1)
      ? { fill: shaded(series, series.fill ?? STACK_ALPHA, state) }
      : {}),
    paths: stacked && isPlain(style, series) ? stackedArea(state) : pathsOf(style, series),
    points:
      style === 'points' || series.markers === true
        ? { show: true, size: 4, width: 0, fill: series.colour, stroke: series.colour }
        : { show: false, filter: lonely, size: 5, width: 0, fill: series.colour, stroke: series.colour },
  }
}

const STACK_ALPHA = 0.4

function fillOf(
  series: DrawnSeries,
  style: SeriesStyle,
  alone: boolean,
  state: PlotState,
): uPlot.Series.Fill | undefined {
  if (series.fill === 0) return undefined
  if (series.fill !== undefined) return shaded(series, series.fill, state)
  if (style === 'bars') return withAlpha(series.colour, 0.7)
  if (style === 'area') return withAlpha(series.colour, 0.16)
  return alone && style !== 'points'
    ? withAlpha(series.colour, state.colours.name === 'dark' ? 0.1 : 0.08)
    : undefined
}

function shaded(series: DrawnSeries, alpha: number, state: PlotState): uPlot.Series.Fill {
  const { gradient } = series
  return gradient === undefined
    ? withAlpha(series.colour, alpha)
    : gradientFill(series, gradient, alpha, state)
}

function pathsOf(style: SeriesStyle, { steps, smooth }: DrawnSeries): uPlot.Series.PathBuilder {
  const { bars, stepped, linear, spline } = uPlot.paths
  if (style === 'bars') return bars!({ size: [0.8, 40, 1] })
  if (style === 'steps') return stepped!({ align: steps === 'before' ? -1 : 1 })
  return style === 'points' ? () => null : smooth === true ? spline!() : linear!()
}

function isPlain(style: SeriesStyle, { smooth }: DrawnSeries): boolean {
  return (style === 'line' || style === 'area') && smooth !== true
}

/** Points between two gaps, which no line shows. */
const lonely: uPlot.Series.Points.Filter = (u, seriesIndex) => {
  const data = u.data[seriesIndex]!
  const found: number[] = []
  const gap = (from: number, step: 1 | -1): boolean => {
    let i = from + step
    while (i >= 0 && i < data.length && data[i] === undefined) i += step
    return i < 0 || i >= data.length || data[i] === null
  }
  for (let i = 0; i < data.length; i++) {
    if (data[i] != null && gap(i, -1) && gap(i, 1)) found.push(i)
  }
  return found.length > 0 ? found : null
}

function bandsOf(state: PlotState): uPlot.Band[] {
  const { view, order, below } = state
  if (view.stacking === 'none') return []
  return order.flatMap((index, place): uPlot.Band[] => {
    const under = below[place]!
    const series = view.series[index]!
    const style = series.style ?? view.style
    if (under < 0 || style === 'bars' || isPlain(style, series)) return []
    return [{ series: [place + 1, under + 1], fill: shaded(series, series.fill ?? STACK_ALPHA, state) }]
  })
}
