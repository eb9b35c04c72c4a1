import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exemplarsOf, plainExposition, readAll } from '../../testing/exposition.ts'
import { type PromProtobufOptions, parsePromProtobuf } from './prom-protobuf.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { WireError } from './wire-error.ts'

const COUNTER = 0
const GAUGE = 1
const SUMMARY = 2
const UNTYPED = 3
const HISTOGRAM = 4
const GAUGE_HISTOGRAM = 5

const OPTIONS: PromProtobufOptions = { nativeHistograms: true, classicBesideNative: false }

function read(bytes: Uint8Array, into = plainExposition(), options = OPTIONS) {
  return readAll((b, e) => parsePromProtobuf(b, e, options), bytes, into)
}

interface FamilyOptions {
  readonly name: string
  readonly type: number
  readonly help?: string
  readonly unit?: string
}

type Write = (writer: ProtobufWriter) => void

function family({ name, type, help = '', unit = '' }: FamilyOptions, ...metrics: Write[]): Write {
  return writer =>
    writer.delimited(w => {
      w.string(1, name)
      w.string(2, help)
      w.int(3, type)
      for (const metric of metrics) w.message(4, metric)
      w.string(5, unit)
    })
}

function labels(record: Record<string, string>): Write {
  return w => {
    for (const [name, value] of Object.entries(record)) {
      w.message(1, label => {
        label.string(1, name)
        label.string(2, value)
      })
    }
  }
}

function exemplar(field: number, id: string, value: number, seconds?: number): Write {
  return w =>
    w.message(field, e => {
      labels({ trace_id: id })(e)
      e.double(2, value)
      if (seconds !== undefined) {
        e.message(3, t => {
          t.int(1, Math.trunc(seconds))
          t.int(2, Math.round((seconds % 1) * 1e9))
        })
      }
    })
}

function exposition(...families: Write[]): Uint8Array {
  const writer = new ProtobufWriter()
  for (const write of families) write(writer)
  return writer.finish().slice()
}

/** A histogram with classic buckets 1 and 2 and the native buckets 0 (2), 1 (1) and 5 (3), all integers. */
const bothKinds: Write = w => {
  w.int(1, 7)
  w.double(2, 12.5)
  for (const [bound, count] of [
    [1, 3],
    [2, 4],
  ] as const) {
    w.message(3, b => {
      b.int(1, count)
      b.double(2, bound)
      exemplar(3, `bucket-${bound}`, bound, bound === 1 ? 10.5 : undefined)(b)
    })
  }
  w.sint(5, 3)
  w.double(6, 0.001)
  w.int(7, 1)
  for (const [offset, length] of [
    [0, 2],
    [3, 1],
  ] as const) {
    w.message(12, s => {
      s.sint(1, offset)
      s.int(2, length)
    })
  }
  w.packedSints(13, [2, -1, 2])
}

