/** A query's answer as scripts look at it: series of points, each with its time, floats apart from histograms. */
import { formatLabels, type Labels, type NativeHistogram } from '@vedette/model'
import type { QueryValue } from '../evaluate/result.ts'
import { histogramLiteral } from '../histogram/index.ts'
import { FLOAT, HISTOGRAM, histogramAt, kindAt } from '../values/column.ts'
import { timeAt } from '../values/grid.ts'

export interface AnswerSeries {
  readonly labels: Labels
  readonly floats: readonly { readonly timeMs: number; readonly value: number }[]
  readonly histograms: readonly { readonly timeMs: number; readonly histogram: NativeHistogram }[]
}

/** Of a scalar over several steps too: one series without labels. */
export function answerSeries(value: Exclude<QueryValue, { kind: 'string' }>): AnswerSeries[] {
  switch (value.kind) {
    case 'scalar': {
      const floats = Array.from(value.values, (each, step) => ({
        timeMs: timeAt(value.grid, step),
        value: each,
      }))
      return [{ labels: [], floats, histograms: [] }]
    }
    case 'samples':
      return value.series.map(({ labels, timesMs, values, histograms }) => ({
        labels,
        floats: Array.from(timesMs, (timeMs, i) => ({ timeMs, value: values[i]! })),
        histograms,
      }))
    case 'vector':
    case 'matrix':
      return value.series.map(({ labels, column }) => {
        const floats: { timeMs: number; value: number }[] = []
        const histograms: { timeMs: number; histogram: NativeHistogram }[] = []
        for (let step = 0; step < value.grid.count; step++) {
          const kind = kindAt(column, step)
          const timeMs = timeAt(value.grid, step)
          if (kind === FLOAT) floats.push({ timeMs, value: column.values[step]! })
          else if (kind === HISTOGRAM) histograms.push({ timeMs, histogram: histogramAt(column, step) })
        }
        return { labels, floats, histograms }
      })
  }
}

/** What each series has at one moment; those that have nothing then are left out. */
export function at(series: readonly AnswerSeries[], timeMs: number): AnswerSeries[] {
  return series
    .map(({ labels, floats, histograms }) => ({
      labels,
      floats: floats.filter(point => point.timeMs === timeMs),
      histograms: histograms.filter(point => point.timeMs === timeMs),
    }))
    .filter(({ floats, histograms }) => floats.length + histograms.length > 0)
}

export function describe({ labels, floats, histograms }: AnswerSeries): string {
  const points = [
    ...floats.map(({ timeMs, value }) => ({ timeMs, text: String(value) })),
    ...histograms.map(({ timeMs, histogram }) => ({ timeMs, text: histogramLiteral(histogram) })),
  ].sort((a, b) => a.timeMs - b.timeMs)
  const shown = points.slice(0, 20).map(({ timeMs, text }) => `${text} @ ${timeMs} ms`)
  const more = points.length > shown.length ? `, and ${points.length - shown.length} more` : ''
  return `${formatLabels(labels) || '{}'}: ${shown.join(', ')}${more}`
}
