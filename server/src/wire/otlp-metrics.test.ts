import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { otlpJson, otlpProtobuf } from '../../testing/otlp-requests.ts'
import type { OtlpMetricData, OtlpResourceMetrics } from './otlp-metrics.ts'
import { decodeOtlpMetricsJson } from './otlp-metrics-json.ts'
import { decodeOtlpMetrics } from './otlp-metrics-protobuf.ts'
import type { OtlpAttribute, OtlpValue } from './otlp-value.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { WireError } from './wire-error.ts'

const LIMITS = { maxElements: 10_000 }
const fromProtobuf = (bytes: Uint8Array, limits = LIMITS) => [...decodeOtlpMetrics(bytes, limits)]
const fromJson = (bytes: Uint8Array, limits = LIMITS) => [...decodeOtlpMetricsJson(bytes, limits)]
const text = (json: string) => new TextEncoder().encode(json)

const number = fc.double().map(value => (Object.is(value, -0) ? 0 : value))
const value: fc.Arbitrary<OtlpValue> = fc.letrec<{ value: OtlpValue; attributes: OtlpAttribute[] }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.maxSafeInteger(),
    number,
    fc.constantFrom(2n ** 60n + 1n, -(2n ** 63n)),
    fc.uint8Array({ maxLength: 5 }),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.record({ entries: tie('attributes') }),
  ),
  attributes: fc.array(fc.record({ key: fc.string(), value: tie('value') }), { maxLength: 3 }),
})).value
const attributes = fc.array(fc.record({ key: fc.string(), value }), { maxLength: 3 })
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map(id => {
    const written = Buffer.from(id).toString('hex')
    return /^0*$/.test(written) ? '' : written
  })
