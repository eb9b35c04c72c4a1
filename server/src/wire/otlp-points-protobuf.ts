/** The data points of OTLP metrics from protobuf. The reader stands in the point and reads to its end. */
import {
  idOrNone,
  NO_BUCKETS,
  NO_RECORDED_VALUE,
  type OtlpBuckets,
  type OtlpExemplar,
  type OtlpExponentialPoint,
  type OtlpHistogramPoint,
  type OtlpNumberPoint,
  type OtlpSummaryPoint,
} from './otlp-metrics.ts'
import { lastFixedMs, lastFixedSubNs, readAttribute } from './otlp-protobuf.ts'
import type { OtlpAttribute, OtlpBudget } from './otlp-value.ts'
import { FIXED64, LEN, type ProtobufReader, tag, VARINT } from './protobuf.ts'

const START = tag(2, FIXED64)
const TIME = tag(3, FIXED64)
const AS_DOUBLE = tag(4, FIXED64)
const NUMBER_EXEMPLARS = tag(5, LEN)
const AS_INT = tag(6, FIXED64)
const NUMBER_ATTRIBUTES = tag(7, LEN)
const NUMBER_FLAGS = tag(8, VARINT)

export function readNumberPoint(reader: ProtobufReader, budget: OtlpBudget): OtlpNumberPoint {
  const attributes: OtlpAttribute[] = []
  const exemplars: OtlpExemplar[] = []
  const point = {
    attributes,
    startMs: 0,
    startSubNs: 0,
    timeMs: 0,
    timeSubNs: 0,
    noRecordedValue: false,
    value: undefined as number | undefined,
    exemplars,
  }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === NUMBER_ATTRIBUTES) attributes.push(readAttribute(reader, budget))
    else if (t === TIME || t === START) readTime(reader, t, point)
    else if (t === AS_DOUBLE) point.value = reader.double()
    else if (t === AS_INT) point.value = reader.sfixed64()
    else if (t === NUMBER_FLAGS) point.noRecordedValue = readFlags(reader)
    else if (t === NUMBER_EXEMPLARS) exemplars.push(readExemplar(reader, budget))
    else reader.skip()
  }
  return point
}

const COUNT = tag(4, FIXED64)
const SUM_VALUE = tag(5, FIXED64)
const BUCKET_COUNTS = tag(6, LEN)
const BUCKET_COUNT = tag(6, FIXED64)
const BOUNDS = tag(7, LEN)
const BOUND = tag(7, FIXED64)
const HISTOGRAM_EXEMPLARS = tag(8, LEN)
const HISTOGRAM_ATTRIBUTES = tag(9, LEN)
const HISTOGRAM_FLAGS = tag(10, VARINT)

export function readHistogramPoint(reader: ProtobufReader, budget: OtlpBudget): OtlpHistogramPoint {
  const attributes: OtlpAttribute[] = []
  const bucketCounts: number[] = []
  const bounds: number[] = []
  const exemplars: OtlpExemplar[] = []
  const point = {
    attributes,
    startMs: 0,
    startSubNs: 0,
    timeMs: 0,
    timeSubNs: 0,
    noRecordedValue: false,
    count: 0,
    sum: undefined as number | undefined,
    bucketCounts,
    bounds,
    exemplars,
  }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === HISTOGRAM_ATTRIBUTES) attributes.push(readAttribute(reader, budget))
    else if (t === TIME || t === START) readTime(reader, t, point)
    else if (t === COUNT) point.count = reader.fixed64()
    else if (t === SUM_VALUE) point.sum = reader.double()
    else if (t === BUCKET_COUNTS || t === BUCKET_COUNT) {
      readRun(reader, budget, bucketCounts, () => reader.fixed64())
    } else if (t === BOUNDS || t === BOUND) readRun(reader, budget, bounds, () => reader.double())
    else if (t === HISTOGRAM_FLAGS) point.noRecordedValue = readFlags(reader)
    else if (t === HISTOGRAM_EXEMPLARS) exemplars.push(readExemplar(reader, budget))
    else reader.skip()
  }
  return point
}

const EXPONENTIAL_ATTRIBUTES = tag(1, LEN)
const SCALE = tag(6, VARINT)
const ZERO_COUNT = tag(7, FIXED64)
const POSITIVE = tag(8, LEN)
const NEGATIVE = tag(9, LEN)
const EXPONENTIAL_FLAGS = tag(10, VARINT)
const EXPONENTIAL_EXEMPLARS = tag(11, LEN)
const ZERO_THRESHOLD = tag(14, FIXED64)

