/** The pieces of a native histogram that Prometheus's exposition and remote write spell alike: spans, runs of deltas, runs of counts. */
import type { Span } from '@vedette/model'
import { type ProtobufReader, tag, VARINT } from './protobuf.ts'
import { WireError } from './wire-error.ts'

/** Histograms are limited to far fewer later; this only keeps a lying message from taking the memory. */
const MOST_BUCKETS = 100_000

const OFFSET = tag(1, VARINT)
const LENGTH = tag(2, VARINT)

export function readSpan(reader: ProtobufReader): Span {
  const outer = reader.enter()
  let offset = 0
  let length = 0
  for (let t = reader.next(); t !== 0; t = reader.next()) {
    if (t === OFFSET) offset = reader.sint64()
    else if (t === LENGTH) length = reader.uint64()
    else reader.skip()
  }
  reader.leave(outer)
  return { offset, length }
}

export function readDeltas(reader: ProtobufReader, into: number[]): void {
  const outer = reader.enterRun()
  while (reader.more()) add(into, reader.sint64())
  reader.leave(outer)
}

export function readCounts(reader: ProtobufReader, into: number[]): void {
  const outer = reader.enterRun()
  while (reader.more()) add(into, reader.double())
  reader.leave(outer)
}

/** Each bucket is told as the difference to the one before it. */
export function absoluteCounts(deltas: readonly number[]): Float64Array {
  const counts = new Float64Array(deltas.length)
  let count = 0
  for (let i = 0; i < deltas.length; i++) {
    count += deltas[i]!
    counts[i] = count
  }
  return counts
}

function add(into: number[], value: number): void {
  if (into.length >= MOST_BUCKETS)
    throw new WireError('limit', `a histogram has more than ${MOST_BUCKETS} buckets`)
  into.push(value)
}
