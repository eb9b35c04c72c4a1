/**
 * A query's answer as Prometheus's JSON, in pieces: written as fast as the client takes them, so that a large answer is never held whole.
 * Answers of range queries are bytes (matrix-json.ts), the rest is text.
 */
import {
  HISTOGRAM,
  histogramAt,
  kindAt,
  type QueryValue,
  type ResultSeries,
  type SampledSeries,
} from '@vedette/promql'
import { histogramText, metricText, samplesText } from './element-json.ts'
import { matrixPieces } from './matrix-json.ts'
import { secondsText, valueText } from './number-text.ts'

const PIECE_LENGTH = 256 * 1024

export interface AnswerEnvelope {
  readonly value: QueryValue
  readonly warnings: readonly string[]
  readonly infos: readonly string[]
  readonly stats?: object
}

export function* answerPieces(answer: AnswerEnvelope): Generator<string | Buffer> {
  const { value } = answer
  let piece = `{"status":"success","data":{"resultType":"${typeOf(value)}","result":`
  if (value.kind === 'matrix') {
    yield* matrixPieces(value, piece, rest(answer))
    return
  }
  // Pieces of at least some length, all but the last.
  for (const part of resultParts(value)) {
    piece += part
    if (piece.length < PIECE_LENGTH) continue
    yield piece
    piece = ''
  }
  yield piece + rest(answer)
}

/** What follows the result. */
function rest({ stats, warnings, infos }: AnswerEnvelope): string {
  let text = stats === undefined ? '}' : `,"stats":${JSON.stringify(stats)}}`
  if (warnings.length > 0) text += `,"warnings":${JSON.stringify(warnings)}`
  if (infos.length > 0) text += `,"infos":${JSON.stringify(infos)}`
  return `${text}}`
}

function typeOf({ kind }: QueryValue): string {
  return kind === 'samples' ? 'matrix' : kind
}

function* resultParts(value: Exclude<QueryValue, { kind: 'matrix' }>): Generator<string> {
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

function sampledSeries({ labels, timesMs, values, histograms }: SampledSeries): string {
  let floats = ''
  for (let i = 0; i < timesMs.length; i++)
    floats += `,[${secondsText(timesMs[i]!)},"${valueText(values[i]!)}"]`
  const texts = histograms.map(
    ({ timeMs, histogram }) => `,[${secondsText(timeMs)},${histogramText(histogram)}]`,
  )
  return `{"metric":${metricText(labels)},${samplesText(floats, texts.join(''))}}`
}
