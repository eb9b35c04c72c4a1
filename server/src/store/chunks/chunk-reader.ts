/** Reads chunks; see chunk-format.ts. One reader goes from chunk to chunk and makes no garbage on its way. */
import { POWERS_OF_TEN } from '../clickhouse/decimal.ts'
import {
  BLOCK_BITS,
  BLOCK_SAMPLES,
  ENTRY_BYTES,
  FORMAT_VERSION,
  HEAD_BYTES,
  MOST_SAMPLES,
  RAW,
  SLOPE,
} from './chunk-format.ts'

const LEAST_BLOCK_BYTES = 10
const LEAST_VALUE_BYTES = 11
const NONE = new Uint8Array(0)

export class ChunkFormatError extends Error {
  override name = 'ChunkFormatError'
}

export class ChunkReader {
  #bytes: Uint8Array = NONE
  #view: DataView = new DataView(NONE.buffer)
  #start = 0
  #end = 0
  #count = 0
  #firstMs = 0
  #blocks = 0
  /** The block that the fields below are of. */
  #block = -1
  #blockCount = 0
  #blockFirstMs = 0
  #timeWidth = 0
  #timePatches = 0
  #step = 1
  #timeBase = 0
  #timeAt = 0
  #kind = 0
  #valueWidth = 0
  #valuePatches = 0
  #base = 0
  #baseAt = 0
  #slope = 0
  #valueAt = 0
  readonly #cell = new Float64Array(1)
  readonly #cellBytes = new Uint8Array(this.#cell.buffer)

  get count(): number {
    return this.#count
  }

  get firstMs(): number {
    return this.#firstMs
  }

  /** The chunk that lies in `bytes` there. */
  open(bytes: Uint8Array, start = 0, length = bytes.length): void {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    if (length < HEAD_BYTES || bytes[start] !== FORMAT_VERSION)
      throw new ChunkFormatError('chunk of an unknown format')
    const count = this.#view.getUint32(start + 4, true)
    const blocks = (count + BLOCK_SAMPLES - 1) >> BLOCK_BITS
    if (count > MOST_SAMPLES || HEAD_BYTES + blocks * ENTRY_BYTES > length) {
      throw new ChunkFormatError(`chunk of ${length} bytes for ${count} samples`)
    }
    this.#start = start
    this.#end = start + length
    this.#count = count
    this.#blocks = blocks
    this.#firstMs = this.#view.getFloat64(start + 8, true)
    this.#block = -1
  }

