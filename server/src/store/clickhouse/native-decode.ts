/**
 * Reading ClickHouse's Native format (see native.ts). Decoding never trusts a count: each is held against the bytes that are left
 * before anything is allocated.
 */
import { FIXED, type FixedType, isFixed } from './native.ts'
import type { Block, Column, ColumnArrays, ColumnType, ColumnValues } from './port.ts'

export class NativeFormatError extends Error {
  override name = 'NativeFormatError'
}

/** The bytes end before the block does: more of them may come. */
export class NativeEndError extends NativeFormatError {}

/** Decodes all blocks that `bytes` holds. String columns named in `raw` come as bytes, all others as text. */
export function decodeNative(bytes: Uint8Array, raw: readonly string[] = []): Block[] {
  return [...nativeBlocks(bytes, raw)]
}

/**
 * The same, one block after the other. With `room`, the numbers of each lie where those of the one before lay, and columns that come as bytes lie in
 * `bytes`.
 */
export function* nativeBlocks(
  bytes: Uint8Array,
  raw: readonly string[] = [],
  room?: ColumnRoom,
): Generator<Block> {
  const reader = new NativeReader(bytes, room)
  while (!reader.atEnd()) yield reader.block(raw)
}

/** Arrays that are used again from block to block: fresh ones by the megabyte keep the collector busy. */
export class ColumnRoom {
  readonly #arrays: ColumnArrays[FixedType][] = []

  take<T extends FixedType>(index: number, type: T, rowCount: number): ColumnArrays[T] {
    const known = this.#arrays[index]
    if (known instanceof FIXED[type] && known.length >= rowCount) return known as ColumnArrays[T]
    const made = new FIXED[type](rowCount) as ColumnArrays[T]
    this.#arrays[index] = made
    return made
  }
}

/** Decodes the blocks that are there already, of bytes that come in pieces, and says how many bytes they took. */
export function decodeAvailable(
  bytes: Uint8Array,
  raw: readonly string[] = [],
): { blocks: Block[]; consumed: number } {
  const reader = new NativeReader(bytes)
  const blocks: Block[] = []
  let consumed = 0
  try {
    while (!reader.atEnd()) {
      blocks.push(reader.block(raw))
      consumed = reader.at
    }
  } catch (error) {
    // What follows whole blocks is judged when it stands first.
    if (blocks.length === 0 && !(error instanceof NativeEndError)) throw error
  }
  return { blocks, consumed }
}

/** Blocks of one result as one; a result without blocks has no columns either. */
export function joinBlocks(blocks: readonly Block[]): Block {
  if (blocks.length === 0) return { rowCount: 0, columns: [] }
  const first = blocks[0]!
  if (blocks.length === 1) return first
  const rowCount = blocks.reduce((sum, block) => sum + block.rowCount, 0)
  const columns = first.columns.map((column, index): Column => {
    const parts = blocks.map(block => {
      const part = block.columns[index]
      if (part?.name !== column.name || part.type !== column.type) {
        throw new NativeFormatError(`blocks of one result disagree about column ${column.name}`)
      }
      return part.values
    })
    return { name: column.name, type: column.type, values: joinValues(column.type, parts, rowCount) }
  })
  return { rowCount, columns }
}

function joinValues(type: ColumnType, parts: readonly ColumnValues[], rowCount: number): ColumnValues {
  if (!isFixed(type)) return (parts as readonly (readonly string[])[]).flat(1)
  const joined = new FIXED[type](rowCount)
  let at = 0
  for (const part of parts) {
    // All parts are of the one array type that belongs to `type`.
    ;(joined as Uint8Array).set(part as Uint8Array, at)
    at += part.length
  }
  return joined
}

/** Reads blocks out of bytes that hold them whole. */
class NativeReader {
  readonly #bytes: Buffer
  readonly #recent: (string | undefined)[] = new Array(RECENT)
  readonly #room: ColumnRoom | undefined
  #at = 0

