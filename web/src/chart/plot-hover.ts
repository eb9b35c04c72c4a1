/** What follows the pointer: the dot on the nearest line, the line in other charts, the rows of the tooltip. All outside React, once per frame. */
import type uPlot from 'uplot'
import type { Cell } from './align.ts'
import { createChartTooltip, type TooltipContent } from './ChartTooltip.ts'
import { type ChartExemplar, type ChartMark, MARK_WORDS, type TooltipLook } from './chart-types.ts'
import { type CrosshairMember, joinCrosshair } from './crosshair.ts'
import { exemplarAt } from './plot-layers.ts'
import type { PlotState } from './plot-options.ts'
import { formatMoment } from './time-ticks.ts'
import { chooseRows, type TooltipCandidate, USUAL_LOOK } from './tooltip-rows.ts'
import { formatValue } from './units.ts'

export interface Pointed {
  readonly atMs: number
  /** The series nearest to the pointer. */
  readonly key: string | undefined
  readonly exemplar: ChartExemplar | undefined
}

export interface PlotHover {
  attach(u: uPlot): void
  /** The cursor of the plot moved. */
  moved(): void
  showMarks(marks: readonly ChartMark[] | undefined, flag: HTMLElement): void
  /** What a press would mean now. */
  pointed(): Pointed | undefined
  /** What stands at a time, in words. */
  words(index: number): string
  destroy(): void
}

