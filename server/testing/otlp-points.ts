/** Short words for OTLP points, metrics and resources, for tests that say much with them. */
import type {
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpNumberPoint,
  OtlpPoint,
  OtlpResourceMetrics,
  OtlpTemporality,
} from '../src/wire/otlp-metrics.ts'
import type { OtlpAttribute, OtlpValue } from '../src/wire/otlp-value.ts'

export const T = 1_732_000_000_000

export function attributes(record: Record<string, OtlpValue>): OtlpAttribute[] {
  return Object.entries(record).map(([key, value]) => ({ key, value }))
}

export function head(record: Record<string, OtlpValue> = {}, timeMs = T): OtlpPoint {
  const times = { startMs: T - 60_000, startSubNs: 0, timeMs, timeSubNs: 5 }
  return { attributes: attributes(record), ...times, noRecordedValue: false }
}

export const number = (
  value: number | undefined,
  record?: Record<string, OtlpValue>,
  timeMs?: number,
): OtlpNumberPoint => ({
  ...head(record, timeMs),
  value,
  exemplars: [],
})

export function gauge(name: string, unit: string, ...points: OtlpNumberPoint[]): OtlpMetric {
  return { name, unit, description: `about ${name}`, data: { kind: 'gauge', points } }
}

export function counter(name: string, unit: string, ...points: OtlpNumberPoint[]): OtlpMetric {
  const data = { kind: 'sum', monotonic: true, temporality: 'cumulative', points } as const
  return { name, unit, description: `about ${name}`, data }
}

export function resource(record: Record<string, OtlpValue>, ...metrics: OtlpMetric[]): OtlpResourceMetrics {
  const scope = { name: 'my.scope', version: '1.2', schemaUrl: 'https://schema', metrics }
  return { attributes: attributes(record), scopes: [{ ...scope, attributes: attributes({ 'team.id': 7 }) }] }
}

export const SERVICE = {
  'service.name': 'checkout',
  'service.namespace': 'shop',
  'service.instance.id': 'c-1',
}

export function sum(
  name: string,
  temporality: OtlpTemporality,
  points: readonly OtlpNumberPoint[],
  monotonic = true,
): OtlpMetric {
  return { name, unit: '', description: '', data: { kind: 'sum', monotonic, temporality, points } }
}

export function histogramPoint(point: Partial<OtlpHistogramPoint>): OtlpHistogramPoint {
  return { ...head(), count: 0, sum: undefined, bounds: [], bucketCounts: [], exemplars: [], ...point }
}

export function histogram(
  name: string,
  unit: string,
  temporality: OtlpTemporality,
  points: readonly OtlpHistogramPoint[],
): OtlpMetric {
  return { name, unit, description: '', data: { kind: 'histogram', temporality, points } }
}

const NO_BUCKETS = { offset: 0, counts: [] }

export function exponentialPoint(point: Partial<OtlpExponentialPoint>): OtlpExponentialPoint {
  return {
    ...head(),
    count: 0,
    sum: undefined,
    scale: 0,
    zeroCount: 0,
    zeroThreshold: 0,
    positive: NO_BUCKETS,
    negative: NO_BUCKETS,
    exemplars: [],
    ...point,
  }
}

export function exponential(
  name: string,
  temporality: OtlpTemporality,
  points: readonly OtlpExponentialPoint[],
): OtlpMetric {
  return { name, unit: '', description: '', data: { kind: 'exponential-histogram', temporality, points } }
}
