/**
 * ClickHouse's Native format, as it stands in files and HTTP bodies: blocks of columns, each a name, a type and the values one after
 * another as they lie in memory. Numbers are copied whole; only text is touched value by value. This side writes;
 * native-decode.ts reads.
 */
import type { Block, Column } from './port.ts'

/** The types whose values are copied as they lie in memory, and the array for each. */
export const FIXED = {
  UInt8: Uint8Array,
  Int8: Int8Array,
  UInt16: Uint16Array,
  Int16: Int16Array,
  UInt32: Uint32Array,
  Int32: Int32Array,
  UInt64: BigUint64Array,
  Int64: BigInt64Array,
  Float64: Float64Array,
} as const

export type FixedType = keyof typeof FIXED

export function isFixed(type: string): type is FixedType {
  return Object.hasOwn(FIXED, type)
}

/** Above this the encoder's buffer is given back after use instead of kept for the next block. */
const KEPT_BYTES = 64 * 1024 * 1024

/** Encodes blocks into one buffer of its own: what `encode` returns is valid until the next call. */
export class NativeEncoder {
  #bytes = Buffer.allocUnsafeSlow(64 * 1024)
  #length = 0

  encode(block: Block): Uint8Array {
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafeSlow(64 * 1024)
    this.#length = 0
    this.#varint(block.columns.length)
    this.#varint(block.rowCount)
    for (const column of block.columns) {
      this.#text(column.name)
      this.#text(column.type)
      this.#values(column, block.rowCount)
    }
    return this.#bytes.subarray(0, this.#length)
  }

  #values(column: Column, rowCount: number): void {
    const { values, type } = column
    if (values.length < rowCount) {
      throw new RangeError(`column ${column.name} has ${values.length} values for ${rowCount} rows`)
    }
    if (isFixed(type)) {
      if (!(values instanceof FIXED[type])) {
        throw new TypeError(`column ${column.name}: ${type} can't be written from ${values.constructor.name}`)
      }
      const size = rowCount * values.BYTES_PER_ELEMENT
      this.#reserve(size)
      this.#bytes.set(new Uint8Array(values.buffer, values.byteOffset, size), this.#length)
      this.#length += size
    } else if (type === 'String') {
      const rows = values as readonly (string | Uint8Array)[]
      for (let i = 0; i < rowCount; i++) {
        const value = rows[i]!
        if (typeof value === 'string') this.#text(value)
        else this.#raw(value)
      }
    } else {
      const rows = values as readonly (readonly string[])[]
      this.#reserve(rowCount * 8)
      let end = 0
      for (let i = 0; i < rowCount; i++) {
        end += rows[i]!.length
        this.#length = this.#bytes.writeUInt32LE(end, this.#length)
        this.#length = this.#bytes.writeUInt32LE(0, this.#length)
      }
      for (let i = 0; i < rowCount; i++) for (const value of rows[i]!) this.#text(value)
    }
  }

  #text(value: string): void {
    // UTF-8 needs at most three bytes for a UTF-16 unit; five more for the length before it.
    this.#reserve(value.length * 3 + 5)
    const bytes = this.#bytes
    const start = this.#length
    if (value.length < 32) {
      let i = 0
      for (; i < value.length; i++) {
        const code = value.charCodeAt(i)
        if (code > 127) break
        bytes[start + 1 + i] = code
      }
      if (i === value.length) {
        bytes[start] = i
        this.#length = start + 1 + i
        return
      }
    }
    const written = bytes.write(value, start + 5, 'utf8')
    this.#varint(written)
    bytes.copyWithin(this.#length, start + 5, start + 5 + written)
    this.#length += written
  }

  #raw(value: Uint8Array): void {
    this.#reserve(value.length + 5)
    this.#varint(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
  }

  #varint(value: number): void {
    this.#reserve(5)
    let rest = value
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.#bytes[this.#length++] = rest
  }

  #reserve(size: number): void {
    const needed = this.#length + size
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
