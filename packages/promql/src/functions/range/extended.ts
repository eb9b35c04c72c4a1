/**
 * Windows whose edges count as samples: `anchored` takes the last sample before an edge for it, `smoothed` the value between its two neighbours.
 * Experimental.
 */
import { executionError } from '../../evaluate/query-error.ts'
import type { Samples } from '../../source.ts'
import type { ColumnBuilder } from '../../values/column.ts'
import type { RateKind } from './extrapolation.ts'
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

/** The samples that a window with edges sees: indexes inclusive, one before the window where there is one. */
export interface EdgeWindow {
  readonly first: number
  readonly last: number
  /** There is another sample in sight before `last`. */
  readonly hasBefore: boolean
}

/** Finds what Prometheus hands to a function: samples from `lookback` before the window on, and (smoothed) to `lookback` after it. */
export function edgeWindow(
  { timesMs, count }: Samples,
  startMs: number,
  endMs: number,
  lookbackMs: number,
  smoothed: boolean,
): EdgeWindow | undefined {
  const from = firstAfter(timesMs, count, startMs - lookbackMs)
  const to = firstAfter(timesMs, count, smoothed ? endMs + lookbackMs : endMs)
  if (from === to) return undefined
  let last = to - 1
  const inside = firstAfter(timesMs, count, startMs)
  const first = Math.max(from, Math.min(inside, last) - 1)
  if (smoothed) {
    const atEnd = firstAfter(timesMs, count, endMs - 1)
    if (atEnd < last) last = Math.max(atEnd, from)
  }
  return timesMs[last]! <= startMs ? undefined : { first, last, hasBefore: last > from }
}

/** The values at the window's edges. */
function edgeValues(
  { timesMs, values, valuesAt }: Samples,
  { first, last, hasBefore }: EdgeWindow,
  startMs: number,
  endMs: number,
  smoothed: boolean,
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
  startMs: number,
  endMs: number,
  lookbackMs: number,
  smoothed: boolean,
): { timesMs: Float64Array; values: Float64Array } | undefined {
  refuseHistograms(samples)
  const window = edgeWindow(samples, startMs, endMs, lookbackMs, smoothed)
  if (window === undefined) return undefined
  const { timesMs, values, valuesAt } = samples
  const { left, right } = edgeValues(samples, window, startMs, endMs, smoothed, false)
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
  { isCounter, isRate }: RateKind,
  note: (out: ColumnBuilder, metricName: string) => void,
): (samples: Samples, windows: Windows, out: ColumnBuilder, metricName: string) => void {
  checkEdges(call)
  const smoothed = call.edges === 'smoothed'
  const { lookbackMs } = call.context
  return (samples, windows, out, metricName) => {
    refuseHistograms(samples)
    const { timesMs, values, valuesAt } = samples
    for (let step = 0; step < windows.spec.count; step++) {
      const startMs = windows.startMs(step)
      const endMs = windows.endMs(step)
      const window = edgeWindow(samples, startMs, endMs, lookbackMs, smoothed)
      if (window === undefined) continue
      let { first, last } = window
      if (smoothed && timesMs[first]! > endMs) continue
      const { left, right } = edgeValues(samples, window, startMs, endMs, smoothed, isCounter)
      let change = right - left
      if (isCounter) {
        if (timesMs[first]! <= startMs) first++
        if (timesMs[last]! >= endMs) last--
        let before = left
        for (let i = first; i <= last; i++) {
          const value = values[valuesAt + i]!
          if (value < before) change += before
          before = value
        }
        if (right < before) change += before
      }
      out.setFloat(step, isRate ? change / (windows.spec.lengthMs / 1000) : change)
    }
    note(out, metricName)
  }
}

export function refuseHistograms({ histograms }: Samples): void {
  if (histograms.length > 0) {
    throw executionError('smoothed and anchored modifiers do not work with native histograms')
  }
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

function firstAfter(timesMs: Float64Array, count: number, timeMs: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timesMs[middle]! <= timeMs) low = middle + 1
    else high = middle
  }
  return low
}
