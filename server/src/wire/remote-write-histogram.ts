/**
 * The native histogram of remote write, the same message in 1.0 and 2.0. Deltas become counts here; whether the whole makes sense is for
 * admission to say, so that one bad histogram costs no other sample of the request.
 */
import { isStale, type NativeHistogram, type ResetHint, type Span } from '@vedette/model'
import { absoluteCounts, readCounts, readDeltas, readSpan } from './native-histogram.ts'
import { FIXED64, LEN, type ProtobufReader, tag, VARINT } from './protobuf.ts'

const HINTS: readonly ResetHint[] = ['unknown', 'reset', 'no-reset', 'gauge']
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
          readDeltas(reader, negativeDeltas)
          break
        case 10:
          readCounts(reader, negativeCounts)
          break
        case 12:
          readDeltas(reader, positiveDeltas)
          break
        case 13:
          readCounts(reader, positiveCounts)
          break
        case 16:
          readCounts(reader, customValues)
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
    positiveCounts: integer ? absoluteCounts(positiveDeltas) : Float64Array.from(positiveCounts),
    negativeSpans,
    negativeCounts: integer ? absoluteCounts(negativeDeltas) : Float64Array.from(negativeCounts),
    customValues: Float64Array.from(customValues),
  }
  return { timeMs, histogram }
}
