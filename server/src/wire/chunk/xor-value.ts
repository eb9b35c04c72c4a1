/** A double as what changed since the last one: nothing, or the bits between the leading and the trailing zeros of their XOR. */
import { isStale, STALE_HIGH } from '@vedette/model'
import type { BitWriter } from './bit-writer.ts'

const NONE = 255
const words = new Uint32Array(2)
const double = new Float64Array(words.buffer)

/** Into `words`. The engine may have turned a stale marker, on its way as a number, into a quiet NaN. */
function split(value: number): void {
  double[0] = value
  if (Number.isNaN(value) && isStale(value)) words[1] = STALE_HIGH
}

export class XorValue {
  #high = 0
  #low = 0
  #leading = NONE
  #trailing = 0

  /** The first value, whole. */
  begin(writer: BitWriter, value: number): void {
    split(value)
    this.#low = words[0]!
    this.#high = words[1]!
    this.#leading = NONE
    writer.wide(this.#high, this.#low, 64)
  }

  next(writer: BitWriter, value: number): void {
    split(value)
    const low = words[0]! ^ this.#low
    const high = words[1]! ^ this.#high
    this.#low = words[0]!
    this.#high = words[1]!
    if (low === 0 && high === 0) {
      writer.bit(0)
      return
    }
    writer.bit(1)
    // Five bits hold the leading zeros.
    const leading = Math.min(high === 0 ? 32 + Math.clz32(low) : Math.clz32(high), 31)
    const trailing = low === 0 ? 32 + trailingZeros(high) : trailingZeros(low)
    if (this.#leading !== NONE && leading >= this.#leading && trailing >= this.#trailing) writer.bit(0)
    else {
      this.#leading = leading
      this.#trailing = trailing
      writer.bit(1)
      writer.bits(leading, 5)
      // 64 does not fit six bits; 0 stands for it, because no change at all is written otherwise.
      writer.bits((64 - leading - trailing) & 63, 6)
    }
    const shift = this.#trailing
    const count = 64 - this.#leading - shift
    if (shift >= 32) writer.bits(high >>> (shift - 32), count)
    else if (shift === 0) writer.wide(high, low, count)
    else writer.wide(high >>> shift, (low >>> shift) | (high << (32 - shift)), count)
  }
}

function trailingZeros(word: number): number {
  return 31 - Math.clz32(word & -word)
}
