import {
  decodeLabelKey,
  encodeLabelKey,
  formatLabels,
  isStaleAt,
  labelsOf,
  type MetricBatch,
  type NativeHistogram,
  STALE,
} from '@vedette/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutgoingSeries, OutgoingWrite } from './outgoing-write.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { RemoteWriteDecoder } from './remote-write.ts'
import { RemoteWrite2Decoder } from './remote-write-2.ts'
import { RemoteWrite2Encoder } from './remote-write-2-encode.ts'
import { encodeMetadataRequest, encodeWriteRequest } from './remote-write-encode.ts'

function series(record: Record<string, string>): OutgoingSeries {
  const labels = labelsOf(record)
  return { labels, key: encodeLabelKey(labels) }
}

const UP = series({ __name__: 'up', job: 'web' })
const REQUESTS = series({ __name__: 'requests_total', job: 'web', path: '/ä' })
const LATENCY = series({ __name__: 'latency', job: 'web' })

const INTEGERS: NativeHistogram = {
  integer: true,
  resetHint: 'no-reset',
  schema: -2,
  zeroThreshold: 1e-128,
  zeroCount: 2,
  count: 12,
  sum: 18.4,
  positiveSpans: [
    { offset: -3, length: 2 },
    { offset: 1, length: 1 },
  ],
  positiveCounts: Float64Array.of(4, 1, 3),
  negativeSpans: [{ offset: 0, length: 1 }],
  negativeCounts: Float64Array.of(2),
  customValues: new Float64Array(0),
}
const FLOATS: NativeHistogram = {
  ...INTEGERS,
  integer: false,
  resetHint: 'gauge',
  count: 0,
  zeroCount: 0.5,
  positiveCounts: Float64Array.of(0.25, 1.5, 3),
}
const CUSTOM: NativeHistogram = {
  ...INTEGERS,
  schema: -53,
  resetHint: 'unknown',
  zeroThreshold: 0,
  zeroCount: 0,
  negativeSpans: [],
  negativeCounts: new Float64Array(0),
  positiveSpans: [{ offset: 0, length: 3 }],
  customValues: Float64Array.of(0.1, 1, 10),
}

const WRITE: OutgoingWrite = {
  sampleCount: 4,
  series: [UP, REQUESTS, REQUESTS, UP],
  timesMs: Float64Array.of(1000, 2000, 3000, -4000),
  values: Float64Array.of(1, 0.1, 0, 7),
  histograms: [
    { series: LATENCY, timeMs: 1000, histogram: INTEGERS },
    { series: LATENCY, timeMs: 2000, histogram: FLOATS },
    { series: LATENCY, timeMs: 3000, histogram: CUSTOM },
    { series: LATENCY, timeMs: 4000, histogram: 'stale' },
  ],
  exemplars: [
    { series: REQUESTS, timeMs: 2500, value: 0.5, labels: labelsOf({ trace_id: 'abc' }) },
    { series: LATENCY, timeMs: 2500, value: 0.7, labels: [] },
  ],
}
WRITE.values[2] = STALE[0]!

const metadata = {
  family: 'requests_total',
  type: 'counter',
  unit: 'requests',
  help: 'All of them.',
} as const

const encoder2 = new RemoteWrite2Encoder()
const versions = {
  '1.0': (write: OutgoingWrite, oldestMs: number): MetricBatch => {
    const writer = new ProtobufWriter()
    encodeWriteRequest(writer, write, oldestMs)
    return new RemoteWriteDecoder().decode(writer.finish().slice(), { project: 'p', origin: 'o' })
  },
  '2.0': (write: OutgoingWrite, oldestMs: number): MetricBatch => {
    const writer = new ProtobufWriter()
    encoder2.encode(writer, write, oldestMs, of => (of === REQUESTS ? metadata : undefined))
    return new RemoteWrite2Decoder().decode(writer.finish().slice(), { project: 'p', origin: 'o' })
  },
}

