/** The samples of a time series, the same message in remote write 1.0 and 2.0: a value and a time. */
import type { OutgoingWrite, SeriesParts } from './outgoing-write.ts'
import { LEN, tag } from './protobuf.ts'
import type { ProtobufWriter } from './protobuf-writer.ts'

const SAMPLE = tag(2, LEN)
/** The value with its tag, and the tag of the time. */
const FIXED_BYTES = 10

/** How many bytes `writeSamples` is going to write. */
export function samplesSizeOf(write: OutgoingWrite, { from, to }: SeriesParts, oldestMs: number): number {
  let size = 0
  for (let i = from; i < to; i++) {
    const timeMs = write.timesMs[i]!
    // A sample's own length always fits into one byte.
    if (timeMs >= oldestMs) size += 2 + FIXED_BYTES + varintSize(timeMs)
  }
  return size
}

/** Returns how many there are; what is older than `oldestMs` is left out. */
export function writeSamples(
  writer: ProtobufWriter,
  write: OutgoingWrite,
  { from, to }: SeriesParts,
  oldestMs: number,
): number {
  let count = 0
  for (let i = from; i < to; i++) {
    const timeMs = write.timesMs[i]!
    if (timeMs < oldestMs) continue
    writer.varint(SAMPLE)
    writer.varint(FIXED_BYTES + varintSize(timeMs))
    writer.doubleFrom(1, write.values, i)
    writer.int(2, timeMs)
    count++
  }
  return count
}

/** Of a whole number up to 2^53; negative ones take ten bytes. */
function varintSize(value: number): number {
  if (value < 0) return 10
  let size = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++
  return size
}
