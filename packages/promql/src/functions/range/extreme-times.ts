/** When a window's lowest or highest value was seen last. */
import type { Samples } from '../../source.ts'
import { checkEdges } from './extended.ts'
import { sayHistogramsIgnored, stepThrough } from './mixed.ts'
import type { RangeFunction } from './range-function.ts'

export function timeOfExtreme(beats: (value: number, best: number) => boolean): RangeFunction {
  const ofWindow = ({ values, valuesAt, timesMs }: Samples, from: number, to: number): number => {
    let found = from
    for (let i = from; i < to; i++) {
      const best = values[found]!
      if (beats(values[i]!, best) || Number.isNaN(best)) found = i
    }
    return timesMs[found - valuesAt]! / 1000
  }
  return {
    prepare(call) {
      checkEdges(call)
      return (samples, windows, out, metricName) => {
        if (samples.histograms.length > 0) {
          stepThrough(call, samples, windows, out, metricName, ({ from, to, histograms }) => {
            if (to > from && histograms.length > 0) sayHistogramsIgnored(call, metricName)
            return to > from ? ofWindow(samples, from, to) : undefined
          })
          return
        }
        for (let step = 0; step < windows.spec.count; step++) {
          const from = samples.valuesAt + windows.from[step]!
          const to = samples.valuesAt + windows.to[step]!
          if (to > from) out.setFloat(step, ofWindow(samples, from, to))
        }
      }
    },
  }
}
