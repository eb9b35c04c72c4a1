/** Writes OTLP metric requests as senders do, from the shape that the decoders produce: in protobuf and in JSON. */
import type {
  OtlpBuckets,
  OtlpExemplar,
  OtlpMetric,
  OtlpPoint,
  OtlpResourceMetrics,
} from '../src/wire/otlp-metrics.ts'
import type { OtlpAttribute, OtlpMap, OtlpValue } from '../src/wire/otlp-value.ts'
import { ProtobufWriter } from '../src/wire/protobuf-writer.ts'

const TEMPORALITY = { unspecified: 0, delta: 1, cumulative: 2 }

function nanos(ms: number, subNs: number): bigint {
  return BigInt(ms) * 1_000_000n + BigInt(subNs)
}

/** fixed64 from its exact value, which may be beyond 2^53. */
function fixed64(w: ProtobufWriter, field: number, value: bigint): void {
  const bytes = new Uint8Array(9)
  bytes[0] = field * 8 + 1
  new DataView(bytes.buffer).setBigUint64(1, BigInt.asUintN(64, value), true)
  w.raw(bytes)
}

export function otlpProtobuf(resources: readonly OtlpResourceMetrics[]): Uint8Array {
  const writer = new ProtobufWriter()
  for (const resource of resources) {
    writer.message(1, r => {
      r.message(1, w => writeAttributes(w, 1, resource.attributes))
      for (const scope of resource.scopes) {
        r.message(2, s => {
          s.message(1, w => {
            w.string(1, scope.name)
            w.string(2, scope.version)
            writeAttributes(w, 3, scope.attributes)
          })
          for (const metric of scope.metrics) s.message(2, w => writeMetric(w, metric))
          s.string(3, scope.schemaUrl)
        })
      }
    })
  }
  return writer.finish().slice()
}

function writeAttributes(w: ProtobufWriter, field: number, attributes: readonly OtlpAttribute[]): void {
  for (const { key, value } of attributes) {
    w.message(field, pair => {
      pair.string(1, key)
      pair.message(2, any => writeValue(any, value))
    })
  }
}

function isMap(value: OtlpValue): value is OtlpMap {
  return typeof value === 'object' && value !== null && 'entries' in value && !Array.isArray(value)
}

function writeValue(w: ProtobufWriter, value: OtlpValue): void {
  if (value === null) return
  if (typeof value === 'string') w.string(1, value)
  else if (typeof value === 'boolean') w.bool(2, value)
  else if (typeof value === 'number' && Number.isSafeInteger(value) && !Object.is(value, -0)) w.int(3, value)
  else if (typeof value === 'number') w.double(4, value)
  else if (typeof value === 'bigint') writeBigInt(w, value)
  else if (value instanceof Uint8Array) w.bytes(7, value)
  else if (isMap(value)) w.message(6, m => writeAttributes(m, 1, value.entries))
  else w.message(5, m => value.forEach(entry => void m.message(1, any => writeValue(any, entry))))
}

function writeBigInt(w: ProtobufWriter, value: bigint): void {
  let rest = BigInt.asUintN(64, value)
  const bytes = [0x18]
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  w.raw(Uint8Array.from(bytes))
}

function writeMetric(w: ProtobufWriter, metric: OtlpMetric): void {
  w.string(1, metric.name)
  w.string(2, metric.description)
  w.string(3, metric.unit)
  const data = metric.data
  switch (data.kind) {
    case 'gauge':
    case 'sum':
      w.message(data.kind === 'gauge' ? 5 : 7, m => {
        for (const point of data.points) {
          m.message(1, p => {
            writeTimes(p, point)
            if (point.value !== undefined) p.double(4, point.value)
            writeExemplars(p, 5, point.exemplars)
            writeAttributes(p, 7, point.attributes)
            if (point.noRecordedValue) p.int(8, 1)
          })
        }
        if (data.kind === 'sum') {
          m.int(2, TEMPORALITY[data.temporality])
          m.bool(3, data.monotonic)
        }
      })
      return
    case 'histogram':
      w.message(9, m => {
        for (const point of data.points) {
          m.message(1, p => {
            writeTimes(p, point)
            fixed64(p, 4, BigInt(point.count))
            if (point.sum !== undefined) p.double(5, point.sum)
            p.message(6, run => {
              const bytes = new Uint8Array(8)
              for (const count of point.bucketCounts) {
                new DataView(bytes.buffer).setBigUint64(0, BigInt(count), true)
                run.raw(bytes)
              }
            })
            p.packedDoubles(7, point.bounds)
            writeExemplars(p, 8, point.exemplars)
            writeAttributes(p, 9, point.attributes)
            if (point.noRecordedValue) p.int(10, 1)
          })
        }
        m.int(2, TEMPORALITY[data.temporality])
      })
      return
    case 'exponential-histogram':
      w.message(10, m => {
        for (const point of data.points) {
          m.message(1, p => {
            writeAttributes(p, 1, point.attributes)
            writeTimes(p, point)
            fixed64(p, 4, BigInt(point.count))
            if (point.sum !== undefined) p.double(5, point.sum)
            p.sint(6, point.scale)
            fixed64(p, 7, BigInt(point.zeroCount))
            writeBuckets(p, 8, point.positive)
            writeBuckets(p, 9, point.negative)
            if (point.noRecordedValue) p.int(10, 1)
            writeExemplars(p, 11, point.exemplars)
            p.double(14, point.zeroThreshold)
          })
        }
        m.int(2, TEMPORALITY[data.temporality])
      })
      return
    case 'summary':
      w.message(11, m => {
        for (const point of data.points) {
          m.message(1, p => {
            writeTimes(p, point)
            fixed64(p, 4, BigInt(point.count))
            p.double(5, point.sum)
            for (const { quantile, value } of point.quantiles) {
              p.message(6, q => {
                q.double(1, quantile)
                q.double(2, value)
              })
            }
            writeAttributes(p, 7, point.attributes)
            if (point.noRecordedValue) p.int(8, 1)
          })
        }
      })
      return
    case 'unknown':
  }
}

