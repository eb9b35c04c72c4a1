/**
 * The way for series that have native histograms, alone or among floats: window by window, without hurry. Functions that have a fast way for
 * floats leave it to this one only then.
 */
import type { NativeHistogram } from '@vedette/model'
import type { Samples } from '../../source.ts'
import { quote } from '../../syntax/quoted.ts'
import type { Place } from '../../syntax/tree.ts'
import { withoutParens } from '../../syntax/walk.ts'
import type { ColumnBuilder } from '../../values/column.ts'
import type { RangeCall } from './range-function.ts'
import { histogramWindows, type Windows } from './windows.ts'

export interface TimedHistogram {
  readonly timeMs: number
  readonly histogram: NativeHistogram
}

/** What one step sees: floats `from` to `to` (exclusive, indexes of `values`), and histograms. */
export interface MixedWindow {
  readonly step: number
  readonly startMs: number
  readonly endMs: number
  readonly values: Float64Array
  readonly from: number
  readonly to: number
  timeMs(index: number): number
  readonly histograms: readonly TimedHistogram[]
  readonly metricName: string
}

export type MixedFunction = (window: MixedWindow, call: RangeCall) => number | NativeHistogram | undefined

export function stepThrough(
  call: RangeCall,
  samples: Samples,
  windows: Windows,
  out: ColumnBuilder,
  metricName: string,
  compute: MixedFunction,
): void {
  const { values, valuesAt, timesMs } = samples
  const all = samples.histograms as readonly TimedHistogram[]
  const ofHistograms = histogramWindows(windows.spec, all)
  const timeMs = (index: number): number => timesMs[index - valuesAt]!
  for (let step = 0; step < windows.spec.count; step++) {
    const from = valuesAt + windows.from[step]!
    const to = valuesAt + windows.to[step]!
    const histograms = all.slice(ofHistograms.from[step], ofHistograms.to[step])
    if (from === to && histograms.length === 0) continue
    const value = compute(
      {
        step,
        startMs: windows.startMs(step),
        endMs: windows.endMs(step),
        values,
        from,
        to,
        timeMs,
        histograms,
        metricName,
      },
      call,
    )
    if (value === undefined) continue
    if (typeof value === 'number') out.setFloat(step, value)
    else out.setHistogram(step, value)
  }
}

/** Where annotations of functions over ranges point: at the first argument, inside of its parentheses. */
export function placeOf({ call }: RangeCall): Place {
  const first = call.args[0]
  return first === undefined ? call.place : withoutParens(first).place
}

export function warnOfMix(call: RangeCall, metricName: string): void {
  call.context.annotations.warn(
    `encountered a mix of histograms and floats for metric name ${quote(metricName)}`,
    placeOf(call),
  )
}

export function warnOfBucketMix(call: RangeCall, metricName: string): void {
  call.context.annotations.warn(
    `vector contains a mix of histograms with exponential and custom buckets schemas for metric name ${quote(metricName)}`,
    placeOf(call),
  )
}

export function warnNotCounter(call: RangeCall, metricName: string): void {
  call.context.annotations.warn(
    `this native histogram metric is not a counter: ${quote(metricName)}`,
    placeOf(call),
  )
}

export function warnNotGauge(call: RangeCall, metricName: string): void {
  call.context.annotations.warn(
    `this native histogram metric is not a gauge: ${quote(metricName)}`,
    placeOf(call),
  )
}

export function sayBoundsReconciled(call: RangeCall, operation: string): void {
  call.context.annotations.info(
    `mismatched custom buckets were reconciled during ${operation}`,
    placeOf(call),
  )
}

export function sayHistogramsIgnored(call: RangeCall, metricName: string): void {
  call.context.annotations.info(
    `ignored histograms in a range containing both floats and histograms for metric name ${quote(metricName)}`,
    placeOf(call),
  )
}
