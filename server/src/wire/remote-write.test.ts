import { decodeLabelKey, isStaleAt, type MetricBatch, recordOf, STALE } from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProtobufWriter } from './protobuf-writer.ts'
import { RemoteWriteDecoder } from './remote-write.ts'
import { RemoteWrite2Decoder } from './remote-write-2.ts'
import { WireError } from './wire-error.ts'

const SOURCE = { project: 'default', origin: 'test' }
type Build = (writer: ProtobufWriter) => void

function message(build: Build): Uint8Array {
  const writer = new ProtobufWriter()
  build(writer)
  return writer.finish()
}

const label =
  (name: string, value: string): Build =>
  writer =>
    writer.message(1, inner => {
      inner.string(1, name)
      inner.string(2, value)
    })

const sample =
  (value: number, timeMs: number): Build =>
  writer =>
    writer.message(2, inner => {
      inner.double(1, value)
      inner.int(2, timeMs)
    })

const request = (...series: Build[][]): Uint8Array =>
  message(writer => {
    for (const parts of series) writer.message(1, inner => parts.forEach(part => void part(inner)))
  })

function seriesOf(batch: MetricBatch) {
  return Array.from({ length: batch.seriesCount }, (_, i) => {
    const from = i === 0 ? 0 : batch.sampleEnds[i - 1]!
    const to = batch.sampleEnds[i]!
    return {
      labels: recordOf(decodeLabelKey(batch.bytes, batch.keyStarts[i]!, batch.keyEnds[i]!).labels),
      samples: Array.from({ length: to - from }, (_, j) => [batch.timesMs[from + j], batch.values[from + j]]),
    }
  })
}

describe('remote write 1.0', () => {
  const decoder = new RemoteWriteDecoder()

  it('hands over series whose keys are slices of the body', () => {
    const body = request(
      [label('__name__', 'up'), label('job', 'api'), sample(1, 1000), sample(0, 2000)],
      [label('__name__', 'down'), sample(0.5, -1)],
    )
    const batch = decoder.decode(body, SOURCE)
    expect(batch.bytes).toBe(body)
    expect(seriesOf(batch)).toEqual([
      {
        labels: { __name__: 'up', job: 'api' },
        samples: [
          [1000, 1],
          [2000, 0],
        ],
      },
      { labels: { __name__: 'down' }, samples: [[-1, 0.5]] },
    ])
  })

  it('puts labels together that come apart', () => {
    const body = request([
      label('__name__', 'up'),
      sample(1, 1),
      label('a', 'b'),
      sample(2, 2),
      label('c', 'd'),
    ])
    expect(seriesOf(decoder.decode(body, SOURCE))).toEqual([
      {
        labels: { __name__: 'up', a: 'b', c: 'd' },
        samples: [
          [1, 1],
          [2, 2],
        ],
      },
    ])
  })

  it('keeps the stale marker by its bits', () => {
    const batch = decoder.decode(request([label('__name__', 'up'), sample(STALE[0]!, 1)]), SOURCE)
    expect(isStaleAt(batch.values, 0)).toBe(true)
  })

  it('reads native histograms, exemplars and metadata', () => {
    const body = message(writer => {
      writer.message(1, inner => {
        label('__name__', 'latency')(inner)
        inner.message(3, exemplar => {
          label('trace_id', 'abc')(exemplar)
          exemplar.double(2, 0.25)
          exemplar.int(3, 7)
        })
        inner.message(4, histogram => {
          histogram.int(1, 6)
          histogram.double(3, 12.5)
          histogram.sint(4, 2)
          histogram.double(5, 0.001)
          histogram.int(6, 1)
          histogram.message(11, span => {
            span.sint(1, -2)
            span.int(2, 3)
          })
          histogram.packedSints(12, [1, 1, -1])
          histogram.int(15, 9)
        })
      })
      writer.message(3, metadata => {
        metadata.int(1, 3)
        metadata.string(2, 'latency')
        metadata.string(4, 'How long it takes.')
        metadata.string(5, 'seconds')
      })
    })
    const batch = decoder.decode(body, SOURCE)
    expect(batch.exemplars).toEqual([
      { series: 0, timeMs: 7, value: 0.25, labels: [{ name: 'trace_id', value: 'abc' }] },
    ])
    expect(batch.metadata).toEqual([
      { family: 'latency', type: 'histogram', unit: 'seconds', help: 'How long it takes.' },
    ])
    expect(batch.histograms).toMatchObject([
      {
        series: 0,
        timeMs: 9,
        histogram: {
          integer: true,
          schema: 2,
          count: 6,
          sum: 12.5,
          zeroCount: 1,
          positiveSpans: [{ offset: -2, length: 3 }],
        },
      },
    ])
    const { histogram } = batch.histograms[0]!
    expect(histogram === 'stale' ? [] : [...histogram.positiveCounts]).toEqual([1, 2, 1])
  })

  it('refuses more series or samples than a request may hold', () => {
    const small = new RemoteWriteDecoder({ series: 1, samples: 1 })
    expect(() => small.decode(request([sample(1, 1)], [sample(1, 1)]), SOURCE)).toThrow(
      'remote write: more than 1 samples in one request',
    )
    expect(() => small.decode(request([], []), SOURCE)).toThrow(
      'remote write: more than 1 series in one request',
    )
  })
})

