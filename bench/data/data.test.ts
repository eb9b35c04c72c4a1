import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { readFrames, shardFile, writeLoad } from './load-file.ts'
import { createMix } from './mix.ts'
import { createRequestEncoder, encodeLabels, encodeMetadata } from './remote-write.ts'
import { compress, maxCompressedLength } from './snappy.ts'

const dir = mkdtempSync(join(tmpdir(), 'vedette-bench-test-'))
afterAll(() => rmSync(dir, { recursive: true }))

describe('the mix', () => {
  it('is the same for the same seed and another for another', () => {
    const options = { seriesCount: 700, seed: 7, intervalMs: 15_000 }
    const [a, b] = [createMix(options), createMix(options)]
    const c = createMix({ ...options, seed: 8 })
    for (let i = 0; i < 20; i++) for (const mix of [a, b, c]) mix.advance()
    expect(a.series).toEqual(b.series)
    expect(a.values).toEqual(b.values)
    expect(c.values).not.toEqual(a.values)
  })

  it('has as many series as asked for, each with its own sorted labels', () => {
    const { series } = createMix({ seriesCount: 2345, seed: 1, intervalMs: 15_000 })
    expect(series.length).toBe(2345)
    expect(new Set(series.map(({ labels }) => JSON.stringify(labels))).size).toBe(2345)
    for (const { labels } of series) {
      const names = labels.map(([name]) => name)
      expect(names).toEqual([...new Set(names)].sort())
    }
  })

  it('never lets a counter or a bucket fall, and keeps buckets cumulative', () => {
    const mix = createMix({ seriesCount: 1000, seed: 3, intervalMs: 15_000 })
    let before: Float64Array | undefined
    for (let scrape = 0; scrape < 50; scrape++) {
      mix.advance()
      mix.series.forEach(({ kind, labels }, i) => {
        if (kind !== 'gauge' && before !== undefined) expect(mix.values[i]).toBeGreaterThanOrEqual(before[i]!)
        const name = labels[0]![1]
        if (name.endsWith('_bucket') && i > 0 && mix.series[i - 1]!.labels[0]![1] === name) {
          const upper = labels.find(([label]) => label === 'le')![1]
          if (upper !== '0.005' && upper !== '0.001') {
            expect(mix.values[i]).toBeGreaterThanOrEqual(mix.values[i - 1]!)
          }
        }
      })
      before = mix.values.slice()
    }
  })

  it('spreads targets over the interval and keeps the times of a target rising', () => {
    const mix = createMix({ seriesCount: 5000, seed: 3, intervalMs: 15_000 })
    for (let target = 0; target < mix.targetCount; target++) {
      for (let scrape = 1; scrape < 500; scrape++) {
        const step = mix.timeMs(target, scrape, 1e12) - mix.timeMs(target, scrape - 1, 1e12)
        expect(Math.abs(step - 15_000)).toBeLessThan(50)
      }
    }
  })
})

