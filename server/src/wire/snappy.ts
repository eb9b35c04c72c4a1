/**
 * Snappy's block format, decoding. Into one buffer that is used again for every body: fresh memory for each would cost more than the
 * decoding itself. The length that a body claims is checked against a limit before a byte is written.
 *
 * Most pieces are some ten bytes long, so calls per piece and steps per byte are what costs: bytes move eight at a time (as a BigInt that the
 * compiler never makes) and may run past their piece by seven, into room that the next piece overwrites or the slack at the end takes.
 */
import { WireError } from './wire-error.ts'

const SLACK = 16

export class SnappyDecoder {
  #out = new Uint8Array(64 * 1024)
  #view = new DataView(this.#out.buffer)

  /** The decoded bytes, valid until the next call. */
  decode(bytes: Uint8Array, limitBytes: number): Uint8Array {
    const [length, bodyStart] = readLength(bytes)
    if (length > limitBytes) {
      throw new WireError(
        'limit',
        `snappy: the body claims ${length} bytes, more than the limit of ${limitBytes}`,
      )
    }
    if (length + SLACK > this.#out.length) {
      this.#out = new Uint8Array(Math.max(length, Math.min(limitBytes, 2 * this.#out.length)) + SLACK)
      this.#view = new DataView(this.#out.buffer)
    }
    const out = this.#out
    const outView = this.#view
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const end = bytes.length
    let at = bodyStart
    let written = 0
    while (at < end) {
      const tag = bytes[at++]!
      let size: number
      let distance: number
      if ((tag & 3) === 0) {
        size = (tag >>> 2) + 1
        if (size > 60) {
          const extra = size - 60
          if (at + extra > end) throw cutOff()
          size = 0
          for (let i = 0; i < extra; i++) size += bytes[at + i]! * 2 ** (8 * i)
          size += 1
          at += extra
        }
        if (at + size > end) throw cutOff()
        if (written + size > length) throw tooLong()
        if (size <= 64 && at + size + 7 <= end) {
          for (let i = 0; i < size; i += 8)
            outView.setBigInt64(written + i, view.getBigInt64(at + i, true), true)
        } else out.set(bytes.subarray(at, at + size), written)
        at += size
        written += size
        continue
      }
      if ((tag & 3) === 1) {
        if (at >= end) throw cutOff()
        size = ((tag >>> 2) & 7) + 4
        distance = ((tag >>> 5) << 8) | bytes[at++]!
      } else if ((tag & 3) === 2) {
        if (at + 2 > end) throw cutOff()
        size = (tag >>> 2) + 1
        distance = bytes[at]! | (bytes[at + 1]! << 8)
        at += 2
      } else {
        if (at + 4 > end) throw cutOff()
        size = (tag >>> 2) + 1
        distance =
          (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0
        at += 4
      }
      if (distance === 0 || distance > written) {
        throw new WireError('malformed', 'snappy: a copy reaches back before the beginning')
      }
      if (written + size > length) throw tooLong()
      // A copy that reaches back less than eight bytes repeats what it has just written, so it goes byte by byte.
      const from = written - distance
      if (distance >= 8) {
        for (let i = 0; i < size; i += 4)
          outView.setInt32(written + i, outView.getInt32(from + i, true), true)
      } else {
        for (let i = 0; i < size; i++) out[written + i] = out[from + i]!
      }
      written += size
    }
    if (written !== length) throw cutOff()
    return out.subarray(0, length)
  }
}

function readLength(bytes: Uint8Array): [length: number, next: number] {
  let length = 0
  for (let i = 0; i < 5 && i < bytes.length; i++) {
    const byte = bytes[i]!
    length += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return [length, i + 1]
  }
  throw new WireError('malformed', 'snappy: the body does not begin with its length')
}

function cutOff(): WireError {
  return new WireError('cut-off', 'snappy: the body is cut off')
}

function tooLong(): WireError {
  return new WireError('malformed', 'snappy: the body is longer than it claims')
}
