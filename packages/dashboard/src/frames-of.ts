/** From Prometheus's answers to frames, as Grafana's data source makes them: a frame for each series, one table for each query, or one frame of buckets. */

import { numberColumn, rowsOf, textColumn, timeColumn } from './columns.ts'
import type { FieldLabels, Frame, NumberField, TextField, TimeField } from './frame.ts'
import { heatmapFrames } from './heatmap-frames.ts'
import {
  type AnsweredQuery,
  type Sample,
  type SeriesPoints,
  sampleNumber,
  seriesOf,
} from './prometheus-answer.ts'
import { fillTemplate, fullName, labelOf } from './series-name.ts'

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
      for (const [name, column] of texts) column[row] = labelOf(labels, name) ?? ''
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
  const legend = legendFormat === '' ? fullName(labels) : fillTemplate(legendFormat, labels)
  return legend === '{}' ? expr : legend
}
