/** Writes protobuf field by field into one growing buffer. Numbers are doubles: integers are exact up to 2^53. */
import { grown, isStale, STALE_HIGH } from '@vedette/model'
import { FIXED32, FIXED64, LEN, VARINT } from './protobuf.ts'

const encoder = new TextEncoder()
const TWO_32 = 0x1_0000_0000

export class ProtobufWriter {
  #bytes = new Uint8Array(256)
  #view = new DataView(this.#bytes.buffer)
  #at = 0

  get length(): number {
    return this.#at
  }

  /** Empties it and keeps its memory. */
  clear(): void {
    this.#at = 0
  }

  /** What was written, as a view that the next write may overwrite; copy it to keep it. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#at)
  }

  /** Unsigned; int64 where negative, as two's complement. */
  int(field: number, value: number): void {
    this.#tag(field, VARINT)
    this.varint(value)
  }

  sint(field: number, value: number): void {
    this.#tag(field, VARINT)
    this.zigzag(value)
  }

  bool(field: number, value: boolean): void {
    this.int(field, value ? 1 : 0)
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED64)
    this.#room(8)
    this.#view.setFloat64(this.#at, value, true)
    // The engine may have turned a stale marker, on its way as a number, into a quiet NaN.
    if (Number.isNaN(value) && isStale(value)) this.#view.setUint32(this.#at + 4, STALE_HIGH, true)
    this.#at += 8
  }

  /** The bits of a double of a column, so that a stale marker stays one. */
  doubleFrom(field: number, column: Float64Array, index: number): void {
    this.double(field, column[index]!)
  }

  fixed64(field: number, value: number): void {
    this.#tag(field, FIXED64)
    this.#room(8)
    const high = Math.floor(value / TWO_32)
    this.#view.setUint32(this.#at, value - high * TWO_32, true)
    this.#view.setUint32(this.#at + 4, high, true)
    this.#at += 8
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, FIXED32)
    this.#room(4)
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  string(field: number, value: string): void {
    this.bytes(field, encoder.encode(value))
  }

  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, LEN)
    this.varint(value.length)
    this.raw(value)
  }

  /** A nested message: what `write` writes becomes the field's body. */
  message(field: number, write: (writer: this) => void): void {
    this.#tag(field, LEN)
    const start = this.#at
    write(this)
    this.#lengthBefore(start)
  }

  packedInts(field: number, values: Iterable<number>): void {
    this.message(field, () => {
      for (const value of values) this.varint(value)
    })
  }

  packedSints(field: number, values: Iterable<number>): void {
    this.message(field, () => {
      for (const value of values) this.zigzag(value)
    })
  }

  packedDoubles(field: number, values: ArrayLike<number>): void {
    this.#tag(field, LEN)
    this.varint(values.length * 8)
    this.#room(values.length * 8)
    for (let i = 0; i < values.length; i++, this.#at += 8) this.#view.setFloat64(this.#at, values[i]!, true)
  }

  /** A message with its length before it and no tag: the `delimited` streams of Prometheus. */
  delimited(write: (writer: this) => void): void {
    const start = this.#at
    write(this)
    this.#lengthBefore(start)
  }

  /** Bytes as they are: parts that were encoded before. */
  raw(value: Uint8Array): void {
    this.#room(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  varint(value: number): void {
    this.#room(10)
    if (value < 0 || value >= TWO_32) {
      const high = Math.floor(value / TWO_32)
      this.#words(value - high * TWO_32, high)
      return
    }
    let rest = value
    while (rest >= 0x80) {
      this.#bytes[this.#at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#bytes[this.#at++] = rest
  }

  zigzag(value: number): void {
    const magnitude = Math.abs(value)
    if (magnitude < 2 ** 51) {
      this.varint(value < 0 ? magnitude * 2 - 1 : value * 2)
      return
    }
    const less = BigInt(magnitude) * 2n - (value < 0 ? 1n : 0n)
    this.#room(10)
    this.#words(Number(less & 0xffff_ffffn), Number(less >> 32n))
  }

  #words(lowWord: number, highWord: number): void {
    let low = lowWord >>> 0
    let high = highWord >>> 0
    while (high > 0 || low >= 0x80) {
      this.#bytes[this.#at++] = (low & 0x7f) | 0x80
      low = ((low >>> 7) | (high << 25)) >>> 0
      high >>>= 7
    }
    this.#bytes[this.#at++] = low
  }

  #tag(field: number, wireType: number): void {
    this.varint(field * 8 + wireType)
  }

  /** Moves the body that starts at `start` to make room for its length. */
  #lengthBefore(start: number): void {
    const length = this.#at - start
    const size =
      length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : length < 0x1000_0000 ? 4 : 5
    this.#room(size)
    this.#bytes.copyWithin(start + size, start, this.#at)
    this.#at = start
    this.varint(length)
    this.#at = start + size + length
  }

  #room(count: number): void {
    if (this.#at + count <= this.#bytes.length) return
    this.#bytes = grown(this.#bytes, this.#at + count)
    this.#view = new DataView(this.#bytes.buffer)
  }
}