const ms = fc.integer({ min: 0, max: 1e13 })
const subNs = fc.integer({ min: 0, max: 999_999 })
const count = fc.oneof(fc.nat(100), fc.maxSafeInteger().map(Math.abs))
const head = {
  attributes,
  startMs: ms,
  startSubNs: subNs,
  timeMs: ms,
  timeSubNs: subNs,
  noRecordedValue: fc.boolean(),
}
const exemplars = fc.array(
  fc.record({
    timeMs: ms,
    value: fc.option(number, { nil: undefined }),
    traceId: hex(16),
    spanId: hex(8),
    attributes,
  }),
  { maxLength: 2 },
)
const sum = fc.option(number, { nil: undefined })
const buckets = fc.record({
  offset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  counts: fc.array(count, { maxLength: 4 }),
})
const temporality = fc.constantFrom('unspecified', 'delta', 'cumulative')
const points = <T>(point: fc.Arbitrary<T>) => fc.array(point, { maxLength: 3 })
const numberPoint = fc.record({ ...head, value: sum, exemplars })
const data = fc.oneof(
  fc.record({ kind: fc.constant('gauge' as const), points: points(numberPoint) }),
  fc.record({
    kind: fc.constant('sum' as const),
    points: points(numberPoint),
    temporality,
    monotonic: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('histogram' as const),
    temporality,
    points: points(
      fc.record({
        ...head,
        count,
        sum,
        bucketCounts: fc.array(count, { maxLength: 4 }),
        bounds: fc.array(number, { maxLength: 4 }),
        exemplars,
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('exponential-histogram' as const),
    temporality,
    points: points(
      fc.record({
        ...head,
        count,
        sum,
        scale: fc.integer({ min: -10, max: 20 }),
        zeroCount: count,
        zeroThreshold: number,
        positive: buckets,
        negative: buckets,
        exemplars,
      }),
    ),
  }),
  fc.record({
    kind: fc.constant('summary' as const),
    points: points(
      fc.record({
        ...head,
        count,
        sum: number,
        quantiles: fc.array(fc.record({ quantile: number, value: number }), { maxLength: 3 }),
      }),
    ),
  }),
) as fc.Arbitrary<OtlpMetricData>
const request: fc.Arbitrary<OtlpResourceMetrics[]> = fc.array(
  fc.record({
    attributes,
    scopes: fc.array(
      fc.record({
        name: fc.string(),
        version: fc.string(),
        schemaUrl: fc.string(),
        attributes,
        metrics: fc.array(
          fc.record({ name: fc.string(), description: fc.string(), unit: fc.string(), data }),
          { maxLength: 2 },
        ),
      }),
      { maxLength: 2 },
    ),
  }),
  { maxLength: 2 },
)

/** Decoded bytes are Buffers in one decoder and Uint8Arrays in the other. */
function plain(resources: readonly OtlpResourceMetrics[]): unknown {
  const walk = (node: unknown): unknown => {
    if (node instanceof Uint8Array) return Uint8Array.from(node)
    if (Array.isArray(node)) return node.map(walk)
    if (typeof node !== 'object' || node === null) return node
    const { monotonic, temporality, ...rest } = node as Record<string, unknown>
    const hasBoth = (node as { kind?: string }).kind === 'sum'
    const entries = Object.entries(rest).map(([key, entry]) => [key, walk(entry)])
    return {
      ...Object.fromEntries(entries),
      ...(temporality !== undefined && { temporality }),
      ...(hasBoth && { monotonic }),
    }
  }
  return walk(resources)
}

describe('OTLP metrics', () => {
  it('come out alike from protobuf and from JSON, with everything that was sent', () => {
    fc.assert(
      fc.property(request, resources => {
        expect(plain(fromProtobuf(otlpProtobuf(resources)))).toEqual(plain(resources))
        expect(plain(fromJson(otlpJson(resources)))).toEqual(plain(resources))
      }),
      { numRuns: 150 },
    )
  })

  it('end in a WireError or in data for any bytes, whole, cut off or changed', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc
            .tuple(
              request,
              fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
              fc.nat(),
            )
            .map(([resources, changes, cut]) => {
              const bytes = otlpProtobuf(resources)
              for (const [at, byte] of changes) if (bytes.length > 0) bytes[at % bytes.length] = byte
              return bytes.subarray(0, bytes.length - (cut % 3))
            }),
        ),
        bytes => onlyWireErrors(() => fromProtobuf(bytes)),
      ),
      { numRuns: 400 },
    )
  })

  it('end in a WireError or in data for any JSON', () => {
    const keys = fc.constantFrom(
      'resourceMetrics scopeMetrics metrics sum gauge histogram exponentialHistogram summary dataPoints attributes',
      'key value stringValue intValue arrayValue kvlistValue values timeUnixNano asInt asDouble count bucketCounts',
    )
    const anyJson = fc.letrec(tie => ({
      node: fc.oneof(
        { maxDepth: 8, depthSize: 'large' },
        fc.constantFrom(null, 1, -1.5, '12', 'NaN', 'x', true, [], {}),
        fc.array(tie('node'), { maxLength: 2 }),
        fc
          .array(fc.tuple(keys, fc.nat(), tie('node')), { maxLength: 3 })
          .map(pairs =>
            Object.fromEntries(
              pairs.map(([words, pick, node]) => [words.split(' ')[pick % words.split(' ').length], node]),
            ),
          ),
      ),
    })).node
    fc.assert(
      fc.property(anyJson, node => onlyWireErrors(() => fromJson(text(JSON.stringify(node))))),
      { numRuns: 400 },
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), bytes => onlyWireErrors(() => fromJson(bytes))),
      { numRuns: 200 },
    )
  })

  it('read a nanosecond time to its exact millisecond', () => {
    const at = (nano: string) =>
      fromJson(
        text(
          JSON.stringify({
            resourceMetrics: [
              {
                scopeMetrics: [{ metrics: [{ name: 'x', gauge: { dataPoints: [{ timeUnixNano: nano }] } }] }],
              },
            ],
          }),
        ),
      )
    const ns = '1732000000123999999'
    const resources = at(ns)
    expect(resources[0]!.scopes[0]!.metrics[0]!.data.points[0]).toMatchObject({
      timeMs: 1732000000123,
      timeSubNs: 999999,
    })
    expect(plain(fromProtobuf(otlpProtobuf(resources)))).toEqual(plain(resources))
  })

  it('take numbers where JSON allows strings, names of enumerations, nulls and fields of a newer protocol', () => {
    const [resource] = fromJson(
      text(
        JSON.stringify({
          newer: [1],
          resourceMetrics: [
            {
              resource: null,
              entityRefs: {},
              scopeMetrics: [
                {
                  metrics: [
                    {
                      name: 'hits',
                      unit: null,
                      sum: {
                        aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA',
                        dataPoints: [
                          { asInt: 7, timeUnixNano: 1_732_000_000_000_000_000, newer: { a: 1 } },
                          { asInt: '-9223372036854775808', timeUnixNano: '1' },
                          { asDouble: 'Infinity', flags: 3 },
                        ],
                      },
                    },
                    { name: 'later', somethingNew: { dataPoints: [{}] } },
                  ],
                },
              ],
            },
          ],
        }),
      ),
    )
    const [hits, later] = resource!.scopes[0]!.metrics
    expect(hits!.data).toMatchObject({ kind: 'sum', temporality: 'delta', monotonic: false })
    expect(hits!.data.points.map(point => (point as { value: number }).value)).toEqual([
      7,
      -(2 ** 63),
      Number.POSITIVE_INFINITY,
    ])
    expect(hits!.data.points[0]!.timeMs).toBe(1_732_000_000_000)
    expect(hits!.data.points[2]!.noRecordedValue).toBe(true)
    expect(later!.data).toEqual({ kind: 'unknown', points: [] })
  })

  it('say which field of the JSON is wrong', () => {
    const decode = (point: object) =>
      fromJson(
        text(
          JSON.stringify({
            resourceMetrics: [
              { scopeMetrics: [{ metrics: [{ name: 'x', gauge: { dataPoints: [point] } }] }] },
            ],
          }),
        ),
      )
    expect(() => decode({ asInt: 1.5 })).toThrow('otlp json: asInt should be a whole number')
    expect(() => decode({ timeUnixNano: '-1' })).toThrow(
      'otlp json: timeUnixNano should be nanoseconds since 1970 as a string or a number, not "-1"',
    )
    expect(() => decode({ attributes: { a: 1 } })).toThrow('otlp json: attributes should be an array')
    expect(() => decode({ exemplars: [{ traceId: 'xyz' }] })).toThrow('traceId should be hexadecimal')
    expect(() => fromJson(text('{"resourceMetrics": [1}'))).toThrow(/^otlp json: /)
    expect(() => fromJson(text('[]'))).toThrow('the request is not an object')
    expect(() => fromJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow('not valid UTF-8')
  })

  it('stop at the limit of elements, however few bytes an element takes', () => {
    const writer = new ProtobufWriter()
    writer.message(1, resource =>
      resource.message(2, scope => {
        for (let i = 0; i < 200; i++) scope.message(2, () => {})
      }),
    )
    const limits = { maxElements: 100 }
    expect(() => fromProtobuf(writer.finish(), limits)).toThrow(/more than 100 points, attributes/)
    const many = { scopeMetrics: [{ metrics: Array.from({ length: 200 }, () => ({})) }] }
    expect(() => fromJson(text(JSON.stringify({ resourceMetrics: [many] })), limits)).toThrow(
      /more than 100 points, attributes/,
    )
    expect(() => fromJson(text(`[${'[],'.repeat(2000)}[]]`), limits)).toThrow(
      /1600 commas and opening brackets/,
    )
    const nested = `${'{"arrayValue":{"values":['.repeat(60)}1${']}}'.repeat(60)}`
    expect(() =>
      fromJson(
        text(`{"resourceMetrics":[{"resource":{"attributes":[{"key":"k","value":${nested}}]}}]}`),
        LIMITS,
      ),
    ).toThrow(/more than 32 deep/)
  })
})

function onlyWireErrors(decode: () => unknown): void {
  try {
    decode()
  } catch (error) {
    expect(error).toBeInstanceOf(WireError)
  }
}
