/** One plot on the page from its first view to its end. Data that changes is set; a form that changes makes a new uPlot. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Cell } from './align.ts'
import type { ChartMark, DrawnSeries, PlotView, SeriesStyle } from './chart-types.ts'
import { createFlags } from './plot-flags.ts'
import { createPlotHover, type Pointed } from './plot-hover.ts'
import { drawOver, drawUnder } from './plot-layers.ts'
import { type PlotState, plotOptions } from './plot-options.ts'
import { shrinkFor, shrunk } from './shrink.ts'
import { stackColumns } from './stack.ts'
import type { ThemeColours } from './theme-colours.ts'

export interface PlotHandlers {
  onZoom?: ((fromMs: number, toMs: number) => void) | undefined
  onZoomReset?: (() => void) | undefined
  onMark?: ((mark: ChartMark) => void) | undefined
  onPress?: ((pointed: Pointed) => void) | undefined
}

export interface Plot {
  update(view: PlotView, colours: ThemeColours): void
  resize(width: number, height: number): void
  /** Dims the others; undefined ends it. */
  emphasise(key: string | undefined): void
  /** Puts the cursor on the next value and returns what stands there in words. */
  step(by: number | 'first' | 'last'): string
  leave(): void
  destroy(): void
}

export function createPlot(
  host: HTMLElement,
  first: PlotView,
  colours: ThemeColours,
  size: { width: number; height: number },
  handlers: () => PlotHandlers,
): Plot {
  const state: PlotState = {
    view: first,
    colours,
    zoom: undefined,
    order: [],
    below: [],
    floors: [],
    shrink: 1,
  }
  let data: uPlot.AlignedData = [[]]
  let form = ''
  let plot: uPlot | undefined
  let { width, height } = size
  let stepped = -1

  const hover = createPlotHover(state, place => data[place + 1] as readonly Cell[])
  const flags = createFlags({
    onOpen: mark => handlers().onMark?.(mark),
    onHover: (marks, flag) => hover.showMarks(marks, flag),
  })

  const hooks: uPlot.Hooks.Arrays = {
    drawAxes: [u => drawUnder(u, state)],
    draw: [
      u => {
        drawOver(u, state)
        flags.layOut(u, state.view.marks, state.view.zone)
      },
    ],
    setCursor: [() => hover.moved()],
    setSelect: [zoomBySelection],
  }

  function zoomBySelection(u: uPlot): void {
    const { left, width: wide } = u.select
    if (wide < 4) return
    const fromMs = Math.round(u.posToVal(left, 'x'))
    const toMs = Math.round(u.posToVal(left + wide, 'x'))
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
    if (toMs - fromMs < 1) return
    const { onZoom } = handlers()
    if (onZoom !== undefined) {
      onZoom(fromMs, toMs)
      return
    }
    state.zoom = { fromMs, toMs }
    u.setData(data)
  }

  function resetZoom(): void {
    if (state.zoom !== undefined) {
      state.zoom = undefined
      plot?.setData(data)
    } else {
      handlers().onZoomReset?.()
    }
  }

  function arrange(): void {
    const { view } = state
    const { series, stacking } = view
    const { times } = view.columns
    const shrink = shrinkFor(view.columns.values)
    // Shares of a whole are no such numbers any more.
    state.shrink = stacking === 'percent' ? 1 : shrink
    const values = view.columns.values.map(column => shrunk(column, shrink))
    if (stacking === 'none') {
      // Lines lie over bars.
      const isBars = (i: number): boolean => (series[i]!.style ?? view.style) === 'bars'
      state.order = series.map((_, i) => i).sort((a, b) => Number(isBars(b)) - Number(isBars(a)))
      state.below = series.map(() => -1)
      state.floors = []
      data = [times, ...state.order.map(i => values[i]!)] as uPlot.AlignedData
      return
    }
    const visible = series.map((_, i) => i).filter(i => !series[i]!.hidden)
    const shown = visible.filter(i => series[i]!.unstacked !== true)
    const free = visible.filter(i => series[i]!.unstacked === true)
    const { edges, floors, below } = stackColumns(
      shown.map(i => values[i]!),
      stacking,
      shown.map(i => stackOf(series[i]!, view.style)),
    )
    // What stands higher is drawn first: bars reach down to zero, and the lower ones lie over them.
    const backwards = shown.map((_, place) => shown.length - 1 - place)
    state.order = [...backwards.map(place => shown[place]!), ...free]
    state.below = [
      ...backwards.map(place => (below[place] === -1 ? -1 : shown.length - 1 - below[place]!)),
      ...free.map(() => -1),
    ]
    state.floors = backwards.map(place => floors[place]!)
    const drawn = [
      ...backwards.map(place => edges[place]!),
      ...free.map(i => shrunk(view.columns.values[i]!, state.shrink)),
    ]
    data = [times, ...drawn] as uPlot.AlignedData
  }

  function build(): void {
    plot?.destroy()
    plot = new uPlot(plotOptions(state, width, height, hooks), data, host)
    hover.attach(plot)
    plot.over.addEventListener('dblclick', resetZoom)
    plot.over.addEventListener('click', () => {
      const pointed = hover.pointed()
      if (pointed !== undefined) handlers().onPress?.(pointed)
    })
  }

  function show(): void {
    arrange()
    const next = formOf(state)
    if (next === form && plot !== undefined) {
      plot.setData(data)
      return
    }
    form = next
    build()
  }

  show()

  return {
    update(view, nextColours) {
      // A new range is the answer to a zoom, so the zoom of one's own is over.
      if (view.fromMs !== state.view.fromMs || view.toMs !== state.view.toMs) state.zoom = undefined
      state.view = view
      state.colours = nextColours
      show()
    },
    resize(nextWidth, nextHeight) {
      if (nextWidth === width && nextHeight === height) return
      width = nextWidth
      height = nextHeight
      plot?.setSize({ width, height })
    },
    emphasise(key) {
      const place = state.order.findIndex(i => state.view.series[i]!.key === key)
      plot?.setSeries(place === -1 ? null : place + 1, { focus: place !== -1 }, false)
    },
    step(by) {
      const count = state.view.columns.times.length
      if (plot === undefined || count === 0) return ''
      const start = stepped === -1 ? count : stepped
      const next = by === 'first' ? 0 : by === 'last' ? count - 1 : start + by
      stepped = Math.max(0, Math.min(count - 1, next))
      const left = plot.valToPos(state.view.columns.times[stepped]!, 'x')
      plot.setCursor({ left, top: plot.over.clientHeight / 3 })
      return hover.words(stepped)
    },
    leave() {
      stepped = -1
      plot?.setCursor({ left: -10, top: -10 })
    },
    destroy() {
      hover.destroy()
      plot?.destroy()
    },
  }
}

/** Whatever of a view uPlot takes only when it is made. */
/** Bars on lines, or metres on seconds, would be no sum. */
function stackOf({ stack = '', axis = 'left', style }: DrawnSeries, usual: SeriesStyle): string {
  return `${axis} ${(style ?? usual) === 'bars' ? 'bars' : 'lines'} ${stack}`
}

function formOf({ view, colours, order, below }: PlotState): string {
  const { series, style, stacking, left, right, marks } = view
  const axis = (each: PlotView['left'] | undefined): unknown => each && [each.log, each.label]
  return JSON.stringify([
    order.map(i => [
      series[i]!.key,
      series[i]!.colour,
      series[i]!.axis,
      series[i]!.style,
      series[i]!.dashed,
      series[i]!.hidden,
      series[i]!.fill,
      series[i]!.width,
      series[i]!.markers,
      series[i]!.steps,
      series[i]!.smooth,
      series[i]!.gradient,
    ]),
    below,
    style,
    stacking,
    axis(left),
    axis(right),
    marks.length > 0,
    Object.values(colours),
  ])
}
