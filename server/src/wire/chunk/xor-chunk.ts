/** Floats as Prometheus's XOR chunk: times as changes of their distance, values as changed bits. */
import { BitWriter, fits } from './bit-writer.ts'
import { XorValue } from './xor-value.ts'

const writer = new BitWriter()
const written = new XorValue()

/** Of `count` samples, at most 65535; the value of `timesMs[from + i]` is `values[valuesFrom + i]`. */
export function xorChunk(
  timesMs: ArrayLike<number>,
  from: number,
  values: ArrayLike<number>,
  valuesFrom: number,
  count: number,
): Uint8Array {
  writer.clear()
  writer.bits(count, 16)
  let timeMs = 0
  let deltaMs = 0
  for (let i = 0; i < count; i++) {
    const value = values[valuesFrom + i]!
    const previousMs = timeMs
    const previousDeltaMs = deltaMs
    timeMs = timesMs[from + i]!
    if (i === 0) {
      writer.varint(timeMs)
      written.begin(writer, value)
      continue
    }
    deltaMs = timeMs - previousMs
    if (i === 1) writer.uvarint(deltaMs)
    else writeChange(deltaMs - previousDeltaMs)
    written.next(writer, value)
  }
  return writer.finish()
}

function writeChange(change: number): void {
  if (change === 0) writer.bit(0)
  else if (fits(change, 14)) prefixed(0b10, 2, change, 14)
  else if (fits(change, 17)) prefixed(0b110, 3, change, 17)
  else if (fits(change, 20)) prefixed(0b1110, 4, change, 20)
  else {
    writer.bits(0b1111, 4)
    writer.int64(change)
  }
}

function prefixed(prefix: number, prefixBits: number, value: number, bits: number): void {
  writer.bits(prefix, prefixBits)
  writer.bits(value, bits)
}