describe('snappy', () => {
  it('gives back what it was given', () => {
    const pieces = fc.array(fc.tuple(fc.uint8Array({ maxLength: 90 }), fc.integer({ min: 1, max: 400 })))
    fc.assert(
      fc.property(pieces, runs => {
        const source = Buffer.concat(
          runs.flatMap(([piece, times]) => Array.from({ length: times }, () => piece)),
        )
        expect(roundTrip(source).equals(source)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('shrinks what repeats', () => {
    const source = Buffer.from('http_requests_total{method="GET"} 12345\n'.repeat(5000))
    const out = new Uint8Array(maxCompressedLength(source.length))
    expect(compress(source, source.length, out)).toBeLessThan(source.length / 15)
  })
})

describe('remote write', () => {
  it('spells labels, values and times as protobuf', () => {
    const encoder = createRequestEncoder()
    const timesMs = Float64Array.of(1_795_209_330_123, 5, 2 ** 31)
    const values = Float64Array.of(1.5, 0, -0)
    const labels = encodeLabels([
      ['__name__', 'up'],
      ['job', 'ü'.repeat(100)],
    ])
    encoder.add(labels, { count: 3, values, at: 0, stride: 1, timesMs, timeAt: 0, timeStride: 1 })
    expect(encoder.sampleCount).toBe(3)
    const [series] = decodeRequest(uncompress(encoder.take()))
    expect(series).toEqual({
      labels: [
        ['__name__', 'up'],
        ['job', 'ü'.repeat(100)],
      ],
      samples: [
        [1_795_209_330_123, 1.5],
        [5, 0],
        [2 ** 31, -0],
      ],
    })
    expect(encoder.sampleCount).toBe(0)
  })

  it('sends metadata as a request of its own', () => {
    const body = uncompress(encodeMetadata([{ type: 'gauge', family: 'up', help: 'Is it?' }]))
    expect([...body]).toEqual([
      0x1a,
      14,
      8,
      2,
      0x12,
      2,
      ...Buffer.from('up'),
      0x22,
      6,
      ...Buffer.from('Is it?'),
    ])
  })

  it('writes every sample of the mix once, each series in one shard and in order of time', () => {
    const options = { seriesCount: 300, seed: 5, intervalMs: 15_000, scrapes: 9, startMs: 1.7e12, shards: 3 }
    for (const shape of [
      { samplesPerRequest: 70, samplesPerSeries: 1 },
      { samplesPerRequest: 64, samplesPerSeries: 4 },
    ]) {
      const load = writeLoad(dir, { ...options, ...shape })
      expect(load.samples).toBe(2700)
      const seen = new Map<string, (readonly [number, number])[]>()
      const shardOf = new Map<string, number>()
      for (let shard = 0; shard < options.shards; shard++) {
        const frames = readFrames(shardFile(dir, shard))
        for (let frame = frames.next(); frame !== undefined; frame = frames.next()) {
          const series = decodeRequest(uncompress(frame.body))
          const times = series.flatMap(({ samples }) => samples.map(([timeMs]) => timeMs))
          expect(times.length).toBe(frame.samples)
          expect(times.length).toBeLessThanOrEqual(shape.samplesPerRequest)
          if (times.length > 0) {
            expect([frame.firstMs, frame.lastMs]).toEqual([Math.min(...times), Math.max(...times)])
          }
          for (const { labels, samples } of series) {
            const key = JSON.stringify(labels)
            expect(shardOf.get(key) ?? shard).toBe(shard)
            shardOf.set(key, shard)
            seen.set(key, [...(seen.get(key) ?? []), ...samples])
          }
        }
        frames.close()
      }
      const mix = createMix(options)
      for (let scrape = 0; scrape < options.scrapes; scrape++) {
        mix.advance()
        mix.series.forEach(({ labels, target }, i) => {
          const sample = seen.get(JSON.stringify(labels))![scrape]
          expect(sample).toEqual([mix.timeMs(target, scrape, options.startMs), mix.values[i]])
        })
      }
    }
  })
})

function roundTrip(source: Uint8Array): Buffer {
  const out = new Uint8Array(maxCompressedLength(source.length))
  return uncompress(out.subarray(0, compress(source, source.length, out)))
}

/** The plain reading of snappy's format description, apart from the encoder's code. */
function uncompress(bytes: Uint8Array): Buffer {
  let at = 0
  const [length, start] = varint(bytes, at)
  at = start
  const out = Buffer.alloc(length)
  let to = 0
  while (at < bytes.length) {
    const tag = bytes[at++]!
    let size = (tag >>> 2) + 1
    if ((tag & 3) === 0) {
      if (size > 60) {
        const extra = size - 60
        size = 1
        for (let i = 0; i < extra; i++) size += bytes[at++]! << (8 * i)
      }
      out.set(bytes.subarray(at, at + size), to)
      at += size
      to += size
      continue
    }
    let offset: number
    if ((tag & 3) === 1) {
      size = ((tag >>> 2) & 7) + 4
      offset = ((tag >>> 5) << 8) | bytes[at++]!
    } else {
      offset = bytes[at]! | (bytes[at + 1]! << 8)
      at += 2
    }
    for (let i = 0; i < size; i++, to++) out[to] = out[to - offset]!
  }
  expect(to).toBe(length)
  return out
}

interface DecodedSeries {
  readonly labels: [string, string][]
  readonly samples: [number, number][]
}

function decodeRequest(bytes: Uint8Array): DecodedSeries[] {
  return fields(bytes)
    .filter(({ tag }) => tag === 0x0a)
    .map(({ body }) => {
      const series: DecodedSeries = { labels: [], samples: [] }
      for (const field of fields(body)) {
        const inner = fields(field.body)
        if (field.tag === 0x0a) {
          const [name, value] = inner.map(part => Buffer.from(part.body).toString())
          series.labels.push([name!, value!])
        } else {
          const value = inner.find(({ tag }) => tag === 0x09)?.body
          const time = inner.find(({ tag }) => tag === 0x10)!.number
          series.samples.push([time, value === undefined ? 0 : Buffer.from(value).readDoubleLE(0)])
        }
      }
      return series
    })
}

function fields(bytes: Uint8Array): { tag: number; body: Uint8Array; number: number }[] {
  const found: { tag: number; body: Uint8Array; number: number }[] = []
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at++]!
    if ((tag & 7) === 1) {
      found.push({ tag, body: bytes.subarray(at, at + 8), number: 0 })
      at += 8
      continue
    }
    const [number, next] = varint(bytes, at)
    at = next
    const length = (tag & 7) === 2 ? number : 0
    found.push({ tag, body: bytes.subarray(at, at + length), number })
    at += length
  }
  return found
}

function varint(bytes: Uint8Array, start: number): [value: number, next: number] {
  let value = 0
  for (let at = start, scale = 1; ; at++, scale *= 128) {
    value += (bytes[at]! & 0x7f) * scale
    if (bytes[at]! < 0x80) return [value, at + 1]
  }
}
