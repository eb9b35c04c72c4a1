/** ExportMetricsServiceRequest from OTLP/JSON, in the same shape and as lazily as from protobuf. */
import {
  attributesField,
  boolField,
  doubleField,
  doubleOf,
  idField,
  integerField,
  integerOf,
  type JsonObject,
  listField,
  objectField,
  objectOf,
  parseOtlpJson,
  stringField,
  timeField,
} from './otlp-json.ts'
import {
  idOrNone,
  NO_BUCKETS,
  NO_RECORDED_VALUE,
  type OtlpBuckets,
  type OtlpExemplar,
  type OtlpExponentialPoint,
  type OtlpHistogramPoint,
  type OtlpMetric,
  type OtlpMetricData,
  type OtlpNumberPoint,
  type OtlpPoint,
  type OtlpResourceMetrics,
  type OtlpScopeMetrics,
  type OtlpSummaryPoint,
  type OtlpTemporality,
  temporalityOf,
} from './otlp-metrics.ts'
import { OtlpBudget } from './otlp-value.ts'

export function* decodeOtlpMetricsJson(
  bytes: Uint8Array,
  limits: { readonly maxElements: number },
): Generator<OtlpResourceMetrics> {
  const budget = new OtlpBudget(limits.maxElements)
  for (const resource of listField(parseOtlpJson(bytes, limits.maxElements), 'resourceMetrics')) {
    yield resourceMetrics(objectOf(resource, 'resourceMetrics'), budget)
  }
}

function resourceMetrics(object: JsonObject, budget: OtlpBudget): OtlpResourceMetrics {
  budget.spend()
  return {
    attributes: attributesField(objectField(object, 'resource') ?? {}, 'attributes', budget),
    scopes: listField(object, 'scopeMetrics').map(scope =>
      scopeMetrics(objectOf(scope, 'scopeMetrics'), budget),
    ),
  }
}

function scopeMetrics(object: JsonObject, budget: OtlpBudget): OtlpScopeMetrics {
  budget.spend()
  const scope = objectField(object, 'scope') ?? {}
  return {
    name: stringField(scope, 'name'),
    version: stringField(scope, 'version'),
    schemaUrl: stringField(object, 'schemaUrl'),
    attributes: attributesField(scope, 'attributes', budget),
    metrics: listField(object, 'metrics').map(metric => readMetric(objectOf(metric, 'metrics'), budget)),
  }
}

function readMetric(object: JsonObject, budget: OtlpBudget): OtlpMetric {
  budget.spend()
  return {
    name: stringField(object, 'name'),
    description: stringField(object, 'description'),
    unit: stringField(object, 'unit'),
    data: metricData(object, budget),
  }
}

function metricData(object: JsonObject, budget: OtlpBudget): OtlpMetricData {
  const gauge = objectField(object, 'gauge')
  if (gauge) return { kind: 'gauge', points: points(gauge, budget, numberPoint) }
  const sum = objectField(object, 'sum')
  if (sum) {
    return {
      kind: 'sum',
      temporality: temporality(sum),
      monotonic: boolField(sum, 'isMonotonic'),
      points: points(sum, budget, numberPoint),
    }
  }
  const histogram = objectField(object, 'histogram')
  if (histogram) {
    return {
      kind: 'histogram',
      temporality: temporality(histogram),
      points: points(histogram, budget, histogramPoint),
    }
  }
  const exponential = objectField(object, 'exponentialHistogram')
  if (exponential) {
    return {
      kind: 'exponential-histogram',
      temporality: temporality(exponential),
      points: points(exponential, budget, exponentialPoint),
    }
  }
  const summary = objectField(object, 'summary')
  if (summary) return { kind: 'summary', points: points(summary, budget, summaryPoint) }
  return { kind: 'unknown', points: [] }
}

/** A number, or the name that the standard mapping writes and some senders do too. */
function temporality(object: JsonObject): OtlpTemporality {
  const value = object.aggregationTemporality
  if (value === 'AGGREGATION_TEMPORALITY_DELTA') return 'delta'
  if (value === 'AGGREGATION_TEMPORALITY_CUMULATIVE') return 'cumulative'
  if (value === 'AGGREGATION_TEMPORALITY_UNSPECIFIED') return 'unspecified'
  return temporalityOf(integerField(object, 'aggregationTemporality') ?? 0)
}

