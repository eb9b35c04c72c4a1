/** The native histogram of remote write, the same message in 1.0 and 2.0. Deltas become counts here. */
import { isStale, type NativeHistogram, type ResetHint, type Span } from '@vedette/model'
import { FIXED64, LEN, type ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WireError } from './wire-error.ts'

const HINTS: readonly ResetHint[] = ['unknown', 'reset', 'no-reset', 'gauge']
/** Prometheus limits a histogram to far fewer; this only keeps a lying message from taking the memory. */
const MOST_BUCKETS = 100_000

const COUNT_INT = tag(1, VARINT)
const COUNT_FLOAT = tag(2, FIXED64)
const SUM = tag(3, FIXED64)
const SCHEMA = tag(4, VARINT)
const ZERO_THRESHOLD = tag(5, FIXED64)
const ZERO_COUNT_INT = tag(6, VARINT)
const ZERO_COUNT_FLOAT = tag(7, FIXED64)
const NEGATIVE_SPAN = tag(8, LEN)
const POSITIVE_SPAN = tag(11, LEN)
const RESET_HINT = tag(14, VARINT)
const TIMESTAMP = tag(15, VARINT)
const SPAN_OFFSET = tag(1, VARINT)
const SPAN_LENGTH = tag(2, VARINT)

export interface DecodedHistogram {
  readonly timeMs: number
  readonly histogram: NativeHistogram | 'stale'
}

export function readHistogram(reader: ProtobufReader): DecodedHistogram {
  let integer = true
  let count = 0
  let sum = 0
  let schema = 0
  let zeroThreshold = 0
  let zeroCount = 0
  let resetHint: ResetHint = 'unknown'
  let timeMs = 0
  const positiveSpans: Span[] = []
  const negativeSpans: Span[] = []
  const positiveDeltas: number[] = []
  const negativeDeltas: number[] = []
  const positiveCounts: number[] = []
  const negativeCounts: number[] = []
  const customValues: number[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === COUNT_INT) count = reader.uint64()
    else if (t === COUNT_FLOAT) {
      integer = false
      count = reader.double()
    } else if (t === SUM) sum = reader.double()
    else if (t === SCHEMA) schema = reader.sint64()
    else if (t === ZERO_THRESHOLD) zeroThreshold = reader.double()
    else if (t === ZERO_COUNT_INT) zeroCount = reader.uint64()
    else if (t === ZERO_COUNT_FLOAT) {
      integer = false
      zeroCount = reader.double()
    } else if (t === NEGATIVE_SPAN) negativeSpans.push(readSpan(reader))
    else if (t === POSITIVE_SPAN) positiveSpans.push(readSpan(reader))
    else if (t === RESET_HINT) resetHint = HINTS[reader.uint64()] ?? 'unknown'
    else if (t === TIMESTAMP) timeMs = reader.int64()
    else {
      switch (t >>> 3) {
        case 9:
          readRun(reader, negativeDeltas, () => reader.sint64())
          break
        case 10:
          readRun(reader, negativeCounts, () => reader.double())
          break
        case 12:
          readRun(reader, positiveDeltas, () => reader.sint64())
          break
        case 13:
          readRun(reader, positiveCounts, () => reader.double())
          break
        case 16:
          readRun(reader, customValues, () => reader.double())
          break
        default:
          reader.skip()
      }
    }
  }
  if (isStale(sum)) return { timeMs, histogram: 'stale' }
  const histogram: NativeHistogram = {
    integer,
    resetHint,
    schema,
    zeroThreshold,
    zeroCount,
    count,
    sum,
    positiveSpans,
    positiveCounts: Float64Array.from(integer ? summedUp(positiveDeltas) : positiveCounts),
    negativeSpans,
    negativeCounts: Float64Array.from(integer ? summedUp(negativeDeltas) : negativeCounts),
    customValues: Float64Array.from(customValues),
  }
  checkSpans(positiveSpans, histogram.positiveCounts.length, 'positive')
  checkSpans(negativeSpans, histogram.negativeCounts.length, 'negative')
  return { timeMs, histogram }
}

function readSpan(reader: ProtobufReader): Span {
  const outer = reader.enter()
  let offset = 0
  let length = 0
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === SPAN_OFFSET) offset = reader.sint64()
    else if (t === SPAN_LENGTH) length = reader.uint32()
    else reader.skip()
  }
  reader.leave(outer)
  return { offset, length }
}

function readRun(reader: ProtobufReader, into: number[], read: () => number): void {
  const outer = reader.enterRun()
  while (reader.more()) {
    if (into.length >= MOST_BUCKETS)
      throw new WireError('limit', `a histogram has more than ${MOST_BUCKETS} buckets`)
    into.push(read())
  }
  reader.leave(outer)
}

function summedUp(deltas: readonly number[]): number[] {
  let count = 0
  return deltas.map(delta => {
    count += delta
    return count
  })
}

function checkSpans(spans: readonly Span[], buckets: number, side: string): void {
  const spanned = spans.reduce((sum, span) => sum + span.length, 0)
  if (spanned !== buckets) {
    throw new WireError(
      'malformed',
      `a histogram's ${side} spans cover ${spanned} buckets, but it has ${buckets}`,
    )
  }
}
