/**
 * Snappy's block format, encoding: repeated bytes within each 64 KiB are found through a hash table of the last place where four
 * bytes were seen, as in the reference implementation, and looked for less often where nothing repeats.
 *
 * One table and one output buffer serve all calls.
 */
const BLOCK_BYTES = 64 * 1024
const TABLE_BITS = 14
/** So close to the end of a block nothing is looked for any more; loads of four bytes stay inside of it. */
const MARGIN = 15

export class SnappyEncoder {
  #out = new Uint8Array(64 * 1024)
  #at = 0
  readonly #table = new Uint16Array(1 << TABLE_BITS)

  /** The encoded bytes, valid until the next call. */
  encode(bytes: Uint8Array): Uint8Array {
    // The format's worst case: bytes that never repeat, in literals of one block each, and the length before them.
    const most = 32 + bytes.length + Math.ceil(bytes.length / 6)
    if (this.#out.length < most) this.#out = new Uint8Array(Math.max(most, this.#out.length * 2))
    this.#at = 0
    this.#length(bytes.length)
    for (let start = 0; start < bytes.length; start += BLOCK_BYTES) {
      const end = Math.min(bytes.length, start + BLOCK_BYTES)
      if (end - start <= MARGIN + 1) this.#literal(bytes, start, end)
      else this.#block(bytes, start, end)
    }
    return this.#out.subarray(0, this.#at)
  }

  #block(bytes: Uint8Array, start: number, end: number): void {
    const table = this.#table
    table.fill(0)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const limit = end - MARGIN
    let emitted = start
    let at = start + 1
    while (at < limit) {
      let skip = 32
      let candidate = -1
      // Places in the table are relative to the block, so that 16 bits hold them; 0 is the block's first byte, a valid guess.
      while (at < limit) {
        const word = view.getUint32(at, true)
        const slot = hashOf(word)
        candidate = start + table[slot]!
        table[slot] = at - start
        if (view.getUint32(candidate, true) === word) break
        candidate = -1
        at += skip++ >>> 5
      }
      if (candidate < 0) break
      if (emitted < at) this.#literal(bytes, emitted, at)
      const matched = at
      at += 4
      let from = candidate + 4
      while (at < end && bytes[at] === bytes[from]) {
        at++
        from++
      }
      this.#copy(matched - candidate, at - matched)
      emitted = at
      if (at < limit) table[hashOf(view.getUint32(at - 1, true))] = at - 1 - start
    }
    if (emitted < end) this.#literal(bytes, emitted, end)
  }

  #length(value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.#out[this.#at++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#out[this.#at++] = rest
  }

  #literal(bytes: Uint8Array, start: number, end: number): void {
    const out = this.#out
    const last = end - start - 1
    if (last < 60) out[this.#at++] = last << 2
    else if (last < 0x100) {
      out[this.#at++] = 60 << 2
      out[this.#at++] = last
    } else {
      out[this.#at++] = 61 << 2
      out[this.#at++] = last & 0xff
      out[this.#at++] = last >>> 8
    }
    if (last < 16) for (let i = start; i < end; i++) out[this.#at++] = bytes[i]!
    else {
      out.set(bytes.subarray(start, end), this.#at)
      this.#at += last + 1
    }
  }

  #copy(distance: number, length: number): void {
    let rest = length
    while (rest >= 68) {
      this.#longCopy(distance, 64)
      rest -= 64
    }
    if (rest > 64) {
      // What stays must have at least four bytes.
      this.#longCopy(distance, 60)
      rest -= 60
    }
    if (rest >= 12 || distance >= 2048) this.#longCopy(distance, rest)
    else {
      this.#out[this.#at++] = ((distance >>> 8) << 5) | ((rest - 4) << 2) | 1
      this.#out[this.#at++] = distance & 0xff
    }
  }

  #longCopy(distance: number, length: number): void {
    this.#out[this.#at++] = ((length - 1) << 2) | 2
    this.#out[this.#at++] = distance & 0xff
    this.#out[this.#at++] = distance >>> 8
  }
}

function hashOf(word: number): number {
  return Math.imul(word, 0x1e35a7bd) >>> (32 - TABLE_BITS)
}