  /** How many samples were taken until this time. */
  countUntil(timeMs: number): number {
    if (timeMs < this.#firstMs) return 0
    this.#seek(timeMs - this.#firstMs)
    return (this.#block << BLOCK_BITS) + this.#countInBlock(timeMs)
  }

  timeAt(index: number): number {
    this.#enter(index >> BLOCK_BITS)
    return this.#time(index & (BLOCK_SAMPLES - 1))
  }

  /** Writes the value to a place, bit by bit: not every NaN survives being a number. */
  valueTo(index: number, values: Float64Array, at: number): void {
    this.#enter(index >> BLOCK_BITS)
    const i = index & (BLOCK_SAMPLES - 1)
    if (this.#kind === RAW || this.#valuePatches > 0) {
      this.#decodeValues(i, i + 1, values, at)
      return
    }
    const exponent = this.#kind & 15
    const bytes = this.#bytes
    const count = this.#blockCount
    let number = 0
    let place = this.#valueAt + i
    if (this.#valueWidth > 0) {
      number = bytes[place]!
      for (let plane = 1, unit = 256; plane < this.#valueWidth; plane++, unit *= 256) {
        place += count
        number += bytes[place]! * unit
      }
    }
    number += this.#base + Math.floor(i * this.#slope)
    values[at] = exponent === 0 ? number : number / POWERS_OF_TEN[exponent]!
  }

  /** Writes the times and values of samples `from` to `to` from `at` on. */
  decode(from: number, to: number, timesMs: Float64Array, values: Float64Array, at: number): void {
    let out = at
    for (let index = from; index < to; ) {
      const block = index >> BLOCK_BITS
      this.#enter(block)
      const begin = block << BLOCK_BITS
      const end = Math.min(to, begin + this.#blockCount)
      this.#decodeTimes(index - begin, end - begin, timesMs, out)
      this.#decodeValues(index - begin, end - begin, values, out)
      out += end - index
      index = end
    }
  }

  /** Enters the last block that begins until then. Mostly that is the one at hand or the next. */
  #seek(since: number): void {
    const view = this.#view
    const directory = this.#start + HEAD_BYTES
    const blocks = this.#blocks
    let low = this.#block
    if (low < 0 || view.getUint32(directory + low * ENTRY_BYTES, true) > since) low = 0
    let high = low + 1
    // In steps twice as far each, then by halves.
    for (
      let step = 1;
      high < blocks && view.getUint32(directory + high * ENTRY_BYTES, true) <= since;
      step *= 2
    ) {
      low = high
      high += step
    }
    if (high > blocks) high = blocks
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (view.getUint32(directory + middle * ENTRY_BYTES, true) <= since) low = middle
      else high = middle
    }
    this.#enter(low)
  }

  #enter(block: number): void {
    if (block === this.#block) return
    const view = this.#view
    const bytes = this.#bytes
    const entry = this.#start + HEAD_BYTES + block * ENTRY_BYTES
    this.#block = block
    this.#blockCount = Math.min(BLOCK_SAMPLES, this.#count - (block << BLOCK_BITS))
    this.#blockFirstMs = this.#firstMs + view.getUint32(entry, true)
    let at = this.#start + view.getUint32(entry + 4, true)
    if (at + LEAST_BLOCK_BYTES > this.#end) throw new ChunkFormatError('a block begins behind its chunk')
    this.#timeWidth = bytes[at]!
    this.#timePatches = bytes[at + 1]!
    this.#step = view.getUint32(at + 2, true)
    this.#timeBase = this.#blockFirstMs - view.getUint32(at + 6, true)
    this.#timeAt = at + 10
    if (this.#step === 0) throw new ChunkFormatError('a block whose time stands still')
    at = this.#timeAt + this.#timePatches * 5 + this.#timeWidth * this.#blockCount
    if (at + LEAST_VALUE_BYTES > this.#end)
      throw new ChunkFormatError("a block's values begin behind its chunk")
    this.#kind = bytes[at]!
    this.#valueWidth = bytes[at + 1]!
    this.#valuePatches = bytes[at + 2]!
    this.#baseAt = at + 3
    this.#base = view.getFloat64(at + 3, true)
    at += 11
    this.#slope = 0
    if ((this.#kind & SLOPE) !== 0) {
      if (at + 4 > this.#end) throw new ChunkFormatError("a block's values begin behind its chunk")
      this.#slope = view.getFloat32(at, true)
      at += 4
    }
    this.#valueAt = at + this.#valuePatches * 9
    const planes = this.#kind === RAW ? bitsIn(this.#valueWidth) : this.#valueWidth
    if (this.#valueAt + planes * this.#blockCount > this.#end) {
      throw new ChunkFormatError('a block ends behind its chunk')
    }
  }

  #time(i: number): number {
    const bytes = this.#bytes
    let timeMs = this.#timeBase + i * this.#step
    if (this.#timeWidth > 0) {
      let place = this.#timeAt + i
      for (let plane = 0, unit = 1; plane < this.#timeWidth; plane++, unit *= 256) {
        timeMs += bytes[place]! * unit
        place += this.#blockCount
      }
    } else {
      for (let patch = 0; patch < this.#timePatches; patch++) {
        if (bytes[this.#timeAt + patch] === i) {
          timeMs += this.#view.getInt32(this.#timeAt + this.#timePatches + 4 * patch, true)
          break
        }
      }
    }
    return timeMs
  }

  /** How many samples of the block were taken until then; at least the first was. */
  #countInBlock(timeMs: number): number {
    const count = this.#blockCount
    if (this.#timeWidth === 0) {
      let i = Math.min(count - 1, Math.floor((timeMs - this.#timeBase) / this.#step))
      if (this.#timePatches > 0) {
        while (i > 0 && this.#time(i) > timeMs) i--
        while (i + 1 < count && this.#time(i + 1) <= timeMs) i++
      }
      return i + 1
    }
    let low = 0
    let high = count
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (this.#time(middle) <= timeMs) low = middle
      else high = middle
    }
    return low + 1
  }

  #decodeTimes(from: number, to: number, timesMs: Float64Array, at: number): void {
    const step = this.#step
    const base = this.#timeBase
    const bytes = this.#bytes
    const count = this.#blockCount
    for (let i = from, out = at; i < to; i++, out++) timesMs[out] = base + i * step
    for (let plane = 0, unit = 1; plane < this.#timeWidth; plane++, unit *= 256) {
      let place = this.#timeAt + plane * count + from
      for (let i = from, out = at; i < to; i++, out++) timesMs[out]! += bytes[place++]! * unit
    }
    for (let patch = 0; patch < this.#timePatches; patch++) {
      const i = bytes[this.#timeAt + patch]!
      if (i < from || i >= to) continue
      timesMs[at + i - from]! += this.#view.getInt32(this.#timeAt + this.#timePatches + 4 * patch, true)
    }
  }

  #decodeValues(from: number, to: number, values: Float64Array, at: number): void {
    if (this.#kind === RAW) {
      this.#decodeRaw(from, to, values, at)
      return
    }
    const base = this.#base
    const slope = this.#slope
    const exponent = this.#kind & 15
    const bytes = this.#bytes
    const count = this.#blockCount
    const width = this.#valueWidth
    const low = this.#valueAt
    // Most values take one byte or two.
    if (width === 1) {
      for (let i = from, out = at; i < to; i++, out++) {
        values[out] = base + Math.floor(i * slope) + bytes[low + i]!
      }
    } else if (width === 2) {
      const high = low + count
      for (let i = from, out = at; i < to; i++, out++) {
        values[out] = base + Math.floor(i * slope) + (bytes[low + i]! | (bytes[high + i]! << 8))
      }
    } else {
      for (let i = from, out = at; i < to; i++, out++) values[out] = base + Math.floor(i * slope)
      for (let plane = 0, unit = 1; plane < width; plane++, unit *= 256) {
        let place = low + plane * count + from
        for (let out = at, end = at + to - from; out < end; out++) values[out]! += bytes[place++]! * unit
      }
    }
    if (exponent > 0) {
      const power = POWERS_OF_TEN[exponent]!
      for (let out = at, end = at + to - from; out < end; out++) values[out]! /= power
    }
    const patches = this.#valuePatches
    const patchesAt = this.#valueAt - 9 * patches
    for (let patch = 0; patch < patches; patch++) {
      const i = bytes[patchesAt + patch]!
      if (i < from || i >= to) continue
      const bitsAt = patchesAt + patches + 8 * patch
      for (let byte = 0; byte < 8; byte++) this.#cellBytes[byte] = bytes[bitsAt + byte]!
      values.set(this.#cell, at + i - from)
    }
  }

  #decodeRaw(from: number, to: number, values: Float64Array, at: number): void {
    const bytes = this.#bytes
    const mask = this.#valueWidth
    const target = new Uint8Array(values.buffer, values.byteOffset + 8 * at, 8 * (to - from))
    let plane = this.#valueAt
    for (let byte = 0; byte < 8; byte++) {
      if ((mask & (1 << byte)) === 0) {
        const same = bytes[this.#baseAt + byte]!
        for (let out = byte; out < target.length; out += 8) target[out] = same
        continue
      }
      for (let i = from, out = byte; i < to; i++, out += 8) target[out] = bytes[plane + i]!
      plane += this.#blockCount
    }
  }
}

function bitsIn(mask: number): number {
  let bits = 0
  for (let rest = mask; rest > 0; rest >>= 1) bits += rest & 1
  return bits
}