describe('the protobuf exposition', () => {
  it('reads every simple type', () => {
    const bytes = exposition(
      family(
        { name: 'jobs_total', type: COUNTER, help: 'Jobs.' },
        w => {
          labels({ queue: 'a', 'dotted.name': 'b' })(w)
          w.message(3, c => {
            c.double(1, 42)
            exemplar(2, 'abc', 1, 1520879607.789)(c)
            c.message(3, t => t.int(1, 1520870000))
          })
        },
        w => w.message(3, c => c.double(1, 1)),
      ),
      family({ name: 'size_bytes', type: GAUGE, unit: 'bytes' }, w => {
        w.message(2, g => g.double(1, -1.5))
        w.int(6, 1700000000123)
      }),
      family({ name: 'odd', type: UNTYPED }, w => w.message(5, u => u.double(1, 3))),
      family({ name: 'took_seconds', type: SUMMARY }, w => {
        labels({ a: 'b' })(w)
        w.message(4, s => {
          s.int(1, 10)
          s.double(2, 55)
          s.message(3, q => {
            q.double(1, 0.5)
            q.double(2, 5)
          })
          s.message(3, q => {
            q.double(1, 1)
            q.double(2, 9)
          })
        })
      }),
      family({ name: 'empty', type: GAUGE }),
    )
    const into = plainExposition()
    expect(read(bytes, into)).toEqual([
      { series: 'jobs_total{"dotted.name"="b", queue="a"}', value: 42 },
      { series: 'jobs_total', value: 1 },
      { series: 'size_bytes', value: -1.5, timeMs: 1700000000123 },
      { series: 'odd', value: 3 },
      { series: 'took_seconds_count{a="b"}', value: 10 },
      { series: 'took_seconds_sum{a="b"}', value: 55 },
      { series: 'took_seconds{a="b", quantile="0.5"}', value: 5 },
      { series: 'took_seconds{a="b", quantile="1.0"}', value: 9 },
    ])
    expect(exemplarsOf(into)).toEqual([
      { row: 0, value: 1, timeMs: 1520879607789, labels: { trace_id: 'abc' } },
    ])
    expect(into.families.get('jobs_total')).toMatchObject({ type: 'counter', help: 'Jobs.' })
    expect(into.families.get('size_bytes')).toMatchObject({ type: 'gauge', unit: 'bytes' })
    expect(into.families.get('odd')).toMatchObject({ type: 'unknown' })

    const known = into.cache.entryCount
    expect(read(bytes, into)).toHaveLength(8)
    expect(into.cache.entryCount).toBe(known)
    expect(into.families.takeChanges()).toHaveLength(5)
    expect(into.families.takeChanges()).toHaveLength(0)
  })

  it('reads a native histogram with absolute counts and the exemplars that have a time', () => {
    const into = plainExposition()
    const bytes = exposition(family({ name: 'h', type: HISTOGRAM }, w => w.message(7, bothKinds)))
    expect(read(bytes, into)).toEqual([{ series: 'h', value: 0 }])
    expect(into.histograms).toEqual([
      {
        row: 0,
        histogram: {
          integer: true,
          resetHint: 'unknown',
          schema: 3,
          zeroThreshold: 0.001,
          zeroCount: 1,
          count: 7,
          sum: 12.5,
          positiveSpans: [
            { offset: 0, length: 2 },
            { offset: 3, length: 1 },
          ],
          positiveCounts: new Float64Array([2, 1, 3]),
          negativeSpans: [],
          negativeCounts: new Float64Array(0),
          customValues: new Float64Array(0),
        },
      },
    ])
    expect(exemplarsOf(into)).toEqual([{ row: 0, value: 1, timeMs: 10500, labels: { trace_id: 'bucket-1' } }])
  })

  const CLASSIC = [
    { series: 'h_count', value: 7 },
    { series: 'h_sum', value: 12.5 },
    { series: 'h_bucket{le="1.0"}', value: 3 },
    { series: 'h_bucket{le="2.0"}', value: 4 },
    { series: 'h_bucket{le="+Inf"}', value: 7 },
  ]

  it('reads classic buckets beside it, or only them, as configured', () => {
    const bytes = exposition(family({ name: 'h', type: HISTOGRAM }, w => w.message(7, bothKinds)))
    const both = plainExposition()
    expect(read(bytes, both, { nativeHistograms: true, classicBesideNative: true })).toEqual([
      { series: 'h', value: 0 },
      ...CLASSIC,
    ])
    expect(exemplarsOf(both).map(e => (e as { row: number }).row)).toEqual([0, 3, 4])
    expect(read(bytes, plainExposition(), { nativeHistograms: false, classicBesideNative: false })).toEqual(
      CLASSIC,
    )
  })

  it('reads a float histogram of a gauge, with its own exemplars', () => {
    const into = plainExposition()
    read(
      exposition(
        family({ name: 'g', type: GAUGE_HISTOGRAM }, w =>
          w.message(7, h => {
            h.double(4, 3.5)
            h.double(2, -1)
            h.sint(5, -4)
            h.double(8, 0.5)
            h.double(6, 0.1)
            h.message(9, s => {
              s.sint(1, -2)
              s.int(2, 1)
            })
            h.double(11, 3)
            exemplar(16, 'x', 2, 5)(h)
            exemplar(16, 'no time', 2)(h)
          }),
        ),
      ),
      into,
    )
    expect(into.histograms[0]?.histogram).toMatchObject({
      integer: false,
      resetHint: 'gauge',
      schema: -4,
      zeroCount: 0.5,
      count: 3.5,
      sum: -1,
      negativeSpans: [{ offset: -2, length: 1 }],
      negativeCounts: new Float64Array([3]),
    })
    expect(exemplarsOf(into)).toEqual([{ row: 0, value: 2, timeMs: 5000, labels: { trace_id: 'x' } }])
  })

  it('takes an empty span for a native histogram without observations', () => {
    const into = plainExposition()
    const empty: Write = w => w.message(7, h => h.message(12, () => {}))
    expect(read(exposition(family({ name: 'h', type: HISTOGRAM }, empty)), into)).toEqual([
      { series: 'h', value: 0 },
    ])
    expect(into.histograms).toHaveLength(1)
  })

  const nativeOf = (change: Write): Uint8Array =>
    exposition(family({ name: 'h', type: HISTOGRAM }, w => w.message(7, change)))
  const span: Write = w => w.message(12, s => s.int(2, 1))

  it.each<[string, Uint8Array, string]>([
    ['a family without a name', exposition(family({ name: '', type: GAUGE })), 'a metric family has no name'],
    [
      'a type of the future',
      exposition(family({ name: 'a', type: 9 })),
      'metric family "a": unknown metric type 9',
    ],
    [
      'a unit that the name lacks',
      exposition(family({ name: 'a_seconds', type: GAUGE, unit: 'bytes' })),
      'metric family "a_seconds": unit "bytes" is not a suffix of the name',
    ],
    [
      'a label twice',
      exposition(
        family({ name: 'a', type: GAUGE }, w => {
          labels({ x: '1' })(w)
          labels({ x: '2' })(w)
        }),
      ),
      'metric family "a": label name "x" is not unique',
    ],
    [
      'a label without a name',
      exposition(family({ name: 'a', type: GAUGE }, labels({ '': '1' }))),
      'metric family "a": invalid metric name or label names: a name is empty',
    ],
    [
      'a million labels',
      exposition(
        family(
          { name: 'a', type: GAUGE },
          labels(Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`l${i}`, 'v']))),
        ),
      ),
      'metric family "a": a metric has more than 2000 labels',
    ],
    [
      'spans that lie',
      nativeOf(span),
      'invalid native histogram of "h": positive spans need 1 buckets, have 0',
    ],
    [
      'a wrong sum of buckets',
      nativeOf(w => {
        w.int(1, 3)
        span(w)
        w.packedSints(13, [2])
      }),
      'invalid native histogram of "h": 2 observations found in buckets, but the count is 3',
    ],
    [
      'a negative bucket',
      nativeOf(w => {
        span(w)
        w.packedSints(13, [-1])
      }),
      'invalid native histogram of "h": a positive bucket has the negative count -1',
    ],
    [
      'a schema of its own',
      nativeOf(w => {
        w.sint(5, 9)
        span(w)
      }),
      'invalid native histogram of "h": schema 9 is not between -4 and 8',
    ],
    [
      'invalid UTF-8',
      exposition(
        family({ name: 'a', type: GAUGE }, w => w.message(1, l => l.bytes(2, new Uint8Array([0xff])))),
      ),
      'protobuf: a string is not valid UTF-8',
    ],
    [
      'a message that is cut off',
      exposition(family({ name: 'abc', type: GAUGE })).subarray(0, 5),
      'protobuf: the message is cut off',
    ],
    ['text', Buffer.from('# HELP a b\na 1\n'), 'protobuf: the message is cut off'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message)
  })

  it('takes any bytes without harm, also between good scrapes', () => {
    const into = plainExposition()
    const seed = exposition(
      family({ name: 'a', type: COUNTER }, w => {
        labels({ b: 'c' })(w)
        w.message(3, c => {
          c.double(1, 1)
          exemplar(2, 'abc', 1, 2)(c)
        })
      }),
      family({ name: 'h', type: HISTOGRAM }, w => w.message(7, bothKinds)),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.uint8Array({ maxLength: 20 }),
        (changes, tail) => {
          const bytes = Buffer.concat([seed, tail])
          for (const [at, byte] of changes) bytes[at] = byte
          try {
            read(bytes, into)
          } catch (error) {
            expect(error).toBeInstanceOf(WireError)
          }
          expect(read(seed, into)).toHaveLength(2)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
