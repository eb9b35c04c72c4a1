/**
 * The `Histogram` message of Prometheus's protobuf exposition. It holds up to two tellings of one thing: classic buckets, cumulative and
 * with bounds spelled out, and a native histogram, whose bucket counts are deltas in runs ("spans") of neighbours.
 */
import type { NativeHistogram, ResetHint, Span } from '@vedette/model'
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

/** Buckets of a schema that every reader of ours understands; Prometheus refuses others too. */
const MIN_SCHEMA = -4
const MAX_SCHEMA = 8

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
    positiveCounts: integer ? absolute(positiveDeltas) : Float64Array.from(positiveCounts),
    negativeSpans,
    negativeCounts: integer ? absolute(negativeDeltas) : Float64Array.from(negativeCounts),
    customValues: new Float64Array(0),
  }
  checkHistogram(native, describe)
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

const OFFSET = tag(1, VARINT)
const LENGTH = tag(2, VARINT)

function readSpan(reader: ProtobufReader): Span {
  const outer = reader.enter()
  let offset = 0
  let length = 0
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === OFFSET) offset = reader.sint64()
    else if (t === LENGTH) length = reader.uint64()
    else reader.skip()
  }
  reader.leave(outer)
  return { offset, length }
}

function readDeltas(reader: ProtobufReader, into: number[]): void {
  const outer = reader.enterRun()
  while (reader.more()) into.push(reader.sint64())
  reader.leave(outer)
}

function readCounts(reader: ProtobufReader, into: number[]): void {
  const outer = reader.enterRun()
  while (reader.more()) into.push(reader.double())
  reader.leave(outer)
}

function absolute(deltas: readonly number[]): Float64Array {
  const counts = new Float64Array(deltas.length)
  let count = 0
  for (let i = 0; i < deltas.length; i++) {
    count += deltas[i]!
    counts[i] = count
  }
  return counts
}

function checkHistogram(histogram: NativeHistogram, describe: () => string): void {
  const refuse = (why: string): never => {
    throw new WireError('malformed', `invalid native histogram of ${describe()}: ${why}`)
  }
  const { schema, zeroCount, count } = histogram
  if (!Number.isInteger(schema) || schema < MIN_SCHEMA || schema > MAX_SCHEMA) {
    refuse(`schema ${schema} is not between ${MIN_SCHEMA} and ${MAX_SCHEMA}`)
  }
  if (zeroCount < 0 || count < 0) refuse('a count is negative')
  let total = zeroCount
  for (const side of ['positive', 'negative'] as const) {
    const spans = histogram[`${side}Spans`]
    const counts = histogram[`${side}Counts`]
    let buckets = 0
    for (const [i, { offset, length }] of spans.entries()) {
      if (i > 0 && offset < 0) refuse(`${side} span ${i + 1} starts before the one in front of it ends`)
      if (!Number.isInteger(offset) || Math.abs(offset) > 0x7fff_ffff)
        refuse(`${side} span ${i + 1} is too far out`)
      buckets += length
    }
    if (buckets !== counts.length) {
      refuse(`${side} spans need ${buckets} buckets, have ${counts.length}`)
    }
    for (const bucket of counts) {
      if (bucket < 0) refuse(`a ${side} bucket has the negative count ${bucket}`)
      total += bucket
    }
  }
  // NaN observations are in the count and in no bucket; then the sum is NaN.
  if (histogram.integer && (Number.isNaN(histogram.sum) ? total > count : total !== count)) {
    refuse(`${total} observations found in buckets, but the count is ${count}`)
  }
}
