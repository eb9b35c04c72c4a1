/** From Prometheus's answers to frames, as Grafana's data source makes them: a frame for each series, one table for each query, or one frame of buckets. */

import { numberColumn, rowsOf, textColumn, timeColumn } from './columns.ts'
import type { FieldLabels, Frame, NumberField, TextField, TimeField } from './frame.ts'
import { heatmapFrames } from './heatmap-frames.ts'

/** A time in seconds and a number as text: `NaN`, `+Inf`, `1.5`. */
export type Sample = readonly [seconds: number, value: string]

export interface HistogramSample {
  readonly count: string
  readonly sum: string
  readonly buckets?: readonly (readonly [boundaries: number, lower: string, upper: string, count: string])[]
}

export interface AnsweredSeries {
  readonly metric: FieldLabels
  readonly values?: readonly Sample[]
  readonly value?: Sample
  readonly histograms?: readonly (readonly [number, HistogramSample])[]
  readonly histogram?: readonly [number, HistogramSample]
}

/** The `data` of an answer of `query` or `query_range`. */
export type PrometheusData =
  | { readonly resultType: 'matrix'; readonly result: readonly AnsweredSeries[] }
  | { readonly resultType: 'vector'; readonly result: readonly AnsweredSeries[] }
  | { readonly resultType: 'scalar' | 'string'; readonly result: Sample }

export interface AnsweredQuery {
  readonly refId: string
  readonly data: PrometheusData
  /** As it was asked: what a series without labels is called. */
  readonly expr: string
  readonly format?: 'time_series' | 'table' | 'heatmap' | undefined
  /** Its variables filled in; `{{label}}` is filled here. */
  readonly legendFormat?: string | undefined
  /** Of a question over time: where a gap begins. */
  readonly stepMs?: number | undefined
}

/** All answers of a panel at once: how a table's column is called depends on whether there are others. */
export function framesOf(answers: readonly AnsweredQuery[]): Frame[] {
  const tables = answers.filter(each => each.format === 'table')
  const several = new Set(tables.map(each => each.refId)).size > 1
  const inSeries: Frame[] = []
  const inTables: Frame[] = []
  const inBuckets: Frame[] = []
  for (const answer of answers) {
    const series = seriesOf(answer.data)
    if (answer.format === 'table') inTables.push(tableOf(answer, series, several))
    else if (answer.format === 'heatmap') inBuckets.push(...heatmapFrames(answer, series))
    else inSeries.push(...series.map(each => seriesFrame(answer, each)))
  }
  return [...inSeries, ...inTables, ...inBuckets]
}

/** One series with its points as one list. */
export interface SeriesPoints {
  readonly labels: FieldLabels
  readonly points: readonly Sample[]
  readonly histograms: readonly (readonly [number, HistogramSample])[]
}

function seriesOf(data: PrometheusData): SeriesPoints[] {
  if (data.resultType === 'matrix' || data.resultType === 'vector') {
    return data.result.map(({ metric, values, value, histograms, histogram }) => ({
      labels: metric,
      points: values ?? (value === undefined ? [] : [value]),
      histograms: histograms ?? (histogram === undefined ? [] : [histogram]),
    }))
  }
  return [{ labels: {}, points: [data.result], histograms: [] }]
}

function seriesFrame(answer: AnsweredQuery, { labels, points }: SeriesPoints): Frame {
  const legend = legendOf(answer, labels)
  return {
    refId: answer.refId,
    fields: [
      timesOf(points, answer.stepMs),
      {
        name: labels.__name__ || 'Value',
        type: 'number',
        labels,
        ...(legend === undefined ? {} : { legend }),
        values: Float64Array.from(points, ([, text]) => sampleNumber(text)),
      },
    ],
    length: points.length,
  }
}

export function timesOf(points: readonly Sample[], stepMs: number | undefined): TimeField {
  return {
    name: 'Time',
    type: 'time',
    values: Float64Array.from(points, ([seconds]) => Math.round(seconds * 1000)),
    ...(stepMs === undefined ? {} : { config: { interval: stepMs } }),
  }
}

/** A row for each value of each series, a column for each label that any of them has; in the order of time. */
function tableOf(answer: AnsweredQuery, series: readonly SeriesPoints[], several: boolean): Frame {
  const names = new Set<string>()
  for (const { labels } of series) for (const name of Object.keys(labels).sort()) names.add(name)
  const length = series.reduce((sum, { points }) => sum + points.length, 0)
  const times = new Float64Array(length)
  const values = new Float64Array(length)
  const texts = new Map([...names].map(name => [name, new Array<string>(length)]))
  let row = 0
  for (const { labels, points } of series) {
    for (const [seconds, text] of points) {
      times[row] = Math.round(seconds * 1000)
      values[row] = sampleNumber(text)
      for (const [name, column] of texts) column[row] = Object.hasOwn(labels, name) ? labels[name]! : ''
      row++
    }
  }
  const time = timeColumn('Time', times)
  const columns: (TimeField | TextField | NumberField)[] = [
    answer.stepMs === undefined ? time : { ...time, config: { interval: answer.stepMs } },
    ...[...texts].map(([name, column]) => textColumn(name, column)),
    numberColumn(several ? `Value #${answer.refId}` : 'Value', values),
  ]
  return inOrderOfTime({ refId: answer.refId, fields: columns, length }, times)
}

function inOrderOfTime(frame: Frame, times: Float64Array): Frame {
  if (times.every((atMs, row) => row === 0 || atMs >= times[row - 1]!)) return frame
  const rows = Uint32Array.from(times.keys()).sort((a, b) => times[a]! - times[b]! || a - b)
  return rowsOf(frame, rows)
}

/** What a series is called by its query; undefined where that is left to what tells it from the others. */
export function legendOf(
  { legendFormat = '', expr }: Pick<AnsweredQuery, 'legendFormat' | 'expr'>,
  labels: FieldLabels,
): string | undefined {
  if (legendFormat === '__auto') return Object.keys(labels).length > 0 ? undefined : expr
  const legend = legendFormat === '' ? metricText(labels) : fillLegend(legendFormat, labels)
  return legend === '{}' ? expr : legend
}

/** A label that is not there leaves nothing. */
export function fillLegend(template: string, labels: FieldLabels): string {
  return template.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, name: string) =>
    Object.hasOwn(labels, name) ? labels[name]! : '',
  )
}

/** `up{job="shop"}`; `{}` where there is nothing. */
export function metricText(labels: FieldLabels): string {
  const { __name__: metric = '', ...rest } = labels
  const pairs = Object.keys(rest)
    .map(name => `${name}=${JSON.stringify(rest[name])}`)
    .sort()
  return pairs.length === 0 && metric !== '' ? metric : `${metric}{${pairs.join(', ')}}`
}

export function sampleNumber(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  return Number.parseFloat(text)
}
