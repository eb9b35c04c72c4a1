/**
 * Finds a series by the bytes that spell its labels, without building a string: an open-addressing hash table over one arena of key
 * bytes. The same series may be known under several spellings (see label-key.ts); each is an entry of its own.
 *
 * The hash is seeded per process, so that nobody outside can choose keys that collide.
 */
import { randomBytes } from 'node:crypto'
import { grown } from '@vedette/model'

const EMPTY = -1
/** A sender in another order costs one comparison in so many lookups; one that comes back into order is noticed as soon. */
const UNGUESSED_AFTER_MISS = 4
const SEED = randomBytes(4).readInt32LE()

export class KeyTable {
  /** Pairs (hash, entry); entry -1 is a free slot. A power of two, at most half full. Small at first: every project has a table. */
  #slots = new Int32Array(2 * 64).fill(EMPTY)
  #mask = 63
  #entryCount = 0
  #starts = new Uint32Array(32)
  #ends = new Uint32Array(32)
  #values = new Uint32Array(32)
  #arena = new Uint8Array(2048)
  #arenaView = new DataView(this.#arena.buffer)
  #arenaSize = 0
  /** The entry found last, and how many more lookups go without a guess because guesses have failed. */
  #last = -1
  #unguessed = 0

  get size(): number {
    return this.#entryCount
  }

  get bytes(): number {
    return this.#arena.length + this.#slots.byteLength + 3 * this.#starts.byteLength
  }

  /**
   * The value stored under the key, or -1.
   *
   * Senders repeat their series in the same order, which is the order in which they became entries: the next entry is tried first, without a
   * hash, and its bytes lie right behind the last one's.
   */
  find(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    if (this.#unguessed > 0) this.#unguessed--
    else {
      const guess = this.#last + 1
      if (guess < this.#entryCount && this.#sameKey(guess, bytes, view, start, end)) {
        this.#last = guess
        return this.#values[guess]!
      }
    }
    const hash = hashBytes(bytes, view, start, end)
    const slots = this.#slots
    let slot = hash & this.#mask
    for (;;) {
      const entry = slots[2 * slot + 1]!
      if (entry === EMPTY) return -1
      if (slots[2 * slot] === hash && this.#sameKey(entry, bytes, view, start, end)) {
        if (entry !== this.#last + 1) this.#unguessed = UNGUESSED_AFTER_MISS
        this.#last = entry
        return this.#values[entry]!
      }
      slot = (slot + 1) & this.#mask
    }
  }

  /** Adds a key that `find` did not know. */
  add(bytes: Uint8Array, view: DataView, start: number, end: number, value: number): void {
    if (2 * (this.#entryCount + 1) > this.#mask) this.#growSlots()
    const entry = this.#entryCount++
    if (entry === this.#starts.length) {
      this.#starts = grown(this.#starts, entry + 1)
      this.#ends = grown(this.#ends, entry + 1)
      this.#values = grown(this.#values, entry + 1)
    }
    const size = end - start
    if (this.#arenaSize + size > this.#arena.length) {
      this.#arena = grown(this.#arena, this.#arenaSize + size)
      this.#arenaView = new DataView(this.#arena.buffer)
    }
    this.#arena.set(bytes.subarray(start, end), this.#arenaSize)
    this.#starts[entry] = this.#arenaSize
    this.#arenaSize += size
    this.#ends[entry] = this.#arenaSize
    this.#values[entry] = value
    this.#place(hashBytes(bytes, view, start, end), entry)
  }

  /** A new table with only the entries whose value is still wanted: how memory of ended series comes back. */
  filtered(wanted: (value: number) => boolean): KeyTable {
    const kept = new KeyTable()
    for (let entry = 0; entry < this.#entryCount; entry++) {
      const value = this.#values[entry]!
      if (wanted(value)) {
        kept.add(this.#arena, this.#arenaView, this.#starts[entry]!, this.#ends[entry]!, value)
      }
    }
    return kept
  }

  #sameKey(entry: number, bytes: Uint8Array, view: DataView, start: number, end: number): boolean {
    const at = this.#starts[entry]!
    const size = end - start
    if (this.#ends[entry]! - at !== size) return false
    const arenaView = this.#arenaView
    let i = 0
    for (; i + 8 <= size; i += 8) {
      const difference =
        (arenaView.getInt32(at + i, true) ^ view.getInt32(start + i, true)) |
        (arenaView.getInt32(at + i + 4, true) ^ view.getInt32(start + i + 4, true))
      if (difference !== 0) return false
    }
    const arena = this.#arena
    for (; i < size; i++) if (arena[at + i] !== bytes[start + i]) return false
    return true
  }

  #place(hash: number, entry: number): void {
    let slot = hash & this.#mask
    while (this.#slots[2 * slot + 1] !== EMPTY) slot = (slot + 1) & this.#mask
    this.#slots[2 * slot] = hash
    this.#slots[2 * slot + 1] = entry
  }

  #growSlots(): void {
    const old = this.#slots
    this.#mask = this.#mask * 2 + 1
    this.#slots = new Int32Array(2 * (this.#mask + 1)).fill(EMPTY)
    for (let i = 0; i < old.length; i += 2) if (old[i + 1] !== EMPTY) this.#place(old[i]!, old[i + 1]!)
  }
}

/** The view that `find` and `add` want beside the bytes; one for a whole batch. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Sixteen bytes a step in four lanes that don't wait for each other: keys are some 150 bytes long, and byte by byte this loop would be the
 * dearest of all.
 */
function hashBytes(bytes: Uint8Array, view: DataView, start: number, end: number): number {
  let at = start
  let a = SEED ^ (end - start)
  let b = SEED ^ 0x9e3779b1
  let c = SEED ^ 0x85ebca6b
  let d = SEED ^ 0xc2b2ae35
  for (const stop = end - 15; at < stop; at += 16) {
    a = Math.imul(a ^ view.getInt32(at, true), 0x9e3779b1)
    a ^= a >>> 15
    b = Math.imul(b ^ view.getInt32(at + 4, true), 0x85ebca6b)
    b ^= b >>> 15
    c = Math.imul(c ^ view.getInt32(at + 8, true), 0xc2b2ae35)
    c ^= c >>> 15
    d = Math.imul(d ^ view.getInt32(at + 12, true), 0x27d4eb2f)
    d ^= d >>> 15
  }
  for (const stop = end - 3; at < stop; at += 4) {
    a = Math.imul(a ^ view.getInt32(at, true), 0x9e3779b1)
    a ^= a >>> 15
  }
  for (; at < end; at++) b = Math.imul(b ^ bytes[at]!, 0x01000193)
  let hash = Math.imul(a ^ (b >>> 7), 0x9e3779b1) ^ Math.imul(c ^ (d >>> 11), 0x85ebca6b) ^ b ^ d
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return hash ^ (hash >>> 13)
}
