/** Functions that look at samples one after the other, floats and histograms alike: how many, which is first, how often they change. */
import type { NativeHistogram } from '@vedette/model'
import { detectReset, equalHistograms } from '../../histogram/index.ts'
import type { Samples } from '../../source.ts'
import { type ColumnBuilder, FLOAT } from '../../values/column.ts'
import { anchoredSamples, checkEdges } from './extended.ts'
import { type MixedFunction, type MixedWindow, stepThrough } from './mixed.ts'
import type { RangeFunction } from './range-function.ts'
import type { Windows } from './windows.ts'

type FloatColumns = (samples: Samples, windows: Windows, out: ColumnBuilder) => void

/** A fast way for floats alone, and one for all else. */
export function inOrder(floats: FloatColumns, mixed: MixedFunction, keepsName = false): RangeFunction {
  return {
    keepsName,
    prepare(call) {
      checkEdges(call)
      return (samples, windows, out, metricName) => {
        if (samples.histograms.length === 0) floats(samples, windows, out)
        else stepThrough(call, samples, windows, out, metricName, mixed)
      }
    },
  }
}

/** The value of one sample of each window, or its time. */
export function pick(which: 'first' | 'last', what: 'value' | 'time'): RangeFunction {
  const ofTime = what === 'time'
  const ofFirst = which === 'first'
  return inOrder(
    ({ values, valuesAt, timesMs }, { from, to }, out) => {
      for (let step = 0; step < from.length; step++) {
        if (to[step] === from[step]) continue
        const at = ofFirst ? from[step]! : to[step]! - 1
        out.setFloat(step, ofTime ? timesMs[at]! / 1000 : values[valuesAt + at]!)
      }
    },
    ({ values, from, to, timeMs, histograms }) => {
      const histogram = ofFirst ? histograms[0] : histograms.at(-1)
      const at = ofFirst ? from : to - 1
      const floatMs = from === to ? undefined : timeMs(at)
      const takesFloat =
        histogram === undefined ||
        (floatMs !== undefined && (ofFirst ? floatMs < histogram.timeMs : histogram.timeMs < floatMs))
      if (takesFloat) return ofTime ? floatMs! / 1000 : values[at]!
      return ofTime ? histogram.timeMs / 1000 : histogram.histogram
    },
    !ofTime,
  )
}

export const count: RangeFunction = inOrder(
  (_, { from, to }, out) => {
    for (let step = 0; step < from.length; step++) {
      if (to[step]! > from[step]!) out.setFloat(step, to[step]! - from[step]!)
    }
  },
  ({ from, to, histograms }) => to - from + histograms.length,
)

export const present: RangeFunction = inOrder(
  (_, { from, to }, out) => {
    for (let step = 0; step < from.length; step++) {
      if (to[step]! === from[step]!) continue
      out.values[step] = 1
      out.kinds[step] = FLOAT
      out.present++
    }
  },
  () => 1,
)

/** How often a pair of neighbours is one that counts. */
export function pairs(
  ofFloats: (before: number, after: number) => boolean,
  ofOthers: (before: number | NativeHistogram, after: number | NativeHistogram) => boolean,
): RangeFunction {
  const plain = inOrder(
    ({ values, valuesAt }, { from, to }, out) => {
      for (let step = 0; step < from.length; step++) {
        const first = valuesAt + from[step]!
        const end = valuesAt + to[step]!
        if (first === end) continue
        out.setFloat(step, countPairs(values, first, end, ofFloats))
      }
    },
    window => countOthers(window, ofOthers),
  )
  return {
    prepare(call) {
      if (call.edges === undefined) return plain.prepare(call)
      checkEdges(call)
      return (samples, windows, out) => {
        for (let step = 0; step < windows.spec.count; step++) {
          const window = anchoredSamples(call, samples, windows, step)
          if (window === undefined) continue
          out.setFloat(
            step,
            window.histograms.length > 0
              ? countOthers(window, ofOthers)
              : countPairs(window.values, window.from, window.to, ofFloats),
          )
        }
      }
    },
  }
}

function countOthers(
  window: Parameters<typeof merged>[0],
  counts: (before: number | NativeHistogram, after: number | NativeHistogram) => boolean,
): number {
  const all = merged(window)
  let found = 0
  for (let i = 1; i < all.length; i++) if (counts(all[i - 1]!, all[i]!)) found++
  return found
}

function countPairs(
  values: Float64Array,
  from: number,
  to: number,
  counts: (before: number, after: number) => boolean,
): number {
  let found = 0
  for (let i = from + 1; i < to; i++) if (counts(values[i - 1]!, values[i]!)) found++
  return found
}

/** Floats and histograms in the order of their times. */
function merged({
  values,
  from,
  to,
  timeMs,
  histograms,
}: Pick<MixedWindow, 'values' | 'from' | 'to' | 'timeMs' | 'histograms'>): (number | NativeHistogram)[] {
  const all: (number | NativeHistogram)[] = []
  let float = from
  for (const { timeMs: atMs, histogram } of histograms) {
    while (float < to && timeMs(float) < atMs) all.push(values[float++]!)
    all.push(histogram)
  }
  while (float < to) all.push(values[float++]!)
  return all
}

export const changes = pairs(differ, (before, after) => {
  if (typeof before === 'number' && typeof after === 'number') return differ(before, after)
  if (typeof before === 'number' || typeof after === 'number') return true
  return !equalHistograms(before, after)
})

export const resets = pairs(
  (before, after) => after < before,
  (before, after) => {
    if (typeof before === 'number' && typeof after === 'number') return after < before
    if (typeof before === 'number' || typeof after === 'number') return true
    return detectReset(before, after)
  },
)

function differ(before: number, after: number): boolean {
  return before !== after && !(Number.isNaN(before) && Number.isNaN(after))
}
