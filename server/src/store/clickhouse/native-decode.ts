/**
 * Reading ClickHouse's Native format (see native.ts). Decoding never trusts a count: each is held against the bytes that are left
 * before anything is allocated.
 */
import { FIXED, isFixed } from './native.ts'
import type { Block, Column, ColumnType, ColumnValues } from './port.ts'

export class NativeFormatError extends Error {
  override name = 'NativeFormatError'
}

/** Decodes all blocks that `bytes` holds. String columns named in `raw` come as bytes, all others as text. */
export function decodeNative(bytes: Uint8Array, raw: readonly string[] = []): Block[] {
  const reader = new NativeReader(bytes)
  const blocks: Block[] = []
  while (!reader.atEnd()) blocks.push(reader.block(raw))
  return blocks
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
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
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
      columns.push({ name, ...this.#column(name, type, rowCount, raw.includes(name)) })
    }
    return { rowCount, columns }
  }

  #column(
    name: string,
    type: string,
    rowCount: number,
    raw: boolean,
  ): { type: ColumnType; values: ColumnValues } {
    if (isFixed(type)) {
      const size = rowCount * FIXED[type].BYTES_PER_ELEMENT
      this.#expect(size, name)
      // A copy: the bytes may lie at any offset, a typed array may not.
      const values = new FIXED[type](rowCount)
      new Uint8Array(values.buffer).set(this.#bytes.subarray(this.#at, this.#at + size))
      this.#at += size
      return { type, values }
    }
    if (type === 'String') {
      this.#expect(rowCount, name)
      return { type, values: raw ? this.#raws(rowCount) : this.#texts(rowCount) }
    }
    if (type === 'Array(String)') {
      this.#expect(rowCount * 8, name)
      return { type, values: this.#lists(rowCount, name) }
    }
    throw new NativeFormatError(
      `column ${name} is of type ${JSON.stringify(type)}, which the port does not carry: cast it in the query`,
    )
  }

  #texts(count: number): string[] {
    const values = new Array<string>(count)
    for (let i = 0; i < count; i++) values[i] = this.#text()
    return values
  }

  #raws(count: number): Uint8Array[] {
    const values = new Array<Uint8Array>(count)
    for (let i = 0; i < count; i++) {
      const size = this.#varint()
      this.#expect(size, 'a value')
      values[i] = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + size))
      this.#at += size
    }
    return values
  }

  #lists(count: number, name: string): string[][] {
    const ends = new Array<number>(count)
    let previous = 0
    for (let i = 0; i < count; i++) {
      const end = this.#bytes.readUInt32LE(this.#at)
      if (this.#bytes.readUInt32LE(this.#at + 4) !== 0 || end < previous) {
        throw new NativeFormatError(`column ${name} has array offsets that go backwards`)
      }
      ends[i] = previous = end
      this.#at += 8
    }
    this.#expect(previous, name)
    const values = new Array<string[]>(count)
    let start = 0
    for (let i = 0; i < count; i++) {
      const end = ends[i]!
      values[i] = this.#texts(end - start)
      start = end
    }
    return values
  }

  #text(): string {
    const size = this.#varint()
    this.#expect(size, 'a value')
    const start = this.#at
    const end = start + size
    this.#at = end
    if (size < 64) {
      // Label names and values are nearly always ASCII, where Latin-1 decoding is the same and much cheaper.
      let seen = 0
      for (let i = start; i < end; i++) seen |= this.#bytes[i]!
      if (seen < 128) return this.#bytes.toString('latin1', start, end)
    }
    return this.#bytes.toString('utf8', start, end)
  }

  #varint(): number {
    let value = 0
    let factor = 1
    for (let i = 0; i < 7; i++) {
      const byte = this.#bytes[this.#at++]
      if (byte === undefined) throw new NativeFormatError('the bytes end in the middle of a number')
      value += (byte & 127) * factor
      if (byte < 128) return value
      factor *= 128
    }
    throw new NativeFormatError('a count is too large to be true')
  }

  #expect(size: number, what: string): void {
    if (size > this.#bytes.length - this.#at) {
      throw new NativeFormatError(
        `the bytes end early: ${what} needs ${size}, ${this.#bytes.length - this.#at} are left`,
      )
    }
  }
}
