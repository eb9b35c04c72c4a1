/** Gives byte strings small numbers, 0, 1, 2 ..., and finds them again. All bytes lie in one growing piece of memory. */
import { grown } from '@vedette/model'

export class ByteTable {
  count = 0
  /** String i is `bytes[starts[i], ends[i])`. The arrays are replaced when they grow. */
  bytes: Uint8Array = new Uint8Array(4096)
  view: DataView = new DataView(this.bytes.buffer)
  starts: Uint32Array = new Uint32Array(128)
  ends: Uint32Array = new Uint32Array(128)
  #byteCount = 0
  #hashes = new Uint32Array(128)
  /** Open addressing, at most half full: number + 1, 0 for free. */
  #slots = new Uint32Array(256)
  /** Differs per table, so that nobody can prepare strings that collide. */
  readonly #seed = (Math.random() * 0x1_0000_0000) >>> 0

  /** -1 where the bytes from `start` to `stop` are unknown. */
  find(bytes: Uint8Array, start: number, stop: number): number {
    return this.#find(bytes, start, stop, hashOf(bytes, start, stop, this.#seed))
  }

  /** The number of the bytes, a new one where they are unknown. */
  add(bytes: Uint8Array, start: number, stop: number): number {
    const hash = hashOf(bytes, start, stop, this.#seed)
    const known = this.#find(bytes, start, stop, hash)
    if (known >= 0) return known
    const id = this.count++
    if (id === this.starts.length) {
      this.starts = grown(this.starts, id + 1)
      this.ends = grown(this.ends, id + 1)
      this.#hashes = grown(this.#hashes, id + 1)
    }
    const length = stop - start
    if (this.#byteCount + length > this.bytes.length) {
      this.bytes = grown(this.bytes, this.#byteCount + length)
      this.view = new DataView(this.bytes.buffer)
    }
    for (let i = 0; i < length; i++) this.bytes[this.#byteCount + i] = bytes[start + i]!
    this.starts[id] = this.#byteCount
    this.#byteCount += length
    this.ends[id] = this.#byteCount
    this.#hashes[id] = hash
    if (this.count * 2 > this.#slots.length) {
      this.#slots = new Uint32Array(this.#slots.length * 2)
      for (let i = 0; i < id; i++) this.#occupy(i)
    }
    this.#occupy(id)
    return id
  }

  get sizeBytes(): number {
    return this.bytes.length + this.starts.length * 12 + this.#slots.length * 4
  }

  #find(bytes: Uint8Array, start: number, stop: number, hash: number): number {
    const mask = this.#slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot]! - 1
      if (id < 0) return -1
      if (this.#hashes[id] === hash && this.#holds(id, bytes, start, stop)) return id
    }
  }

  #holds(id: number, bytes: Uint8Array, start: number, stop: number): boolean {
    const from = this.starts[id]!
    const length = stop - start
    if (this.ends[id]! - from !== length) return false
    for (let i = length - 1; i >= 0; i--) if (this.bytes[from + i] !== bytes[start + i]) return false
    return true
  }

  #occupy(id: number): void {
    const mask = this.#slots.length - 1
    let slot = this.#hashes[id]! & mask
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask
    this.#slots[slot] = id + 1
  }
}

function hashOf(bytes: Uint8Array, start: number, stop: number, seed: number): number {
  let hash = seed
  for (let i = start; i < stop; i++) {
    hash = Math.imul(hash ^ bytes[i]!, 0x01000193)
    hash = (hash << 13) | (hash >>> 19)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
