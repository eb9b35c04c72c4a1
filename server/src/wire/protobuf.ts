/**
 * Protobuf's wire format without a schema compiler: a reader that walks bytes in place, and a small writer.
 *
 * The reader allocates nothing per field. Callers switch over whole tags (field number and wire type together), so a known
 * field with the wrong wire type falls through to `skip` like any unknown one:
 *
 *     const LABELS = tag(1, LEN), TIME = tag(2, VARINT)
 *     for (let t = reader.next(); t !== 0; t = reader.next()) {
 *       if (t === LABELS) { const outer = reader.enter(); readLabel(reader); reader.leave(outer) }
 *       else if (t === TIME) timeMs = reader.int64()
 *       else reader.skip()
 *     }
 *
 * Every read stays within the message that was entered; bytes that lie throw a WireError.
 */
import { WireError } from './wire-error.ts'

export const VARINT = 0
export const FIXED64 = 1
export const LEN = 2
export const FIXED32 = 5

export function tag(field: number, wireType: number): number {
  return field * 8 + wireType
}

const TWO_32 = 0x1_0000_0000
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export class ProtobufReader {
  bytes: Uint8Array = new Uint8Array(0)
  /** Where the next read starts, and where the message that was entered ends: offsets into `bytes`. */
  at = 0
  end = 0
  /** The slice that the last `slice()` found. */
  from = 0
  to = 0
  /** The words of the last 64-bit read, unsigned. */
  low = 0
  high = 0
  #tag = 0
  #view = new DataView(this.bytes.buffer)

  constructor(bytes?: Uint8Array) {
    if (bytes !== undefined) this.reset(bytes)
  }

  reset(bytes: Uint8Array, start = 0, end: number = bytes.length): void {
    if (start < 0 || end > bytes.length || start > end) throw new RangeError('the slice is not in the bytes')
    if (bytes.buffer !== this.bytes.buffer || bytes.byteOffset !== this.bytes.byteOffset) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    } else if (bytes.byteLength !== this.bytes.byteLength) {
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    this.bytes = bytes
    this.at = start
    this.end = end
    this.#tag = 0
  }

  /** The next field's tag, 0 at the end of the message. */
  next(): number {
    if (this.at === this.end) return 0
    const t = this.uint32()
    if (t < 8) throw new WireError('malformed', 'protobuf: a field has the number 0')
    this.#tag = t
    return t
  }

  /** Whether the message that was entered goes on; for packed runs. */
  more(): boolean {
    return this.at < this.end
  }

  /** Steps over the field whose tag was read last. */
  skip(): void {
    switch (this.#tag & 7) {
      case VARINT:
        this.varint64()
        return
      case FIXED64:
        this.#advance(8)
        return
      case LEN:
        this.#advance(this.uint32())
        return
      case FIXED32:
        this.#advance(4)
        return
      default:
        throw new WireError('malformed', `protobuf: wire type ${this.#tag & 7} is not supported`)
    }
  }

  /** Goes into a length-delimited field: reads then end where it ends. Give the result to `leave`. */
  enter(): number {
    const length = this.uint32()
    const stop = this.at + length
    if (stop > this.end) throw cutOff()
    const outer = this.end
    this.end = stop
    return outer
  }

  /**
   * Goes into a repeated scalar, packed or not: read while `more()`, then `leave`. Callers accept both tags of the field.
   */
  enterRun(): number {
    const wireType = this.#tag & 7
    if (wireType === LEN) return this.enter()
    const outer = this.end
    let stop = this.at
    if (wireType === FIXED64) stop += 8
    else if (wireType === FIXED32) stop += 4
    else {
      while (stop < outer && this.bytes[stop]! >= 0x80) stop++
      stop++
    }
    if (stop > outer) throw cutOff()
    this.end = stop
    return outer
  }

  /** Back to the message around, at the field after the one that was entered, read or not. */
  leave(outer: number): void {
    this.at = this.end
    this.end = outer
  }

  /** A length-delimited field as offsets, in `from` and `to`. */
  slice(): void {
    const length = this.uint32()
    const from = this.at
    const to = from + length
    if (to > this.end) throw cutOff()
    this.from = from
    this.to = to
    this.at = to
  }

  /** A view, not a copy. */
  subarray(): Uint8Array {
    this.slice()
    return this.bytes.subarray(this.from, this.to)
  }

  string(): string {
    this.slice()
    const { bytes, from, to } = this
    if (to - from <= 24) {
      // Short ASCII, which most names and values are, without the price of a TextDecoder call.
      let text = ''
      let i = from
      for (; i < to; i++) {
        const byte = bytes[i]!
        if (byte >= 0x80) break
        text += String.fromCharCode(byte)
      }
      if (i === to) return text
    }
    try {
      return decoder.decode(bytes.subarray(from, to))
    } catch {
      throw new WireError('invalid-utf8', 'protobuf: a string is not valid UTF-8')
    }
  }

  /** A varint that must fit 32 bits: tags and lengths. */
  uint32(): number {
    const { bytes, end } = this
    let at = this.at
    if (at >= end) throw cutOff()
    let byte = bytes[at++]!
    if (byte < 0x80) {
      this.at = at
      return byte
    }
    let value = byte & 0x7f
    for (let shift = 7; shift < 35; shift += 7) {
      if (at >= end) throw cutOff()
      byte = bytes[at++]!
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) {
        this.at = at
        return value >>> 0
      }
    }
    throw new WireError('malformed', 'protobuf: a tag or length does not fit 32 bits')
  }

  /** Reads a varint of up to 64 bits into `low` and `high`. */
  varint64(): void {
    const { bytes, end } = this
    let at = this.at
    let low = 0
    let high = 0
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) throw cutOff()
      const byte = bytes[at++]!
      const bits = byte & 0x7f
      if (shift < 28) low |= bits << shift
      else if (shift === 28) {
        low |= bits << 28
        high = bits >>> 4
      } else high |= bits << (shift - 32)
      if (byte < 0x80) {
        this.low = low >>> 0
        this.high = high >>> 0
        this.at = at
        return
      }
    }
    throw new WireError('malformed', 'protobuf: a number is longer than 64 bits')
  }

  /** uint64, exact up to 2^53 and the nearest double above. */
  uint64(): number {
    const byte = this.at < this.end ? this.bytes[this.at]! : 0x80
    if (byte < 0x80) {
      this.at++
      return byte
    }
    this.varint64()
    return this.high * TWO_32 + this.low
  }

  /** int64 and int32 (which is sent with all 64 bits where negative). */
  int64(): number {
    const byte = this.at < this.end ? this.bytes[this.at]! : 0x80
    if (byte < 0x80) {
      this.at++
      return byte
    }
    this.varint64()
    return (this.high | 0) * TWO_32 + this.low
  }

  /** sint64 and sint32: zigzag. */
  sint64(): number {
    this.varint64()
    const sign = -(this.low & 1)
    const low = ((this.low >>> 1) | (this.high << 31)) ^ sign
    const high = (this.high >>> 1) ^ sign
    return (high | 0) * TWO_32 + (low >>> 0)
  }

  bool(): boolean {
    this.varint64()
    return this.low !== 0 || this.high !== 0
  }

  double(): number {
    const at = this.at
    this.#advance(8)
    return this.#view.getFloat64(at, true)
  }

  /** The bits of a double, NaN payloads included, straight into a column. */
  doubleInto(column: Float64Array, index: number): void {
    column[index] = this.double()
  }

  float(): number {
    const at = this.at
    this.#advance(4)
    return this.#view.getFloat32(at, true)
  }

  /** fixed64, unsigned: exact up to 2^53; the words are in `low` and `high`. */
  fixed64(): number {
    this.#fixedWords()
    return this.high * TWO_32 + this.low
  }

  sfixed64(): number {
    this.#fixedWords()
    return (this.high | 0) * TWO_32 + this.low
  }

  fixed32(): number {
    const at = this.at
    this.#advance(4)
    return this.#view.getUint32(at, true)
  }

  #fixedWords(): void {
    const at = this.at
    this.#advance(8)
    this.low = this.#view.getUint32(at, true)
    this.high = this.#view.getUint32(at + 4, true)
  }

  #advance(count: number): void {
    const next = this.at + count
    if (next > this.end) throw cutOff()
    this.at = next
  }
}

function cutOff(): WireError {
  return new WireError('cut-off', 'protobuf: the message is cut off')
}
