/**
 * Walks over the chunks of one day's file that belong to the wanted series, a group of the file at a time. While a group's chunks are looked at
 * the next one is read, if there is room for two.
 */
import { crc32 } from 'node:zlib'
import { messageOf } from '../../errors.ts'
import type { ChunkFile } from './chunk-file.ts'
import { ChunkFileError, GROUP_ENTRY_BYTES } from './chunk-file-format.ts'

/** Where fewer of a group's chunks are wanted than one in so many, these are read by themselves. */
const WHOLE_FROM = 4

/** Which chunks of a group are wanted. Used again for group after group. */
class Picked {
  count = 0
  /** Of which of the wanted series each is. */
  readonly wanted: Uint32Array
  /** Where each begins in the arena. */
  readonly begins: Uint32Array
  readonly lengths: Uint32Array
  readonly crcs: Uint32Array

  constructor(most: number) {
    this.wanted = new Uint32Array(most)
    this.begins = new Uint32Array(most)
    this.lengths = new Uint32Array(most)
    this.crcs = new Uint32Array(most)
  }
}

/** Behind the last group. */
const NOTHING = new Picked(0)

export class UnreadableChunks extends Error {
  override name = 'UnreadableChunks'
  readonly file: ChunkFile

  constructor(file: ChunkFile, cause: unknown) {
    super(messageOf(cause), { cause })
    this.file = file
  }
}

interface Place {
  /** In the arena. */
  readonly at: number
  readonly picked: Picked
}

export class DayCursor {
  readonly file: ChunkFile
  readonly #ids: BigUint64Array
  readonly #arena: Buffer
  /** Where groups are put, in turns. */
  readonly #places: readonly Place[]
  #turn = 0
  #group = 0
  /** The first wanted series that the group may have. */
  #from = 0
  /** The group behind the one at hand, where it is read already. */
  #loading: Promise<Picked> | undefined
  #loaded: Picked | undefined
  #at = 0

  /** How much of the arena a cursor takes that holds so many groups at a time. */
  static roomFor({ directory }: ChunkFile, groups: number): number {
    return groups * directory.mostBytes
  }

  /** `ids` are those of the wanted series, ascending. */
  constructor(file: ChunkFile, ids: BigUint64Array, arena: Buffer, arenaAt: number, groups: number) {
    this.file = file
    this.#ids = ids
    this.#arena = arena
    const { mostBytes, mostEntries } = file.directory
    this.#places = Array.from({ length: groups }, (_, i) => ({
      at: arenaAt + i * mostBytes,
      picked: new Picked(mostEntries),
    }))
    this.#loading = this.#begin()
  }

  /** Whether `next` has to be called, behind which all of the arena that was shown before is gone. */
  get isSpent(): boolean {
    return this.#loaded === undefined || (this.#at === this.#loaded.count && this.#loaded.count > 0)
  }

  /** Whether the chunk at hand is of that series. */
  isOf(wanted: number): boolean {
    const loaded = this.#loaded!
    return this.#at < loaded.count && loaded.wanted[this.#at] === wanted
  }

  get begin(): number {
    return this.#loaded!.begins[this.#at]!
  }

  get length(): number {
    return this.#loaded!.lengths[this.#at]!
  }

  step(): void {
    this.#at++
  }

  /** On to the next group that has some. */
  async next(): Promise<void> {
    try {
      this.#loaded = await (this.#loading ?? this.#begin())
    } catch (error) {
      throw new UnreadableChunks(this.file, error)
    }
    this.#at = 0
    this.#loading = this.#loaded === NOTHING || this.#places.length === 1 ? undefined : this.#begin()
  }

  /** Resolves when nothing is written to the arena any more. */
  async settled(): Promise<void> {
    await this.#loading?.catch(() => {})
  }

  #begin(): Promise<Picked> {
    const loading = this.#loadNext()
    // Whoever waits for it later is told then.
    loading.catch(() => {})
    return loading
  }

  async #loadNext(): Promise<Picked> {
    const { directory } = this.file
    const ids = this.#ids
    const groups = directory.firsts.length
    while (this.#group < groups && this.#from < ids.length) {
      const group = this.#group++
      const last = directory.lasts[group]!
      if (ids[this.#from]! > last) continue
      const from = lowerBound(ids, directory.firsts[group]!, this.#from)
      const to = lowerBound(ids, last + 1n, from)
      // The last series may go on in the next group.
      this.#from = to > from && ids[to - 1] === last ? to - 1 : to
      if (from === to) continue
      const place = this.#places[this.#turn]!
      await this.#load(group, from, to, place)
      if (place.picked.count === 0) continue
      // Not before there is something in it: the other place may be looked at just now.
      this.#turn = (this.#turn + 1) % this.#places.length
      return place.picked
    }
    return NOTHING
  }

  async #load(group: number, from: number, to: number, place: Place): Promise<void> {
    const { directory } = this.file
    const { at, picked } = place
    const entries = directory.entries[group]!
    const begin = directory.begins[group]!
    const isWhole = (to - from) * WHOLE_FROM >= entries
    const entriesBytes = entries * GROUP_ENTRY_BYTES
    await this.#read(at, isWhole ? directory.lengths[group]! : entriesBytes, begin)
    if (crc32(this.#arena.subarray(at, at + entriesBytes)) !== directory.entryCrcs[group]) {
      throw new ChunkFileError('a group of it is damaged')
    }
    this.#pick(group, from, to, place)
    if (!isWhole) {
      // All of them, also where one fails: nothing may be written to the arena when somebody else has it.
      const reads = await Promise.allSettled(
        Array.from({ length: picked.count }, (_, i) =>
          this.#read(picked.begins[i]!, picked.lengths[i]!, begin + picked.begins[i]! - at),
        ),
      )
      for (const read of reads) if (read.status === 'rejected') throw read.reason
    }
    this.#check(picked)
  }

  /** Finds the wanted series among a group's entries; both are sorted. */
  #pick(group: number, from: number, to: number, { at, picked }: Place): void {
    const ids = this.#ids
    const arena = this.#arena
    const { directory } = this.file
    const entries = directory.entries[group]!
    const groupBytes = directory.lengths[group]!
    let count = 0
    let index = from
    for (let i = 0; i < entries && index < to; i++) {
      const entry = at + i * GROUP_ENTRY_BYTES
      const id = arena.readBigUInt64LE(entry)
      while (index < to && ids[index]! < id) index++
      if (index === to || ids[index] !== id) continue
      const begin = arena.readUInt32LE(entry + 8)
      const length = arena.readUInt32LE(entry + 12)
      if (begin + length > groupBytes) throw new ChunkFileError('a group of it leads elsewhere')
      picked.wanted[count] = index
      picked.begins[count] = at + begin
      picked.lengths[count] = length
      picked.crcs[count] = arena.readUInt32LE(entry + 16)
      count++
    }
    picked.count = count
  }

  #check({ begins, lengths, crcs, count }: Picked): void {
    for (let i = 0; i < count; i++) {
      const begin = begins[i]!
      if (crc32(this.#arena.subarray(begin, begin + lengths[i]!)) !== crcs[i]) {
        throw new ChunkFileError('a chunk of it is damaged')
      }
    }
  }

  #read(at: number, length: number, position: number): Promise<void> {
    return this.file.read(this.#arena, at, length, position)
  }
}

/** The first place from `from` on whose number is not below `value`. */
function lowerBound(numbers: BigUint64Array, value: bigint, from: number): number {
  let low = from
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (numbers[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}
