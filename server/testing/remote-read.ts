/** Remote read from the other side: makes requests and takes answers apart. */
import type { MatcherKind } from '@vedette/model'
import { crc32c } from '../src/wire/crc32c.ts'
import { LEN, ProtobufReader, tag, VARINT } from '../src/wire/protobuf.ts'
import { ProtobufWriter } from '../src/wire/protobuf-writer.ts'
import { SnappyEncoder } from '../src/wire/snappy-encode.ts'
import {
  type ReadHistogram,
  readFloatHistogramChunk,
  readHistogramChunk,
  readXorChunk,
} from './chunk-reader.ts'

export interface AskedSeries {
  readonly fromMs: number
  readonly toMs: number
  readonly matchers: readonly (readonly [name: string, kind: MatcherKind, value: string])[]
}

const KINDS: readonly MatcherKind[] = ['=', '!=', '=~', '!~']

/** `accepted`: 0 for samples, 1 for chunks. */
export function readRequestBody(queries: readonly AskedSeries[], accepted: readonly number[] = []): Buffer {
  const writer = new ProtobufWriter()
  for (const { fromMs, toMs, matchers } of queries) {
    writer.message(1, () => {
      writer.int(1, fromMs)
      writer.int(2, toMs)
      for (const [name, kind, value] of matchers) {
        writer.message(3, () => {
          writer.int(1, KINDS.indexOf(kind))
          writer.string(2, name)
          writer.string(3, value)
        })
      }
    })
  }
  for (const each of accepted) writer.int(2, each)
  return Buffer.from(new SnappyEncoder().encode(writer.finish()))
}

export interface StreamedSeries {
  readonly labels: string
  readonly queryIndex: number
  readonly samples: readonly (readonly [timeMs: number, bits: bigint])[]
  readonly histograms: readonly ReadHistogram[]
  readonly chunks: readonly { readonly minMs: number; readonly maxMs: number }[]
}

/** By frame. */
export function streamedSeries(body: Uint8Array): StreamedSeries[] {
  const found: StreamedSeries[] = []
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  const frames = new ProtobufReader(body)
  while (frames.more()) {
    const length = frames.uint32()
    const sum = view.getUint32(frames.at)
    const from = frames.at + 4
    const frame = body.subarray(from, from + length)
    if (crc32c(frame) !== sum) throw new Error('the checksum is wrong')
    frames.at = from + length
    found.push(readFrame(frame))
  }
  return found
}

function readFrame(frame: Uint8Array): StreamedSeries {
  const reader = new ProtobufReader(frame)
  const labels: string[] = []
  const samples: [number, bigint][] = []
  const histograms: ReadHistogram[] = []
  const chunks: { minMs: number; maxMs: number }[] = []
  let queryIndex = 0
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === tag(2, VARINT)) queryIndex = reader.int64()
    else if (t === tag(1, LEN)) {
      const outer = reader.enter()
      for (let field = reader.next(); field !== 0; field = reader.next()) {
        const inner = reader.enter()
        const numbers: number[] = []
        const parts: Uint8Array[] = []
        for (let part = reader.next(); part !== 0; part = reader.next()) {
          if ((part & 7) === LEN) parts.push(reader.subarray())
          else numbers.push(reader.int64())
        }
        reader.leave(inner)
        if (field === tag(1, LEN)) labels.push(parts.map(part => Buffer.from(part).toString()).join('='))
        else {
          chunks.push({ minMs: numbers[0]!, maxMs: numbers[1]! })
          if (numbers[2] === 1) samples.push(...readXorChunk(parts[0]!))
          else if (numbers[2] === 2) histograms.push(...readHistogramChunk(parts[0]!))
          else histograms.push(...readFloatHistogramChunk(parts[0]!))
        }
      }
      reader.leave(outer)
    } else reader.skip()
  }
  return { labels: labels.join(), queryIndex, samples, histograms, chunks }
}
