/**
 * Windows whose edges count as samples: `anchored` takes the last sample before an edge for it, `smoothed` the value between its two neighbours.
 * Experimental.
 */
import { executionError } from '../../evaluate/query-error.ts'
import { divideHistogram } from '../../histogram/index.ts'
import type { Samples } from '../../source.ts'
import type { ColumnBuilder } from '../../values/column.ts'
import { type EdgeWindow, edgeWindow, firstAfter, inSight, type Visible } from './edge-window.ts'
import { asGauge, histogramChange } from './extended-histograms.ts'
import type { RateKind } from './extrapolation.ts'
import { type MixedWindow, type TimedHistogram, warnOfMix } from './mixed.ts'
import type { RangeCall } from './range-function.ts'
import type { Windows } from './windows.ts'

const ANCHORED = ['changes', 'delta', 'increase', 'rate', 'resets']
const SMOOTHED = ['delta', 'increase', 'rate']

/** Throws where the function does not go with the selector's edges. */
export function checkEdges({ call, edges }: RangeCall): void {
  if (edges === undefined) return
  const allowed = edges === 'anchored' ? ANCHORED : SMOOTHED
  if (!allowed.includes(call.name)) {
    throw executionError(
      `${edges} modifier can only be used with: ${allowed.join(', ')} - not with ${call.name}`,
    )
  }
}

/** The values at the window's edges. */
function edgeValues(
  { timesMs, values, valuesAt }: Samples,
  { first, last, hasBefore }: EdgeWindow,
  { startMs, endMs, smoothed }: Visible,
  isCounter: boolean,
): { left: number; right: number } {
  const point = (i: number): Point => ({ timeMs: timesMs[i]!, value: values[valuesAt + i]! })
  const startsBefore = smoothed && first < last && timesMs[first]! < startMs
  const endsAfter = smoothed && hasBefore && timesMs[last]! > endMs
  return {
    left: startsBefore ? between(point(first), point(first + 1), startMs, isCounter) : point(first).value,
    right: endsAfter ? between(point(last - 1), point(last), endMs, isCounter) : point(last).value,
  }
}

/** What a window with edges holds: its samples, and at each edge one that may not be there. */
export function samplesWithEdges(
  samples: Samples,
  visible: Visible,
): { timesMs: Float64Array; values: Float64Array } | undefined {
  const { startMs, endMs, smoothed } = visible
  if (histogramsInSight(samples, visible).length > 0) {
    throw executionError(`${smoothed ? 'smoothed' : 'anchored'} modifier is not supported with histograms`)
  }
  const { timesMs, values, valuesAt, count } = samples
  const sight = inSight(timesMs, count, visible)
  const window = edgeWindow(timesMs, sight.from, sight.to, startMs, endMs, smoothed)
  if (window === undefined) return undefined
  const { left, right } = edgeValues(samples, window, visible, false)
  const from = timesMs[window.first]! <= startMs ? window.first + 1 : window.first
  const to = Math.max(from, timesMs[window.last]! >= endMs ? window.last : window.last + 1)
  return {
    timesMs: enclosed(startMs, timesMs.subarray(from, to), endMs),
    values: enclosed(left, values.subarray(valuesAt + from, valuesAt + to), right),
  }
}

function enclosed(first: number, middle: Float64Array, last: number): Float64Array {
  const all = new Float64Array(middle.length + 2)
  all[0] = first
  all.set(middle, 1)
  all[middle.length + 1] = last
  return all
}

