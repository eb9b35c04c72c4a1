/**
 * ExportMetricsServiceRequest from protobuf. Yields one resource at a time, so that what was translated can go before the next is
 * read; throws a WireError at the first byte that can't be.
 */
import {
  type OtlpMetric,
  type OtlpMetricData,
  type OtlpResourceMetrics,
  type OtlpScopeMetrics,
  temporalityOf,
} from './otlp-metrics.ts'
import {
  readExponentialPoint,
  readHistogramPoint,
  readNumberPoint,
  readSummaryPoint,
} from './otlp-points-protobuf.ts'
import { type OtlpScope, readResourceAttributes, readScope } from './otlp-protobuf.ts'
import { NO_ATTRIBUTES, type OtlpAttribute, OtlpBudget } from './otlp-value.ts'
import { LEN, ProtobufReader, tag, VARINT } from './protobuf.ts'

const RESOURCE_METRICS = tag(1, LEN)
const RESOURCE = tag(1, LEN)
const SCOPE_METRICS = tag(2, LEN)
const SCOPE = tag(1, LEN)
const METRICS = tag(2, LEN)
const SCOPE_SCHEMA_URL = tag(3, LEN)

const NAME = tag(1, LEN)
const DESCRIPTION = tag(2, LEN)
const UNIT = tag(3, LEN)
const GAUGE = tag(5, LEN)
const SUM = tag(7, LEN)
const HISTOGRAM = tag(9, LEN)
const EXPONENTIAL = tag(10, LEN)
const SUMMARY = tag(11, LEN)

const POINTS = tag(1, LEN)
const TEMPORALITY = tag(2, VARINT)
const MONOTONIC = tag(3, VARINT)

export function* decodeOtlpMetrics(
  bytes: Uint8Array,
  limits: { readonly maxElements: number },
): Generator<OtlpResourceMetrics> {
  const reader = new ProtobufReader(bytes)
  const budget = new OtlpBudget(limits.maxElements)
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === RESOURCE_METRICS) yield readResourceMetrics(reader, budget)
    else reader.skip()
  }
}

function readResourceMetrics(reader: ProtobufReader, budget: OtlpBudget): OtlpResourceMetrics {
  budget.spend()
  const outer = reader.enter()
  let attributes: readonly OtlpAttribute[] = NO_ATTRIBUTES
  const scopes: OtlpScopeMetrics[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === RESOURCE) attributes = readResourceAttributes(reader, budget)
    else if (t === SCOPE_METRICS) scopes.push(readScopeMetrics(reader, budget))
    else reader.skip()
  }
  reader.leave(outer)
  return { attributes, scopes }
}

const NO_SCOPE: OtlpScope = { name: '', version: '', attributes: NO_ATTRIBUTES }

function readScopeMetrics(reader: ProtobufReader, budget: OtlpBudget): OtlpScopeMetrics {
  budget.spend()
  const outer = reader.enter()
  let scope = NO_SCOPE
  let schemaUrl = ''
  const metrics: OtlpMetric[] = []
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === METRICS) metrics.push(readMetric(reader, budget))
    else if (t === SCOPE) scope = readScope(reader, budget)
    else if (t === SCOPE_SCHEMA_URL) schemaUrl = reader.string()
    else reader.skip()
  }
  reader.leave(outer)
  const { name, version, attributes } = scope
  return { name, version, schemaUrl, attributes, metrics }
}

function readMetric(reader: ProtobufReader, budget: OtlpBudget): OtlpMetric {
  budget.spend()
  const outer = reader.enter()
  let name = ''
  let description = ''
  let unit = ''
  let data: OtlpMetricData = { kind: 'unknown', points: [] }
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === NAME) name = reader.string()
    else if (t === DESCRIPTION) description = reader.string()
    else if (t === UNIT) unit = reader.string()
    else if (t === GAUGE) data = { kind: 'gauge', points: readData(reader, budget, readNumberPoint).points }
    else if (t === SUM) data = { kind: 'sum', ...readData(reader, budget, readNumberPoint) }
    else if (t === HISTOGRAM) data = { kind: 'histogram', ...readData(reader, budget, readHistogramPoint) }
    else if (t === EXPONENTIAL) {
      data = { kind: 'exponential-histogram', ...readData(reader, budget, readExponentialPoint) }
    } else if (t === SUMMARY) {
      data = { kind: 'summary', points: readData(reader, budget, readSummaryPoint).points }
    } else reader.skip()
  }
  reader.leave(outer)
  return { name, description, unit, data }
}

function readData<P>(
  reader: ProtobufReader,
  budget: OtlpBudget,
  readPoint: (reader: ProtobufReader, budget: OtlpBudget) => P,
) {
  const outer = reader.enter()
  const points: P[] = []
  let temporality = 0
  let monotonic = false
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === POINTS) {
      budget.spend()
      const metric = reader.enter()
      points.push(readPoint(reader, budget))
      reader.leave(metric)
    } else if (t === TEMPORALITY) temporality = reader.uint64()
    else if (t === MONOTONIC) monotonic = reader.bool()
    else reader.skip()
  }
  reader.leave(outer)
  return { points, monotonic, temporality: temporalityOf(temporality) }
}
