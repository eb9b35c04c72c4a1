/**
 * Remote read's answers. As samples: one snappy-compressed `prometheus.ReadResponse`. As a stream: frames of `prometheus.ChunkedReadResponse`,
 * each with at most one series, whose samples come in the chunks that Prometheus itself stores.
 */
import type { Labels } from '@vedette/model'
import { floatHistogramChunk, mayShareChunk, type TimedHistogram } from './chunk/float-histogram-chunk.ts'
import { xorChunk } from './chunk/xor-chunk.ts'
import { crc32c } from './crc32c.ts'
import { ProtobufWriter } from './protobuf-writer.ts'
import { writeHistogram } from './remote-write-histogram-encode.ts'
import { SnappyEncoder } from './snappy-encode.ts'

/** One series' samples, oldest first; `values[valuesAt + i]` belongs to `timesMs[i]`. */
export interface ReadSamples {
  readonly labels: Labels
  readonly timesMs: Float64Array
  readonly values: Float64Array
  readonly valuesAt: number
  readonly from: number
  readonly to: number
  readonly histograms: readonly TimedHistogram[]
}

const CHUNK_SAMPLES = 120
/** As Prometheus. A series that needs more comes in several frames. */
const FRAME_BYTES = 1024 * 1024
const XOR = 1
const FLOAT_HISTOGRAM = 3

/** A `TimeSeries`, as one query's result holds it. */
export function encodeSeries({
  labels,
  timesMs,
  values,
  valuesAt,
  from,
  to,
  histograms,
}: ReadSamples): Uint8Array {
  const writer = new ProtobufWriter()
  writer.message(1, () => {
    writeLabels(writer, labels)
    for (let i = from; i < to; i++) {
      writer.message(2, () => {
        writer.doubleFrom(1, values, valuesAt + i)
        writer.int(2, timesMs[i]!)
      })
    }
    for (const { timeMs, histogram } of histograms) writeHistogram(writer, 4, timeMs, histogram)
  })
  return writer.finish()
}

/** `ofQueries`: for each query its series, encoded. */
export function encodeReadResponse(ofQueries: readonly (readonly Uint8Array[])[]): Uint8Array {
  const writer = new ProtobufWriter()
  for (const series of ofQueries) {
    writer.message(1, () => {
      for (const each of series) writer.raw(each)
    })
  }
  return new SnappyEncoder().encode(writer.finish())
}

/** One series of a streamed answer, as frames. */
export function encodeFrames(samples: ReadSamples, queryIndex: number): Uint8Array[] {
  const frames: Uint8Array[] = []
  let chunks: Chunk[] = []
  let bytes = 0
  const flush = (): void => {
    frames.push(frameOf(samples.labels, chunks, queryIndex))
    chunks = []
    bytes = 0
  }
  for (const chunk of chunksOf(samples)) {
    chunks.push(chunk)
    bytes += chunk.data.length
    if (bytes >= FRAME_BYTES) flush()
  }
  if (chunks.length > 0) flush()
  return frames
}

interface Chunk {
  readonly minMs: number
  readonly maxMs: number
  readonly encoding: number
  readonly data: Uint8Array
}

/** In the order of time: where histograms come between floats, the chunk of floats ends. */
function* chunksOf({ timesMs, values, valuesAt, from, to, histograms }: ReadSamples): Generator<Chunk> {
  let at = from
  let next = 0
  while (at < to || next < histograms.length) {
    const floatMs = at < to ? timesMs[at]! : Number.POSITIVE_INFINITY
    const histogramMs = histograms[next]?.timeMs ?? Number.POSITIVE_INFINITY
    if (floatMs < histogramMs) {
      let end = Math.min(at + CHUNK_SAMPLES, to)
      while (timesMs[end - 1]! > histogramMs) end--
      const data = xorChunk(timesMs, at, values, valuesAt + at, end - at)
      yield { minMs: floatMs, maxMs: timesMs[end - 1]!, encoding: XOR, data }
      at = end
    } else {
      const end = endOfHistograms(histograms, next, floatMs)
      const data = floatHistogramChunk(histograms.slice(next, end))
      yield { minMs: histogramMs, maxMs: histograms[end - 1]!.timeMs, encoding: FLOAT_HISTOGRAM, data }
      next = end
    }
  }
}

function endOfHistograms(histograms: readonly TimedHistogram[], first: number, beforeMs: number): number {
  let end = first + 1
  while (
    end < histograms.length &&
    end - first < CHUNK_SAMPLES &&
    histograms[end]!.timeMs < beforeMs &&
    mayShareChunk(histograms[end - 1]!.histogram, histograms[end]!.histogram)
  ) {
    end++
  }
  return end
}

function frameOf(labels: Labels, chunks: readonly Chunk[], queryIndex: number): Uint8Array {
  const message = new ProtobufWriter()
  message.message(1, () => {
    writeLabels(message, labels)
    for (const { minMs, maxMs, encoding, data } of chunks) {
      message.message(2, () => {
        message.int(1, minMs)
        message.int(2, maxMs)
        message.int(3, encoding)
        message.bytes(4, data)
      })
    }
  })
  if (queryIndex > 0) message.int(2, queryIndex)
  const body = message.finish()
  const frame = new ProtobufWriter()
  frame.varint(body.length)
  const sum = new Uint8Array(4)
  new DataView(sum.buffer).setUint32(0, crc32c(body))
  frame.raw(sum)
  frame.raw(body)
  return frame.finish()
}

function writeLabels(writer: ProtobufWriter, labels: Labels): void {
  for (const { name, value } of labels) {
    writer.message(1, () => {
      writer.string(1, name)
      writer.string(2, value)
    })
  }
}