export function createPlotHover(state: PlotState, edgesOf: (place: number) => readonly Cell[]): PlotHover {
  const tooltip = createChartTooltip()
  const dot = document.createElement('div')
  dot.className = 'chart-dot'
  const remote = document.createElement('div')
  remote.className = 'chart-remote'
  let plot: uPlot | undefined
  let frame = 0
  let pointed: Pointed | undefined
  let overFlag = false
  let member: CrosshairMember | undefined
  const share = state.view.crosshair
  if (share !== undefined && share.mode !== 'off') member = joinCrosshair(share.key, showRemote)

  function candidatesAt(
    u: uPlot,
    index: number,
    top: number,
  ): (TooltipCandidate & { y: number; place: number })[] {
    const found: (TooltipCandidate & { y: number; place: number })[] = []
    state.order.forEach((i, place) => {
      const series = state.view.series[i]!
      if (series.hidden || series.notInTooltip === true) return
      const at = definedNear(state.view.columns.values[i]!, index)
      const value = at === -1 ? null : state.view.columns.values[i]![at]
      if (value === null || value === undefined) return
      const y = u.valToPos(edgesOf(place)[at]!, series.axis ?? 'left')
      found.push({ index: i, place, value, y, distance: Number.isFinite(y) ? Math.abs(y - top) : 1e9 })
    })
    return found
  }

  function contentAt(
    u: uPlot,
    index: number,
    top: number,
    left: number,
    look = state.view.tooltip,
  ): TooltipContent | undefined {
    const candidates = candidatesAt(u, index, top)
    const { rows, nearest, more } = chooseRows(candidates, look)
    const { view } = state
    const exemplar = exemplarAt(u, state, left, top)
    const atMs = view.columns.times[index]!
    pointed = { atMs, key: view.series[nearest]?.key, exemplar }
    const found = candidates.find(each => each.index === nearest)
    dot.hidden =
      found === undefined || !Number.isFinite(found.y) || found.y < 0 || found.y > u.over.clientHeight
    if (found !== undefined && !dot.hidden) {
      dot.style.background = view.series[nearest]!.colour
      dot.style.transform = `translate(${u.valToPos(atMs, 'x')}px, ${found.y}px)`
    }
    const foot = [
      exemplar === undefined
        ? ''
        : `Exemplar ${formatValue(exemplar.value, view.left.unit)}${exemplar.traceId === undefined ? '' : `, trace ${exemplar.traceId}`}`,
      more > 0 ? `+${more} more` : '',
    ]
    return {
      title: formatMoment(atMs, view.zone),
      rows: rows.map(row => {
        const series = view.series[row.index]!
        const unit = series.unit ?? (series.axis === 'right' ? view.right : view.left)?.unit
        return {
          colour: series.colour,
          name: series.name,
          value: formatValue(row.value, unit, { decimals: series.decimals }),
          nearest: row.index === nearest && rows.length > 1,
        }
      }),
      foot: candidates.length === 0 ? 'No values at this time' : foot.filter(Boolean).join(' · '),
    }
  }

  /** Where no pointer is, no series is the one under it. */
  function inWhole(): TooltipLook {
    return { ...(state.view.tooltip ?? USUAL_LOOK), mode: 'multi' }
  }

  function draw(): void {
    frame = 0
    const u = plot
    if (u === undefined || overFlag) return
    const { left = -1, top = -1, idx } = u.cursor
    if (left < 0 || idx === null || idx === undefined || state.view.columns.times.length === 0) {
      hide(true)
      return
    }
    const content = contentAt(u, idx, top, left)
    const rect = u.rect
    if (state.view.tooltip?.mode === 'none') tooltip.hide()
    else if (content !== undefined) tooltip.show(content, rect.left + left, rect.top + top)
    remote.hidden = true
    member?.move(u.posToVal(left, 'x'))
  }

  function hide(tell: boolean): void {
    tooltip.hide()
    dot.hidden = true
    remote.hidden = true
    pointed = undefined
    if (tell) member?.move(null)
  }

  function showRemote(atMs: number | null): void {
    const u = plot
    if (u === undefined) return
    const { min, max } = u.scales.x!
    if (atMs === null || min === undefined || max === undefined || atMs < min! || atMs > max!) {
      hide(false)
      return
    }
    const left = u.valToPos(atMs, 'x')
    remote.hidden = false
    remote.style.transform = `translateX(${Math.round(left)}px)`
    if (state.view.crosshair?.mode !== 'tooltip' || state.view.columns.times.length === 0) return
    // Charts that nobody sees need no box.
    const rect = u.over.getBoundingClientRect()
    if (rect.bottom < 0 || rect.top > innerHeight) {
      tooltip.hide()
      return
    }
    if (state.view.tooltip?.mode === 'none') return
    const content = contentAt(u, u.valToIdx(atMs), 0, -100, inWhole())
    dot.hidden = true
    if (content !== undefined) {
      const rows = content.rows.map(row => ({ ...row, nearest: false }))
      tooltip.show({ ...content, rows }, rect.left + left, rect.top)
    }
  }

  return {
    attach(u) {
      plot = u
      dot.hidden = true
      remote.hidden = true
      u.over.append(remote, dot)
    },
    moved() {
      if (frame === 0) frame = requestAnimationFrame(draw)
    },
    showMarks(marks, flag) {
      overFlag = marks !== undefined
      if (marks === undefined) {
        hide(true)
        return
      }
      const { left, bottom } = flag.getBoundingClientRect()
      const rows = marks
        .slice(0, 10)
        .map(mark => ({ name: `${MARK_WORDS[mark.kind]}: ${mark.label}`, value: '' }))
      const more = marks.length - rows.length
      tooltip.show(
        {
          title: formatMoment(marks[0]!.atMs, state.view.zone),
          rows,
          foot: more > 0 ? `+${more} more` : undefined,
        },
        left,
        bottom,
      )
    },
    pointed: () => pointed,
    words(index) {
      const u = plot
      if (u === undefined) return ''
      const { title, rows, foot } = contentAt(u, index, 0, -100, inWhole()) ?? { title: '', rows: [] }
      return [`${title}:`, rows.map(row => `${row.name} ${row.value}`).join(', '), foot ?? '']
        .filter(Boolean)
        .join(' ')
    },
    destroy() {
      cancelAnimationFrame(frame)
      member?.leave()
      tooltip.destroy()
    },
  }
}

/** Where other queries have a time and this one has none, its nearest value counts. */
function definedNear(column: readonly Cell[], index: number): number {
  for (let distance = 0; distance <= 20; distance++) {
    if (column[index - distance] !== undefined) return index - distance
    if (column[index + distance] !== undefined) return index + distance
  }
  return -1
}