export function extendedRate(
  call: RangeCall,
  kind: RateKind,
  note: (out: ColumnBuilder, metricName: string) => void,
): (samples: Samples, windows: Windows, out: ColumnBuilder, metricName: string) => void {
  checkEdges(call)
  return (samples, windows, out, metricName) => {
    const seconds = windows.spec.lengthMs / 1000
    for (let step = 0; step < windows.spec.count; step++) {
      const visible = visibleAt(call, windows, step)
      const sight = inSight(samples.timesMs, samples.count, visible)
      const histograms = histogramsInSight(samples, visible)
      if (histograms.length > 0) {
        if (sight.to > sight.from) {
          warnOfMix(call, metricName)
          continue
        }
        const change = histogramChange(histograms, visible, kind.isCounter, call, metricName)
        if (change === undefined) continue
        out.setHistogram(step, asGauge(kind.isRate ? divideHistogram(change, seconds) : change))
        continue
      }
      const change = floatChange(samples, sight, visible, kind.isCounter)
      if (change !== undefined) out.setFloat(step, kind.isRate ? change / seconds : change)
    }
    note(out, metricName)
  }
}

function floatChange(
  samples: Samples,
  sight: { from: number; to: number },
  visible: Visible,
  isCounter: boolean,
): number | undefined {
  const { timesMs, values, valuesAt } = samples
  const { startMs, endMs, smoothed } = visible
  const window = edgeWindow(timesMs, sight.from, sight.to, startMs, endMs, smoothed)
  if (window === undefined) return undefined
  let { first, last } = window
  if (smoothed && timesMs[first]! > endMs) return undefined
  const { left, right } = edgeValues(samples, window, visible, isCounter)
  const change = right - left
  if (!isCounter) return change
  if (timesMs[first]! <= startMs) first++
  if (timesMs[last]! >= endMs) last--
  let before = left
  let lost = 0
  for (let i = first; i <= last; i++) {
    const value = values[valuesAt + i]!
    if (value < before) lost += before
    before = value
  }
  if (right < before) lost += before
  return change + lost
}

/** What stands from an anchored window's edge on: the last sample before it, float or histogram, and all that come in the window. */
export function anchoredSamples(
  call: RangeCall,
  samples: Samples,
  windows: Windows,
  step: number,
): Pick<MixedWindow, 'values' | 'from' | 'to' | 'timeMs' | 'histograms'> | undefined {
  const { timesMs, values, valuesAt, count } = samples
  const visible = visibleAt(call, windows, step)
  const sight = inSight(timesMs, count, visible)
  const histograms = histogramsInSight(samples, visible)
  const inside = Math.max(sight.from, firstAfter(timesMs, sight.to, visible.startMs))
  const insideHistograms = histograms.filter(({ timeMs }) => timeMs > visible.startMs)
  if (inside === sight.to && insideHistograms.length === 0) return undefined
  const edgeHistogram = histograms.at(-insideHistograms.length - 1)
  const edgeMs = inside > sight.from ? timesMs[inside - 1]! : Number.NEGATIVE_INFINITY
  const ofHistogram = edgeHistogram !== undefined && edgeHistogram.timeMs > edgeMs
  return {
    values,
    from: valuesAt + (inside > sight.from && !ofHistogram ? inside - 1 : inside),
    to: valuesAt + sight.to,
    timeMs: index => timesMs[index - valuesAt]!,
    histograms: ofHistogram ? [edgeHistogram, ...insideHistograms] : insideHistograms,
  }
}

function visibleAt({ edges, context }: RangeCall, windows: Windows, step: number): Visible {
  return {
    startMs: windows.startMs(step),
    endMs: windows.endMs(step),
    lookbackMs: context.lookbackMs,
    smoothed: edges === 'smoothed',
  }
}

function histogramsInSight({ histograms }: Samples, visible: Visible): readonly TimedHistogram[] {
  if (histograms.length === 0) return []
  const { startMs, endMs, lookbackMs, smoothed } = visible
  const untilMs = smoothed ? endMs + lookbackMs : endMs
  return (histograms as readonly TimedHistogram[]).filter(
    ({ timeMs }) => timeMs > startMs - lookbackMs && timeMs <= untilMs,
  )
}

interface Point {
  readonly timeMs: number
  readonly value: number
}

/** On the line between two points; a counter that fell began anew from zero. */
function between(a: Point, b: Point, atMs: number, isCounter: boolean): number {
  const start = isCounter && b.value < a.value ? 0 : a.value
  return start + ((b.value - start) * (atMs - a.timeMs)) / (b.timeMs - a.timeMs)
}
