/**
 * Remote write 1.0 as a Prometheus server sends it: a protobuf WriteRequest of many series with few samples each,
 * compressed with snappy. Written by hand because the label bytes of a series never change: they are encoded once and copied.
 */
import { compress, maxCompressedLength } from './snappy.ts'

const text = new TextEncoder()

/** The `labels` fields of a TimeSeries: all that precedes its samples. */
export function encodeLabels(labels: readonly (readonly [name: string, value: string])[]): Uint8Array {
  const bytes: number[] = []
  for (const [name, value] of labels) {
    const inner = [...stringField(0x0a, name), ...stringField(0x12, value)]
    bytes.push(0x0a, ...varint(inner.length), ...inner)
  }
  return Uint8Array.from(bytes)
}

export interface MetricMetadata {
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly family: string
  readonly help: string
}

/** A request that holds metadata only, as Prometheus sends it once a minute beside the samples. */
export function encodeMetadata(entries: readonly MetricMetadata[]): Uint8Array {
  const types = { counter: 1, gauge: 2, histogram: 3 }
  const bytes: number[] = []
  for (const { type, family, help } of entries) {
    const inner = [0x08, types[type], ...stringField(0x12, family), ...stringField(0x22, help)]
    bytes.push(0x1a, ...varint(inner.length), ...inner)
  }
  return compressed(Uint8Array.from(bytes), bytes.length)
}

export interface RequestEncoder {
  readonly sampleCount: number
  /** One series with `count` samples from values[at], times[timeAt], a stride apart. */
  add(labels: Uint8Array, samples: SampleRun): void
  /** The compressed body; the encoder is empty afterwards. */
  take(): Uint8Array
}

/** Sample i is (timesMs[timeAt + i * timeStride], values[at + i * stride]). */
export interface SampleRun {
  readonly count: number
  readonly values: Float64Array
  readonly at: number
  readonly stride: number
  readonly timesMs: Float64Array
  readonly timeAt: number
  readonly timeStride: number
}

export function createRequestEncoder(): RequestEncoder {
  let bytes = Buffer.alloc(1 << 16)
  let to = 0
  let sampleCount = 0
  const value = new Float64Array(1)
  const valueBytes = new Uint8Array(value.buffer)
  const timeBytes = new Uint8Array(10)
  let timeSize = 0
  let timeMs = Number.NaN

  function setTime(next: number): void {
    if (next === timeMs) return
    timeMs = next
    timeSize = 0
    let low = next % 0x10000000
    let high = Math.floor(next / 0x10000000)
    // 28 bits are four groups of seven: two plain integers instead of one BigInt.
    for (let i = 0; i < 4 && (high > 0 || low >= 0x80); i++) {
      timeBytes[timeSize++] = (low & 0x7f) | 0x80
      low >>>= 7
    }
    if (high === 0) timeBytes[timeSize++] = low
    for (; high > 0; high >>>= 7) timeBytes[timeSize++] = (high & 0x7f) | (high >= 0x80 ? 0x80 : 0)
  }

  function add(labels: Uint8Array, run: SampleRun): void {
    const most = labels.length + run.count * 24 + 10
    if (to + most > bytes.length) {
      const larger = Buffer.alloc(Math.max(bytes.length * 2, to + most))
      larger.set(bytes.subarray(0, to))
      bytes = larger
    }
    let size = labels.length
    for (let i = 0; i < run.count; i++) {
      setTime(run.timesMs[run.timeAt + i * run.timeStride]!)
      size += 3 + timeSize + (isPositiveZero(run.values[run.at + i * run.stride]!) ? 0 : 9)
    }
    bytes[to++] = 0x0a
    for (let rest = size; ; rest >>>= 7) {
      bytes[to++] = rest >= 0x80 ? (rest & 0x7f) | 0x80 : rest
      if (rest < 0x80) break
    }
    bytes.set(labels, to)
    to += labels.length
    for (let i = 0; i < run.count; i++) {
      const sample = run.values[run.at + i * run.stride]!
      const withValue = !isPositiveZero(sample)
      setTime(run.timesMs[run.timeAt + i * run.timeStride]!)
      bytes[to++] = 0x12
      bytes[to++] = 1 + timeSize + (withValue ? 9 : 0)
      if (withValue) {
        bytes[to++] = 0x09
        value[0] = sample
        for (let b = 0; b < 8; b++) bytes[to++] = valueBytes[b]!
      }
      bytes[to++] = 0x10
      for (let b = 0; b < timeSize; b++) bytes[to++] = timeBytes[b]!
    }
    sampleCount += run.count
  }

  return {
    get sampleCount() {
      return sampleCount
    },
    add,
    take() {
      const body = compressed(bytes, to)
      to = 0
      sampleCount = 0
      return body
    },
  }
}

/** Protobuf leaves out a zero; a negative zero has bits and is written. */
function isPositiveZero(value: number): boolean {
  return value === 0 && !Object.is(value, -0)
}

let scratch = new Uint8Array(0)

function compressed(bytes: Uint8Array, length: number): Uint8Array {
  const most = maxCompressedLength(length)
  if (scratch.length < most) scratch = new Uint8Array(most * 2)
  return scratch.slice(0, compress(bytes, length, scratch))
}

function stringField(tag: number, value: string): number[] {
  const bytes = text.encode(value)
  return [tag, ...varint(bytes.length), ...bytes]
}

function varint(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return bytes
}
