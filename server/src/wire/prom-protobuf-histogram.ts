/**
 * The `Histogram` message of Prometheus's protobuf exposition. It holds up to two tellings of one thing: classic buckets, cumulative and
 * with bounds spelled out, and a native histogram, whose bucket counts are deltas in runs ("spans") of neighbours.
 */
import { histogramProblem, type NativeHistogram, type ResetHint, type Span } from '@vedette/model'
import { absoluteCounts, readCounts, readDeltas, readSpan } from './native-histogram.ts'
import { type PromExemplar, readExemplar } from './prom-protobuf-exemplar.ts'
import { FIXED64, LEN, type ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WireError } from './wire-error.ts'

export interface ClassicBucket {
  readonly upperBound: number
  readonly cumulativeCount: number
  readonly exemplar: PromExemplar | undefined
}

export interface PromHistogram {
  readonly count: number
  readonly sum: number
  readonly buckets: readonly ClassicBucket[]
  /** Of the native histogram; those of classic buckets are beside their buckets. */
  readonly exemplars: readonly PromExemplar[]
  /** undefined where the message holds classic buckets only. */
  readonly native: NativeHistogram | undefined
}

const SAMPLE_COUNT = tag(1, VARINT)
const SAMPLE_SUM = tag(2, FIXED64)
const BUCKET = tag(3, LEN)
const SAMPLE_COUNT_FLOAT = tag(4, FIXED64)
const SCHEMA = tag(5, VARINT)
const ZERO_THRESHOLD = tag(6, FIXED64)
const ZERO_COUNT = tag(7, VARINT)
const ZERO_COUNT_FLOAT = tag(8, FIXED64)
const NEGATIVE_SPAN = tag(9, LEN)
const NEGATIVE_DELTA = 10
const NEGATIVE_COUNT = 11
const POSITIVE_SPAN = tag(12, LEN)
const POSITIVE_DELTA = 13
const POSITIVE_COUNT = 14
const EXEMPLAR = tag(16, LEN)

/** Reads the message that was entered. `describe` names the metric for errors. */
export function readHistogram(
  reader: ProtobufReader,
  resetHint: ResetHint,
  describe: () => string,
): PromHistogram {
  let count = 0
  let countFloat = 0
  let sum = 0
  let schema = 0
  let zeroThreshold = 0
  let zeroCount = 0
  let zeroCountFloat = 0
  const buckets: ClassicBucket[] = []
  const exemplars: PromExemplar[] = []
  const positiveSpans: Span[] = []
  const negativeSpans: Span[] = []
  const positiveDeltas: number[] = []
  const negativeDeltas: number[] = []
  const positiveCounts: number[] = []
  const negativeCounts: number[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === SAMPLE_COUNT) count = reader.uint64()
    else if (t === SAMPLE_SUM) sum = reader.double()
    else if (t === BUCKET) buckets.push(readBucket(reader))
    else if (t === SAMPLE_COUNT_FLOAT) countFloat = reader.double()
    else if (t === SCHEMA) schema = reader.sint64()
    else if (t === ZERO_THRESHOLD) zeroThreshold = reader.double()
    else if (t === ZERO_COUNT) zeroCount = reader.uint64()
    else if (t === ZERO_COUNT_FLOAT) zeroCountFloat = reader.double()
    else if (t === NEGATIVE_SPAN) negativeSpans.push(readSpan(reader))
    else if (t === POSITIVE_SPAN) positiveSpans.push(readSpan(reader))
    else if (isRun(t, NEGATIVE_DELTA, VARINT)) readDeltas(reader, negativeDeltas)
    else if (isRun(t, POSITIVE_DELTA, VARINT)) readDeltas(reader, positiveDeltas)
    else if (isRun(t, NEGATIVE_COUNT, FIXED64)) readCounts(reader, negativeCounts)
    else if (isRun(t, POSITIVE_COUNT, FIXED64)) readCounts(reader, positiveCounts)
    else if (t === EXEMPLAR) exemplars.push(readExemplarField(reader))
    else reader.skip()
  }
  const classic = { count: countFloat || count, sum, buckets, exemplars }
  // As Prometheus tells them apart: without spans and a zero bucket there is nothing native in it.
  if (positiveSpans.length === 0 && negativeSpans.length === 0 && !(zeroThreshold > 0) && zeroCount === 0) {
    return { ...classic, native: undefined }
  }
  const integer = !(countFloat > 0 || zeroCountFloat > 0)
  const native: NativeHistogram = {
    integer,
    resetHint,
    schema,
    zeroThreshold,
    zeroCount: integer ? zeroCount : zeroCountFloat,
    count: integer ? count : countFloat,
    sum,
    positiveSpans,
    positiveCounts: integer ? absoluteCounts(positiveDeltas) : Float64Array.from(positiveCounts),
    negativeSpans,
    negativeCounts: integer ? absoluteCounts(negativeDeltas) : Float64Array.from(negativeCounts),
    customValues: new Float64Array(0),
  }
  const problem = histogramProblem(native)
  if (problem !== undefined)
    throw new WireError('malformed', `invalid native histogram of ${describe()}: ${problem}`)
  return { ...classic, native }
}

function isRun(t: number, field: number, scalar: number): boolean {
  return t === tag(field, LEN) || t === tag(field, scalar)
}

const CUMULATIVE_COUNT = tag(1, VARINT)
const UPPER_BOUND = tag(2, FIXED64)
const BUCKET_EXEMPLAR = tag(3, LEN)
const CUMULATIVE_COUNT_FLOAT = tag(4, FIXED64)

function readBucket(reader: ProtobufReader): ClassicBucket {
  const outer = reader.enter()
  let count = 0
  let countFloat = 0
  let upperBound = 0
  let exemplar: PromExemplar | undefined
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === CUMULATIVE_COUNT) count = reader.uint64()
    else if (t === UPPER_BOUND) upperBound = reader.double()
    else if (t === BUCKET_EXEMPLAR) exemplar = readExemplarField(reader)
    else if (t === CUMULATIVE_COUNT_FLOAT) countFloat = reader.double()
    else reader.skip()
  }
  reader.leave(outer)
  return { upperBound, cumulativeCount: countFloat || count, exemplar }
}

function readExemplarField(reader: ProtobufReader): PromExemplar {
  const outer = reader.enter()
  const exemplar = readExemplar(reader)
  reader.leave(outer)
  return exemplar
}
