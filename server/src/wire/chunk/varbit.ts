/** Integers in as few bits as their size needs: a prefix of ones says how many follow. */
import { type BitWriter, fits } from './bit-writer.ts'

const SIZES = [3, 6, 9, 12, 18, 25, 56] as const
const TWO_32 = 0x1_0000_0000

export function putVarbitInt(writer: BitWriter, value: number): void {
  put(writer, value, value === 0 ? 0 : SIZES.findIndex(bits => fits(value, bits)) + 1)
}

export function putVarbitUint(writer: BitWriter, value: number): void {
  put(writer, value, value === 0 ? 0 : SIZES.findIndex(bits => value < 2 ** bits) + 1)
}

/** `size` 0 is zero itself; what no size holds takes 64 bits after eight ones, and `size` is 0 there, too, but the value is not. */
function put(writer: BitWriter, value: number, size: number): void {
  if (value === 0) {
    writer.bit(0)
    return
  }
  const ones = size === 0 ? SIZES.length + 1 : size
  const bits = size === 0 ? 64 : SIZES[size - 1]!
  if (ones > SIZES.length) writer.bits(0xff, 8)
  else writer.bits(2 ** (ones + 1) - 2, ones + 1)
  const high = Math.floor(value / TWO_32)
  writer.wide(high, value - high * TWO_32, bits)
}
