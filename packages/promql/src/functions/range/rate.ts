/**
 * `rate`, `increase` and `delta`: how much a series changed over the window, extrapolated to the window's edges where its samples come close to
 * them.
 *
 * All that follows from times alone is worked out once for all series with the same times. What is left for each series is one look for
 * counter resets and a few operations a step.
 */
import type { Samples } from '../../source.ts'
import { quote } from '../../syntax/quoted.ts'
import { type ColumnBuilder, FLOAT } from '../../values/column.ts'
import { extendedRate } from './extended.ts'
import { extrapolationFactor, type RateKind, THRESHOLD } from './extrapolation.ts'
import { histogramRate } from './histogram-rate.ts'
import { type MixedWindow, placeOf, stepThrough, warnOfMix } from './mixed.ts'
import type { RangeCall, RangeFunction } from './range-function.ts'
import type { Windows } from './windows.ts'

export function rateFunction(kind: RateKind): RangeFunction {
  return {
    prepare(call) {
      const note = kind.isCounter ? noteNonCounters(call) : () => {}
      if (call.edges !== undefined) return extendedRate(call, kind, note)
      const resets = new CounterResets()
      return (samples, windows, out, metricName) => {
        if (samples.histograms.length === 0) floatRates(kind, resets, samples, windows, out)
        else stepThrough(call, samples, windows, out, metricName, window => mixedRate(window, call, kind))
        note(out, metricName)
      }
    },
  }
}

const COUNTER_NAME = /_(?:total|sum|count|bucket)$/

/** Says it once for each name; the place is the same for all. */
function noteNonCounters(call: RangeCall): (out: ColumnBuilder, metricName: string) => void {
  const seen = new Set<string>([''])
  return (out, metricName) => {
    if (seen.has(metricName) || out.present === 0 || !out.kinds.includes(FLOAT)) return
    seen.add(metricName)
    if (COUNTER_NAME.test(metricName)) return
    call.context.annotations.info(
      `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${quote(metricName)}`,
      placeOf(call),
    )
  }
}

/** What extrapolation needs of the times, by step, in seconds. */
interface Extrapolation {
  /** Steps whose window has two samples or more. */
  readonly present: number
  readonly sampled: Float64Array
  readonly toStart: Float64Array
  readonly toEnd: Float64Array
}

function extrapolationOf(windows: Windows): Extrapolation {
  const known = windows.remembered.get('extrapolation')
  if (known !== undefined) return known as Extrapolation
  const { count } = windows.spec
  const sampled = new Float64Array(count)
  const toStart = new Float64Array(count)
  const toEnd = new Float64Array(count)
  let present = 0
  for (let step = 0; step < count; step++) {
    const from = windows.from[step]!
    const to = windows.to[step]!
    if (to - from < 2) continue
    present++
    const firstMs = windows.timesMs[from]!
    const lastMs = windows.timesMs[to - 1]!
    const seconds = (lastMs - firstMs) / 1000
    const average = seconds / (to - from - 1)
    const before = (firstMs - windows.startMs(step)) / 1000
    const after = (windows.endMs(step) - lastMs) / 1000
    sampled[step] = seconds
    toStart[step] = before >= average * THRESHOLD ? average / 2 : before
    toEnd[step] = after >= average * THRESHOLD ? average / 2 : after
  }
  const made = { present, sampled, toStart, toEnd }
  windows.remembered.set('extrapolation', made)
  return made
}

/** Where a counter fell: the indexes of the samples that are less than the one before. */
class CounterResets {
  at = new Int32Array(16)
  count = 0

  find(values: Float64Array, from: number, to: number): void {
    this.count = 0
    let before = values[from]!
    for (let i = from + 1; i < to; i++) {
      const value = values[i]!
      if (value < before) this.#add(i)
      before = value
    }
  }

  #add(index: number): void {
    if (this.count === this.at.length) {
      const larger = new Int32Array(this.count * 2)
      larger.set(this.at)
      this.at = larger
    }
    this.at[this.count++] = index
  }
}

function floatRates(
  { isCounter, isRate }: RateKind,
  resets: CounterResets,
  { values, valuesAt, count }: Samples,
  windows: Windows,
  out: ColumnBuilder,
): void {
  const { present, sampled, toStart, toEnd } = extrapolationOf(windows)
  if (present === 0) return
  const { from, to } = windows
  const steps = windows.spec.count
  const rangeSeconds = isRate ? windows.spec.lengthMs / 1000 : 1
  const result = out.values
  if (isCounter) resets.find(values, valuesAt, valuesAt + count)
  else resets.count = 0
  const { at: resetAt, count: resetCount } = resets
  let firstReset = 0
  for (let step = 0; step < steps; step++) {
    const seconds = sampled[step]!
    if (seconds === 0) continue
    const first = valuesAt + from[step]!
    const last = valuesAt + to[step]! - 1
    const start = values[first]!
    let change = values[last]! - start
    if (resetCount > 0) {
      while (firstReset < resetCount && resetAt[firstReset]! <= first) firstReset++
      for (let i = firstReset; i < resetCount && resetAt[i]! <= last; i++) change += values[resetAt[i]! - 1]!
    }
    let before = toStart[step]!
    // A counter can't have been below zero: where it began within the window, it is taken back only so far.
    if (isCounter && change > 0 && start >= 0 && !(seconds * start > before * change * 1.000001)) {
      const toZero = seconds * (start / change)
      if (toZero < before) before = toZero
    }
    let factor = (seconds + before + toEnd[step]!) / seconds
    if (isRate) factor /= rangeSeconds
    result[step] = change * factor
  }
  const { kinds } = out
  if (present === steps) kinds.fill(FLOAT)
  else for (let step = 0; step < steps; step++) if (to[step]! - from[step]! >= 2) kinds[step] = FLOAT
  out.present = present
}

function mixedRate(window: MixedWindow, call: RangeCall, kind: RateKind) {
  const { from, to, histograms, values, metricName } = window
  if (histograms.length > 0 && to > from) {
    warnOfMix(call, metricName)
    return undefined
  }
  if (histograms.length > 0) return histogramRate(window, call, kind)
  if (to - from < 2) return undefined
  let change = values[to - 1]! - values[from]!
  if (kind.isCounter) {
    for (let i = from + 1; i < to; i++) if (values[i]! < values[i - 1]!) change += values[i - 1]!
  }
  const factor = extrapolationFactor(
    window,
    kind,
    window.timeMs(from),
    window.timeMs(to - 1),
    to - from,
    values[from]!,
    change,
  )
  return change * factor
}
