/** What stands in every kind of result: a series' labels, its samples, native histograms. */
import { type Labels, type NativeHistogram, recordOf } from '@vedette/model'
import { bucketsForJson } from '@vedette/promql'
import { valueText } from './number-text.ts'

const metrics = new WeakMap<Labels, string>()

/** Kept with the labels: the same series are asked for again and again. */
export function metricText(labels: Labels): string {
  let text = metrics.get(labels)
  if (text === undefined) {
    text = JSON.stringify(recordOf(labels))
    metrics.set(labels, text)
  }
  return text
}

export function histogramText(histogram: NativeHistogram): string {
  const buckets = bucketsForJson(histogram).map(
    ({ boundaries, lower, upper, count }) =>
      `[${boundaries},"${valueText(lower)}","${valueText(upper)}","${valueText(count)}"]`,
  )
  const tail = buckets.length === 0 ? '' : `,"buckets":[${buckets.join(',')}]`
  return `{"count":"${valueText(histogram.count)}","sum":"${valueText(histogram.sum)}"${tail}}`
}

/** Of the texts of samples, each with a comma before it. */
export function samplesText(floats: string, histograms: string): string {
  const parts = [
    ...(floats === '' ? [] : [`"values":[${floats.slice(1)}]`]),
    ...(histograms === '' ? [] : [`"histograms":[${histograms.slice(1)}]`]),
  ]
  return parts.join(',')
}
