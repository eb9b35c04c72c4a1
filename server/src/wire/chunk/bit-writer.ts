/** Writes bits, most significant first, as Prometheus's chunks are laid out. 64-bit numbers come as two words. */
import { grown } from '@vedette/model'

const TWO_32 = 0x1_0000_0000
const words = new Uint32Array(2)
const double = new Float64Array(words.buffer)

export class BitWriter {
  #bytes = new Uint8Array(256)
  /** In bits. */
  #length = 0

  clear(): void {
    this.#bytes.fill(0, 0, (this.#length + 7) >>> 3)
    this.#length = 0
  }

  /** A copy of what was written, the last byte filled up with zeros. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, (this.#length + 7) >>> 3)
  }

  get byteLength(): number {
    return (this.#length + 7) >>> 3
  }

  bit(value: 0 | 1): void {
    this.bits(value, 1)
  }

  /** The lowest `count` bits of `value`, at most 32. */
  bits(value: number, count: number): void {
    if ((this.#length + count + 7) >>> 3 > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, ((this.#length + count) >>> 3) + 1)
    }
    let left = count
    while (left > 0) {
      const free = 8 - (this.#length & 7)
      const taken = left < free ? left : free
      const part = (value >>> (left - taken)) & ((1 << taken) - 1)
      this.#bytes[this.#length >>> 3]! |= part << (free - taken)
      this.#length += taken
      left -= taken
    }
  }

  /** The lowest `count` bits of a 64-bit number. */
  wide(high: number, low: number, count: number): void {
    if (count > 32) this.bits(high, count - 32)
    this.bits(low, Math.min(count, 32))
  }

  /** An integer as two's complement in 64 bits. */
  int64(value: number): void {
    const high = Math.floor(value / TWO_32)
    this.wide(high, value - high * TWO_32, 64)
  }

  double(value: number): void {
    double[0] = value
    this.wide(words[1]!, words[0]!, 64)
  }

  uvarint(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.bits((rest % 0x80) | 0x80, 8)
      rest = Math.floor(rest / 0x80)
    }
    this.bits(rest, 8)
  }

  varint(value: number): void {
    this.uvarint(value < 0 ? -value * 2 - 1 : value * 2)
  }

  /** Writes a number that was counted before over the first two bytes. */
  setCount(count: number): void {
    this.#bytes[0] = count >>> 8
    this.#bytes[1] = count & 0xff
  }
}

/** Whether `bits` bits hold it: one more above zero than below, since all ones read as the largest, as in Prometheus. */
export function fits(value: number, bits: number): boolean {
  const half = 2 ** (bits - 1)
  return -half + 1 <= value && value <= half
}