describe('remote write 2.0', () => {
  const decoder = new RemoteWrite2Decoder()
  const symbols = ['', '__name__', 'up', 'job', 'api', 'Whether it is up.', 'ratio', 'trace_id', 'abc']

  const write = (...series: Build[]): Uint8Array =>
    message(writer => {
      for (const build of series) writer.message(5, build)
      for (const symbol of symbols) writer.string(4, symbol)
    })

  it('builds keys from symbols, wherever in the message the table stands', () => {
    const body = write(inner => {
      inner.packedInts(1, [1, 2, 3, 4])
      inner.message(2, one => {
        one.double(1, 1)
        one.int(2, 1000)
      })
      inner.message(4, exemplar => {
        exemplar.packedInts(1, [7, 8])
        exemplar.double(2, 0.5)
        exemplar.int(3, 999)
      })
      inner.message(5, metadata => {
        metadata.int(1, 2)
        metadata.int(3, 5)
        metadata.int(4, 6)
      })
    })
    const batch = decoder.decode(body, SOURCE)
    expect(seriesOf(batch)).toEqual([{ labels: { __name__: 'up', job: 'api' }, samples: [[1000, 1]] }])
    expect(batch.metadata).toEqual([
      { family: 'up', type: 'gauge', unit: 'ratio', help: 'Whether it is up.' },
    ])
    expect(batch.exemplars).toEqual([
      { series: 0, timeMs: 999, value: 0.5, labels: [{ name: 'trace_id', value: 'abc' }] },
    ])
  })

  it.each([
    ['a symbol that is not in the table', [1, 99], 'remote write: symbol 99 is not in the table of 9'],
    ['refs that are no pairs', [1, 2, 3], 'remote write: label refs do not come in pairs'],
  ])('refuses %s', (_, refs, words) => {
    expect(() =>
      decoder.decode(
        write(inner => inner.packedInts(1, refs)),
        SOURCE,
      ),
    ).toThrow(words)
  })
})

describe('remote write from anywhere', () => {
  it.each([
    ['1.0', new RemoteWriteDecoder()],
    ['2.0', new RemoteWrite2Decoder()],
  ])('%s survives random and mutated bytes', (_, decoder) => {
    const good = request([label('__name__', 'up'), label('job', 'api'), sample(1, 1000)])
    const mutated = fc
      .tuple(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 5 }))
      .map(([changes]) => {
        const copy = good.slice()
        for (const [at, byte] of changes) copy[at] = byte
        return copy
      })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutated), bytes => {
        try {
          const batch = decoder.decode(bytes.slice(), SOURCE)
          expect(batch.sampleCount).toBeLessThan(300)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 3000 },
    )
  })
})