  constructor(bytes: Uint8Array, room?: ColumnRoom) {
    this.#room = room
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get at(): number {
    return this.#at
  }

  atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  block(raw: readonly string[]): Block {
    const columnCount = this.#varint()
    const rowCount = this.#varint()
    // A column takes at least three bytes: an empty name's length, a type's length and letter.
    this.#expect(columnCount * 3, 'columns')
    if (columnCount === 0 && rowCount > 0) throw new NativeFormatError('a block has rows but no columns')
    const columns: Column[] = []
    for (let i = 0; i < columnCount; i++) {
      const name = this.#text()
      const type = this.#text()
      columns.push({ name, ...this.#column(i, name, type, rowCount, raw.includes(name)) })
    }
    return { rowCount, columns }
  }

  #column(
    index: number,
    name: string,
    type: string,
    rowCount: number,
    raw: boolean,
  ): { type: ColumnType; values: ColumnValues } {
    if (isFixed(type)) {
      const size = rowCount * FIXED[type].BYTES_PER_ELEMENT
      this.#expect(size, name)
      // A copy: the bytes may lie at any offset, a typed array may not.
      const values = this.#room?.take(index, type, rowCount) ?? new FIXED[type](rowCount)
      new Uint8Array(values.buffer).set(this.#bytes.subarray(this.#at, this.#at + size))
      this.#at += size
      return { type, values }
    }
    if (type === 'String') {
      return { type, values: this.#strings(rowCount, name, raw) }
    }
    if (type === 'LowCardinality(String)') {
      this.#dictionaryVersion(name)
      return { type: 'String', values: this.#dictionary(rowCount, name, raw) }
    }
    if (type === 'Array(String)') {
      const ends = this.#ends(rowCount, name)
      return { type, values: slices(this.#strings(ends.at(-1) ?? 0, name, false) as string[], ends) }
    }
    if (type === 'Array(LowCardinality(String))') {
      this.#dictionaryVersion(name)
      const ends = this.#ends(rowCount, name)
      const values = this.#dictionary(ends.at(-1) ?? 0, name, false) as string[]
      return { type: 'Array(String)', values: slices(values, ends) }
    }
    throw new NativeFormatError(
      `column ${name} is of type ${JSON.stringify(type)}, which the port does not carry: cast it in the query`,
    )
  }

  #strings(count: number, name: string, raw: boolean): string[] | Uint8Array[] {
    this.#expect(count, name)
    if (!raw) return Array.from({ length: count }, () => this.#text())
    return Array.from({ length: count }, () => {
      const size = this.#varint()
      this.#expect(size, name)
      this.#at += size
      const { buffer, byteOffset } = this.#bytes
      const value = new Uint8Array(buffer, byteOffset + this.#at - size, size)
      return this.#room === undefined ? value.slice() : value
    })
  }

  #dictionaryVersion(name: string): void {
    if (this.#uint64(name) !== 1)
      throw new NativeFormatError(`column ${name} has a dictionary of an unknown kind`)
  }

  /** Distinct values first, then for each row which of them it holds: a text is decoded once, however often it appears. */
  #dictionary(count: number, name: string, raw: boolean): string[] | Uint8Array[] {
    if (count === 0) return []
    const flags = this.#uint64(name)
    const width = INDEX_WIDTHS[flags & 0xff]
    if (width === undefined || (flags & ~0xff & ~UPDATES_DICTIONARY) !== HAS_OWN_KEYS) {
      throw new NativeFormatError(`column ${name} has a dictionary of an unknown kind`)
    }
    const keys = this.#strings(this.#uint64(name), name, raw)
    if (this.#uint64(name) !== count)
      throw new NativeFormatError(`column ${name} has a wrong number of values`)
    this.#expect(count * width, name)
    const values = new Array<string | Uint8Array>(count)
    for (let i = 0; i < count; i++) {
      const key = keys[this.#bytes.readUIntLE(this.#at, width)]
      if (key === undefined)
        throw new NativeFormatError(`column ${name} has a value outside of its dictionary`)
      values[i] = key
      this.#at += width
    }
    return values as string[] | Uint8Array[]
  }

  /** Where each row's list ends in the values of all of them. */
  #ends(count: number, name: string): number[] {
    this.#expect(count * 8, name)
    const ends = new Array<number>(count)
    let previous = 0
    for (let i = 0; i < count; i++) {
      const end = this.#uint64(name)
      if (end < previous) throw new NativeFormatError(`column ${name} has lists that end before they begin`)
      ends[i] = previous = end
    }
    return ends
  }

  #text(): string {
    const size = this.#varint()
    this.#expect(size, 'a value')
    const start = this.#at
    const end = start + size
    this.#at = end
    return size < 64 ? this.#short(start, end) : this.#bytes.toString('utf8', start, end)
  }

  /**
   * Label values and the like: mostly ASCII, and mostly seen a moment ago. Finding the string again costs a tenth of making it, and what
   * is kept of the result is one string, not thousands.
   */
  #short(start: number, end: number): string {
    const bytes = this.#bytes
    let seen = 0
    let hash = end - start
    for (let i = start; i < end; i++) {
      const byte = bytes[i]!
      seen |= byte
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    if (seen > 127) return bytes.toString('utf8', start, end)
    const slot = (hash ^ (hash >>> 15)) & (RECENT - 1)
    const recent = this.#recent[slot]
    if (recent !== undefined && isAscii(recent, bytes, start, end)) return recent
    const text = bytes.toString('latin1', start, end)
    this.#recent[slot] = text
    return text
  }

  /** As a number: what it counts is held against the bytes that are left. */
  #uint64(name: string): number {
    this.#expect(8, name)
    const value = this.#bytes.readUInt32LE(this.#at) + this.#bytes.readUInt32LE(this.#at + 4) * 0x1_0000_0000
    this.#at += 8
    return value
  }

  #varint(): number {
    let value = 0
    let factor = 1
    for (let i = 0; i < 7; i++) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new NativeEndError('the bytes end in the middle of a number')
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
    }
    throw new NativeFormatError('a count is too large to be true')
  }

  #expect(size: number, what: string): void {
    if (size > this.#bytes.length - this.#at) {
      throw new NativeEndError(
        `the bytes end early: ${what} needs ${size}, ${this.#bytes.length - this.#at} are left`,
      )
    }
  }
}

/** Bytes of a dictionary's index, by the number that stands for them; 64-bit ones would need more keys than memory holds. */
const INDEX_WIDTHS: readonly (number | undefined)[] = [1, 2, 4]
const HAS_OWN_KEYS = 1 << 9
const UPDATES_DICTIONARY = 1 << 10

/** Short texts that are remembered while decoding; a power of two. */
const RECENT = 1024

function isAscii(text: string, bytes: Buffer, start: number, end: number): boolean {
  if (text.length !== end - start) return false
  for (let i = 0; i < text.length; i++) {
    if (text.charCodeAt(i) !== bytes[start + i]) return false
  }
  return true
}

function slices(values: readonly string[], ends: readonly number[]): string[][] {
  let start = 0
  return ends.map(end => {
    const list = values.slice(start, end)
    start = end
    return list
  })
}
