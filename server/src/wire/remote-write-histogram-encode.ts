/** The native histogram of remote write, the same message in 1.0 and 2.0. Counts become deltas where they are integers. */
import { type NativeHistogram, type ResetHint, type Span, STALE } from '@vedette/model'
import type { ProtobufWriter } from './protobuf-writer.ts'

const HINTS: Record<ResetHint, number> = { unknown: 0, reset: 1, 'no-reset': 2, gauge: 3 }

export function writeHistogram(
  writer: ProtobufWriter,
  field: number,
  timeMs: number,
  histogram: NativeHistogram | 'stale',
): void {
  writer.message(field, () => {
    if (histogram === 'stale') {
      writer.int(1, 0)
      writer.doubleFrom(3, STALE, 0)
    } else writeBody(writer, histogram)
    writer.int(15, timeMs)
  })
}

function writeBody(writer: ProtobufWriter, histogram: NativeHistogram): void {
  const { integer } = histogram
  // Which of the two count fields is there says which kind of histogram it is, so it is written even when it is 0.
  if (integer) writer.int(1, histogram.count)
  else writer.double(2, histogram.count)
  writer.double(3, histogram.sum)
  writer.sint(4, histogram.schema)
  writer.double(5, histogram.zeroThreshold)
  if (integer) writer.int(6, histogram.zeroCount)
  else writer.double(7, histogram.zeroCount)
  writeSpans(writer, 8, histogram.negativeSpans)
  if (integer) writeDeltas(writer, 9, histogram.negativeCounts)
  else writeCounts(writer, 10, histogram.negativeCounts)
  writeSpans(writer, 11, histogram.positiveSpans)
  if (integer) writeDeltas(writer, 12, histogram.positiveCounts)
  else writeCounts(writer, 13, histogram.positiveCounts)
  if (histogram.resetHint !== 'unknown') writer.int(14, HINTS[histogram.resetHint])
  writeCounts(writer, 16, histogram.customValues)
}

function writeSpans(writer: ProtobufWriter, field: number, spans: readonly Span[]): void {
  for (const span of spans) {
    writer.message(field, () => {
      writer.sint(1, span.offset)
      writer.int(2, span.length)
    })
  }
}

function writeDeltas(writer: ProtobufWriter, field: number, counts: Float64Array): void {
  if (counts.length > 0)
    writer.packedSints(
      field,
      counts.map((count, i) => count - (counts[i - 1] ?? 0)),
    )
}

function writeCounts(writer: ProtobufWriter, field: number, counts: Float64Array): void {
  if (counts.length > 0) writer.packedDoubles(field, counts)
}