function points<P>(
  object: JsonObject,
  budget: OtlpBudget,
  read: (point: JsonObject, budget: OtlpBudget) => P,
): P[] {
  const list = listField(object, 'dataPoints')
  budget.spend(list.length)
  return list.map(point => read(objectOf(point, 'dataPoints'), budget))
}

function pointHead(object: JsonObject, budget: OtlpBudget): OtlpPoint {
  const start = timeField(object, 'startTimeUnixNano')
  const time = timeField(object, 'timeUnixNano')
  return {
    attributes: attributesField(object, 'attributes', budget),
    startMs: start.ms,
    startSubNs: start.subNs,
    timeMs: time.ms,
    timeSubNs: time.subNs,
    noRecordedValue: ((integerField(object, 'flags') ?? 0) & NO_RECORDED_VALUE) !== 0,
  }
}

function numberPoint(object: JsonObject, budget: OtlpBudget): OtlpNumberPoint {
  return {
    ...pointHead(object, budget),
    value: doubleField(object, 'asDouble') ?? integerField(object, 'asInt'),
    exemplars: exemplars(object, budget),
  }
}

function histogramPoint(object: JsonObject, budget: OtlpBudget): OtlpHistogramPoint {
  return {
    ...pointHead(object, budget),
    count: integerField(object, 'count') ?? 0,
    sum: doubleField(object, 'sum'),
    bucketCounts: numbers(object, 'bucketCounts', budget, integerOf),
    bounds: numbers(object, 'explicitBounds', budget, doubleOf),
    exemplars: exemplars(object, budget),
  }
}

function exponentialPoint(object: JsonObject, budget: OtlpBudget): OtlpExponentialPoint {
  return {
    ...pointHead(object, budget),
    count: integerField(object, 'count') ?? 0,
    sum: doubleField(object, 'sum'),
    scale: integerField(object, 'scale') ?? 0,
    zeroCount: integerField(object, 'zeroCount') ?? 0,
    zeroThreshold: doubleField(object, 'zeroThreshold') ?? 0,
    positive: buckets(objectField(object, 'positive'), budget),
    negative: buckets(objectField(object, 'negative'), budget),
    exemplars: exemplars(object, budget),
  }
}

function buckets(object: JsonObject | undefined, budget: OtlpBudget): OtlpBuckets {
  if (object === undefined) return NO_BUCKETS
  return {
    offset: integerField(object, 'offset') ?? 0,
    counts: numbers(object, 'bucketCounts', budget, integerOf),
  }
}

function summaryPoint(object: JsonObject, budget: OtlpBudget): OtlpSummaryPoint {
  const quantiles = listField(object, 'quantileValues')
  budget.spend(quantiles.length)
  return {
    ...pointHead(object, budget),
    count: integerField(object, 'count') ?? 0,
    sum: doubleField(object, 'sum') ?? 0,
    quantiles: quantiles.map(entry => {
      const pair = objectOf(entry, 'quantileValues')
      return { quantile: doubleField(pair, 'quantile') ?? 0, value: doubleField(pair, 'value') ?? 0 }
    }),
  }
}

function exemplars(object: JsonObject, budget: OtlpBudget): OtlpExemplar[] {
  const list = listField(object, 'exemplars')
  budget.spend(list.length)
  return list.map(entry => {
    const exemplar = objectOf(entry, 'exemplars')
    return {
      timeMs: timeField(exemplar, 'timeUnixNano').ms,
      value: doubleField(exemplar, 'asDouble') ?? integerField(exemplar, 'asInt'),
      traceId: idOrNone(idField(exemplar, 'traceId')),
      spanId: idOrNone(idField(exemplar, 'spanId')),
      attributes: attributesField(exemplar, 'filteredAttributes', budget),
    }
  })
}

function numbers(
  object: JsonObject,
  key: string,
  budget: OtlpBudget,
  read: (value: unknown, key: string) => number,
): number[] {
  const list = listField(object, key)
  budget.spend(list.length)
  return list.map(value => read(value, key))
}