export function readExponentialPoint(reader: ProtobufReader, budget: OtlpBudget): OtlpExponentialPoint {
  const attributes: OtlpAttribute[] = []
  const exemplars: OtlpExemplar[] = []
  const point = {
    attributes,
    startMs: 0,
    startSubNs: 0,
    timeMs: 0,
    timeSubNs: 0,
    noRecordedValue: false,
    count: 0,
    sum: undefined as number | undefined,
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: NO_BUCKETS,
    negative: NO_BUCKETS,
    exemplars,
  }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === EXPONENTIAL_ATTRIBUTES) attributes.push(readAttribute(reader, budget))
    else if (t === TIME || t === START) readTime(reader, t, point)
    else if (t === COUNT) point.count = reader.fixed64()
    else if (t === SUM_VALUE) point.sum = reader.double()
    else if (t === SCALE) point.scale = reader.sint64()
    else if (t === ZERO_COUNT) point.zeroCount = reader.fixed64()
    else if (t === POSITIVE) point.positive = readBuckets(reader, budget)
    else if (t === NEGATIVE) point.negative = readBuckets(reader, budget)
    else if (t === ZERO_THRESHOLD) point.zeroThreshold = reader.double()
    else if (t === EXPONENTIAL_FLAGS) point.noRecordedValue = readFlags(reader)
    else if (t === EXPONENTIAL_EXEMPLARS) exemplars.push(readExemplar(reader, budget))
    else reader.skip()
  }
  return point
}

const OFFSET = tag(1, VARINT)
const COUNTS = tag(2, LEN)
const COUNT_ALONE = tag(2, VARINT)

function readBuckets(reader: ProtobufReader, budget: OtlpBudget): OtlpBuckets {
  const outer = reader.enter()
  const counts: number[] = []
  let offset = 0
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === OFFSET) offset = reader.sint64()
    else if (t === COUNTS || t === COUNT_ALONE) readRun(reader, budget, counts, () => reader.uint64())
    else reader.skip()
  }
  reader.leave(outer)
  return { offset, counts }
}

const QUANTILES = tag(6, LEN)
const QUANTILE = tag(1, FIXED64)
const QUANTILE_VALUE = tag(2, FIXED64)

export function readSummaryPoint(reader: ProtobufReader, budget: OtlpBudget): OtlpSummaryPoint {
  const attributes: OtlpAttribute[] = []
  const quantiles: { quantile: number; value: number }[] = []
  const point = {
    attributes,
    startMs: 0,
    startSubNs: 0,
    timeMs: 0,
    timeSubNs: 0,
    noRecordedValue: false,
    count: 0,
    sum: 0,
    quantiles,
  }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === NUMBER_ATTRIBUTES) attributes.push(readAttribute(reader, budget))
    else if (t === TIME || t === START) readTime(reader, t, point)
    else if (t === COUNT) point.count = reader.fixed64()
    else if (t === SUM_VALUE) point.sum = reader.double()
    else if (t === NUMBER_FLAGS) point.noRecordedValue = readFlags(reader)
    else if (t === QUANTILES) {
      budget.spend()
      const outer = reader.enter()
      const entry = { quantile: 0, value: 0 }
      for (let q = reader.next(); q !== 0; q = reader.next()) {
        if (q === QUANTILE) entry.quantile = reader.double()
        else if (q === QUANTILE_VALUE) entry.value = reader.double()
        else reader.skip()
      }
      reader.leave(outer)
      quantiles.push(entry)
    } else reader.skip()
  }
  return point
}

const EXEMPLAR_TIME = tag(2, FIXED64)
const EXEMPLAR_DOUBLE = tag(3, FIXED64)
const SPAN_ID = tag(4, LEN)
const TRACE_ID = tag(5, LEN)
const EXEMPLAR_INT = tag(6, FIXED64)
const EXEMPLAR_ATTRIBUTES = tag(7, LEN)

function readExemplar(reader: ProtobufReader, budget: OtlpBudget): OtlpExemplar {
  budget.spend()
  const outer = reader.enter()
  const attributes: OtlpAttribute[] = []
  const exemplar = {
    timeMs: 0,
    value: undefined as number | undefined,
    traceId: '',
    spanId: '',
    attributes,
  }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === EXEMPLAR_TIME) {
      reader.fixed64()
      exemplar.timeMs = lastFixedMs(reader)
    } else if (t === EXEMPLAR_DOUBLE) exemplar.value = reader.double()
    else if (t === EXEMPLAR_INT) exemplar.value = reader.sfixed64()
    else if (t === TRACE_ID) exemplar.traceId = idOrNone(hex(reader.subarray()))
    else if (t === SPAN_ID) exemplar.spanId = idOrNone(hex(reader.subarray()))
    else if (t === EXEMPLAR_ATTRIBUTES) attributes.push(readAttribute(reader, budget))
    else reader.skip()
  }
  reader.leave(outer)
  return exemplar
}

function readTime(
  reader: ProtobufReader,
  which: number,
  point: { startMs: number; startSubNs: number; timeMs: number; timeSubNs: number },
): void {
  reader.fixed64()
  if (which === TIME) {
    point.timeMs = lastFixedMs(reader)
    point.timeSubNs = lastFixedSubNs(reader)
  } else {
    point.startMs = lastFixedMs(reader)
    point.startSubNs = lastFixedSubNs(reader)
  }
}

function readFlags(reader: ProtobufReader): boolean {
  reader.varint64()
  return (reader.low & NO_RECORDED_VALUE) !== 0
}

function readRun(reader: ProtobufReader, budget: OtlpBudget, into: number[], read: () => number): void {
  const outer = reader.enterRun()
  while (reader.more()) {
    budget.spend()
    into.push(read())
  }
  reader.leave(outer)
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