function writeTimes(w: ProtobufWriter, point: OtlpPoint): void {
  fixed64(w, 2, nanos(point.startMs, point.startSubNs))
  fixed64(w, 3, nanos(point.timeMs, point.timeSubNs))
}

function writeBuckets(w: ProtobufWriter, field: number, buckets: OtlpBuckets): void {
  w.message(field, m => {
    m.sint(1, buckets.offset)
    m.packedInts(2, buckets.counts)
  })
}

function writeExemplars(w: ProtobufWriter, field: number, exemplars: readonly OtlpExemplar[]): void {
  for (const exemplar of exemplars) {
    w.message(field, e => {
      fixed64(e, 2, nanos(exemplar.timeMs, 0))
      if (exemplar.value !== undefined) e.double(3, exemplar.value)
      e.bytes(4, Buffer.from(exemplar.spanId, 'hex'))
      e.bytes(5, Buffer.from(exemplar.traceId, 'hex'))
      writeAttributes(e, 7, exemplar.attributes)
    })
  }
}

export function otlpJson(resources: readonly OtlpResourceMetrics[]): Uint8Array {
  const request = {
    resourceMetrics: resources.map(({ attributes, scopes }) => ({
      resource: { attributes: jsonAttributes(attributes), droppedAttributesCount: 0 },
      scopeMetrics: scopes.map(scope => ({
        scope: { name: scope.name, version: scope.version, attributes: jsonAttributes(scope.attributes) },
        schemaUrl: scope.schemaUrl,
        metrics: scope.metrics.map(jsonMetric),
      })),
    })),
  }
  return new TextEncoder().encode(JSON.stringify(request))
}

function jsonNumber(value: number | undefined): number | string | undefined {
  if (value === undefined || Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

function jsonAttributes(attributes: readonly OtlpAttribute[]): object[] {
  return attributes.map(({ key, value }) => ({ key, value: jsonValue(value) }))
}

function jsonValue(value: OtlpValue): object {
  if (value === null) return {}
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'bigint') return { intValue: String(value) }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: jsonNumber(value) }
  }
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') }
  if (isMap(value)) return { kvlistValue: { values: jsonAttributes(value.entries) } }
  return { arrayValue: { values: value.map(jsonValue) } }
}

const JSON_KIND = {
  gauge: 'gauge',
  sum: 'sum',
  histogram: 'histogram',
  'exponential-histogram': 'exponentialHistogram',
  summary: 'summary',
  unknown: 'somethingNew',
}

function jsonMetric({ name, description, unit, data }: OtlpMetric): object {
  const points = data.points.map(point => {
    const { startMs, startSubNs, timeMs, timeSubNs, noRecordedValue, attributes, ...rest } =
      point as unknown as OtlpPoint & Record<string, unknown>
    const { value, bounds, positive, negative, quantiles, exemplars, ...same } = rest
    const withNumbers = Object.fromEntries(
      Object.entries(same).map(([key, entry]) => [
        key,
        typeof entry === 'number' ? jsonNumber(entry) : entry,
      ]),
    )
    return {
      ...withNumbers,
      startTimeUnixNano: String(nanos(startMs, startSubNs)),
      timeUnixNano: String(nanos(timeMs, timeSubNs)),
      flags: noRecordedValue ? 1 : 0,
      attributes: jsonAttributes(attributes),
      asDouble: jsonNumber(value as number | undefined),
      explicitBounds: (bounds as number[] | undefined)?.map(jsonNumber),
      positive: jsonBuckets(positive as OtlpBuckets | undefined),
      negative: jsonBuckets(negative as OtlpBuckets | undefined),
      quantileValues: (quantiles as { quantile: number; value: number }[] | undefined)?.map(entry => ({
        quantile: jsonNumber(entry.quantile),
        value: jsonNumber(entry.value),
      })),
      exemplars: (exemplars as OtlpExemplar[] | undefined)?.map(exemplar => ({
        timeUnixNano: String(nanos(exemplar.timeMs, 0)),
        asDouble: jsonNumber(exemplar.value),
        traceId: exemplar.traceId.toUpperCase(),
        spanId: exemplar.spanId,
        filteredAttributes: jsonAttributes(exemplar.attributes),
      })),
    }
  })
  return {
    name,
    description,
    unit,
    [JSON_KIND[data.kind]]: {
      dataPoints: points,
      ...('temporality' in data && { aggregationTemporality: TEMPORALITY[data.temporality] }),
      ...('monotonic' in data && { isMonotonic: data.monotonic }),
    },
  }
}

function jsonBuckets(buckets: OtlpBuckets | undefined): object | undefined {
  return buckets && { offset: buckets.offset, bucketCounts: buckets.counts.map(String) }
}
