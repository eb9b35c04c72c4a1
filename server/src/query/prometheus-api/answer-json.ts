/**
 * A query's answer as Prometheus's JSON, in pieces: written as fast as the client takes them, so that a large answer is never held whole.
 */
import { type Labels, type NativeHistogram, recordOf } from '@vedette/model'
import {
  bucketsForJson,
  FLOAT,
  type Grid,
  HISTOGRAM,
  histogramAt,
  kindAt,
  type QueryValue,
  type ResultSeries,
  type SampledSeries,
  timeAt,
} from '@vedette/promql'
import { secondsText, valueText } from './number-text.ts'

const PIECE_LENGTH = 256 * 1024

export interface AnswerEnvelope {
  readonly value: QueryValue
  readonly warnings: readonly string[]
  readonly infos: readonly string[]
  readonly stats?: object
}

/** Pieces of at least some length, all but the last. */
export function* answerPieces(answer: AnswerEnvelope): Generator<string> {
  let piece = `{"status":"success","data":{"resultType":"${typeOf(answer.value)}","result":`
  for (const part of resultParts(answer.value)) {
    piece += part
    if (piece.length < PIECE_LENGTH) continue
    yield piece
    piece = ''
  }
  if (answer.stats !== undefined) piece += `,"stats":${JSON.stringify(answer.stats)}`
  piece += '}'
  if (answer.warnings.length > 0) piece += `,"warnings":${JSON.stringify(answer.warnings)}`
  if (answer.infos.length > 0) piece += `,"infos":${JSON.stringify(answer.infos)}`
  yield `${piece}}`
}

function typeOf({ kind }: QueryValue): string {
  return kind === 'samples' ? 'matrix' : kind
}

function* resultParts(value: QueryValue): Generator<string> {
  switch (value.kind) {
    case 'string':
      yield `[${secondsText(value.timeMs)},${JSON.stringify(value.value)}]`
      return
    case 'scalar':
      yield `[${secondsText(value.grid.startMs)},"${valueText(value.values[0]!)}"]`
      return
    case 'vector': {
      const time = secondsText(value.grid.startMs)
      yield* list(value.series, series => instantSample(series, time))
      return
    }
    case 'matrix': {
      const times = stepTimes(value.grid)
      yield* list(value.series, series => rangeSeries(series, times))
      return
    }
    case 'samples':
      yield* list(value.series, sampledSeries)
  }
}

function* list<T>(items: readonly T[], text: (item: T) => string): Generator<string> {
  let before = '['
  for (const item of items) {
    yield before + text(item)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

function instantSample({ labels, column }: ResultSeries, time: string): string {
  const metric = metricText(labels)
  return kindAt(column, 0) === HISTOGRAM
    ? `{"metric":${metric},"histogram":[${time},${histogramText(histogramAt(column, 0))}]}`
    : `{"metric":${metric},"value":[${time},"${valueText(column.values[0]!)}"]}`
}

/** What stands between two values, by step, the same for all series: fewer and longer pieces make a text faster. */
interface StepTimes {
  /** `[1700000000,` */
  readonly opening: readonly string[]
  /** `"],[1700000000,"` */
  readonly between: readonly string[]
}

function stepTimes(grid: Grid): StepTimes {
  const opening = Array.from({ length: grid.count }, (_, step) => `[${secondsText(timeAt(grid, step))},`)
  return { opening, between: opening.map(text => `"],${text}"`) }
}

function rangeSeries({ labels, column }: ResultSeries, { opening, between }: StepTimes): string {
  const { values, kinds } = column
  if (kinds === undefined) {
    let text = `{"metric":${metricText(labels)},"values":[${opening[0]}"${valueText(values[0]!)}`
    for (let step = 1; step < values.length; step++) text += between[step]! + valueText(values[step]!)
    return `${text}"]]}`
  }
  let floats = ''
  let histograms = ''
  for (let step = 0; step < values.length; step++) {
    if (kinds[step] === FLOAT) floats += `,${opening[step]}"${valueText(values[step]!)}"]`
    else if (kinds[step] === HISTOGRAM) {
      histograms += `,${opening[step]}${histogramText(histogramAt(column, step))}]`
    }
  }
  return seriesText(labels, floats, histograms)
}

function sampledSeries({ labels, timesMs, values, histograms }: SampledSeries): string {
  let floats = ''
  for (let i = 0; i < timesMs.length; i++)
    floats += `,[${secondsText(timesMs[i]!)},"${valueText(values[i]!)}"]`
  const texts = histograms.map(
    ({ timeMs, histogram }) => `,[${secondsText(timeMs)},${histogramText(histogram)}]`,
  )
  return seriesText(labels, floats, texts.join(''))
}

function seriesText(labels: Labels, floats: string, histograms: string): string {
  const parts = [
    ...(floats === '' ? [] : [`"values":[${floats.slice(1)}]`]),
    ...(histograms === '' ? [] : [`"histograms":[${histograms.slice(1)}]`]),
  ]
  return `{"metric":${metricText(labels)},${parts.join(',')}}`
}

const metrics = new WeakMap<Labels, string>()

/** Kept with the labels: the same series are asked for again and again. */
function metricText(labels: Labels): string {
  let text = metrics.get(labels)
  if (text === undefined) {
    text = JSON.stringify(recordOf(labels))
    metrics.set(labels, text)
  }
  return text
}

function histogramText(histogram: NativeHistogram): string {
  const buckets = bucketsForJson(histogram).map(
    ({ boundaries, lower, upper, count }) =>
      `[${boundaries},"${valueText(lower)}","${valueText(upper)}","${valueText(count)}"]`,
  )
  const tail = buckets.length === 0 ? '' : `,"buckets":[${buckets.join(',')}]`
  return `{"count":"${valueText(histogram.count)}","sum":"${valueText(histogram.sum)}"${tail}}`
}