function readSamples(batch: MetricBatch): string[] {
  const lines: string[] = []
  for (let i = 0, at = 0; i < batch.seriesCount; i++) {
    const { labels, canonical } = decodeLabelKey(batch.bytes, batch.keyStarts[i]!, batch.keyEnds[i]!)
    expect(canonical).toBe(true)
    for (; at < batch.sampleEnds[i]!; at++) {
      const value = isStaleAt(batch.values, at) ? 'stale' : batch.values[at]
      lines.push(`${formatLabels(labels)} ${value} ${batch.timesMs[at]}`)
    }
  }
  return lines
}

describe.each(['1.0', '2.0'] as const)('a message of remote write %s', version => {
  it('holds samples with the bits of stale markers', () => {
    expect(readSamples(versions[version](WRITE, Number.NEGATIVE_INFINITY))).toEqual([
      'up{job="web"} 1 1000',
      'requests_total{job="web", path="/ä"} 0.1 2000',
      'requests_total{job="web", path="/ä"} stale 3000',
      'up{job="web"} 7 -4000',
    ])
  })

  it('holds native histograms of every kind', () => {
    const batch = versions[version](WRITE, Number.NEGATIVE_INFINITY)
    expect(batch.histograms.map(({ timeMs, histogram }) => [timeMs, histogram])).toEqual([
      [1000, INTEGERS],
      [2000, FLOATS],
      [3000, CUSTOM],
      [4000, 'stale'],
    ])
  })

  it('holds exemplars beside their series', () => {
    const batch = versions[version](WRITE, Number.NEGATIVE_INFINITY)
    const seen = batch.exemplars.map(({ series, timeMs, value, labels }) => [
      formatLabels(decodeLabelKey(batch.bytes, batch.keyStarts[series]!, batch.keyEnds[series]!).labels),
      timeMs,
      value,
      formatLabels(labels),
    ])
    expect(seen).toEqual([
      ['requests_total{job="web", path="/ä"}', 2500, 0.5, '{trace_id="abc"}'],
      ['latency{job="web"}', 2500, 0.7, '{}'],
    ])
  })

  it('leaves out what is too old', () => {
    const batch = versions[version](WRITE, 2600)
    expect(readSamples(batch)).toEqual(['requests_total{job="web", path="/ä"} stale 3000'])
    expect(batch.histograms.map(({ timeMs }) => timeMs)).toEqual([3000, 4000])
    expect(batch.exemplars).toEqual([])
  })

  it('holds any values at any times', () => {
    const sample = fc.tuple(
      fc.constantFrom(UP, REQUESTS, LATENCY),
      fc.double(),
      fc.integer({ min: -(2 ** 50), max: 2 ** 50 }),
    )
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 50 }), samples => {
        const write: OutgoingWrite = {
          sampleCount: samples.length,
          series: samples.map(([of]) => of),
          values: Float64Array.from(samples, ([, value]) => value),
          timesMs: Float64Array.from(samples, ([, , time]) => time),
          histograms: [],
          exemplars: [],
        }
        const batch = versions[version](write, Number.NEGATIVE_INFINITY)
        expect([...batch.values.subarray(0, batch.sampleCount)]).toEqual([...write.values])
        expect([...batch.timesMs.subarray(0, batch.sampleCount)]).toEqual([...write.timesMs])
      }),
    )
  })
})

describe('metadata', () => {
  it('goes with the series in 2.0', () => {
    expect(versions['2.0'](WRITE, Number.NEGATIVE_INFINITY).metadata).toContainEqual({
      ...metadata,
      family: expect.stringMatching(/^requests(_total)?$/),
    })
  })

  it('goes alone in 1.0', () => {
    const writer = new ProtobufWriter()
    encodeMetadataRequest(writer, [metadata])
    const batch = new RemoteWriteDecoder().decode(writer.finish().slice(), { project: 'p', origin: 'o' })
    expect(batch.metadata).toEqual([metadata])
  })
})
