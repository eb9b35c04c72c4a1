/**
 * A file with the chunks of one day. Numbers are little-endian; CRC is CRC-32.
 *
 *     head       128 bytes: what the file is, which state of the day it holds, where the directory is; written last
 *     groups     chunks of some series, sorted by series, then piece: an entry for each chunk, then the chunks
 *     directory  a row for each group
 *
 *     an entry   u64 series, u32 where in the group the chunk begins, u32 its length, u32 its CRC, u32 0
 *     a row      u64 first series, u64 last series, f64 where the group begins, u32 its length, u32 its entries, u32 their CRC, u32 0
 *
 * A group is what is read at once: large enough to be worth a call, small enough that one of each of many days can be at hand.
 */
import { crc32 } from 'node:zlib'
import type { DayState } from '../clickhouse/sample-days.ts'
import { FORMAT_VERSION } from './chunk-format.ts'

export interface Chunk {
  readonly id: bigint
  readonly body: Uint8Array
}

export const FILE_HEAD_BYTES = 128
export const GROUP_ENTRY_BYTES = 24
export const DIRECTORY_ROW_BYTES = 40
/** A group ends with the chunk that reaches this. */
export const GROUP_BYTES = 128 * 1024
export const MOST_IN_GROUP = 1024

const MAGIC = 'vedchunk'
const FILE_FORMAT = 2

export class ChunkFileError extends Error {
  override name = 'ChunkFileError'
}

export interface FileHead {
  readonly day: number
  readonly state: DayState
  readonly builtMs: number
  readonly samples: number
  readonly groups: number
  readonly directoryAt: number
  readonly directoryCrc: number
}

/** Groups by their number. */
export interface Directory {
  readonly firsts: BigUint64Array
  readonly lasts: BigUint64Array
  readonly begins: Float64Array
  readonly lengths: Uint32Array
  readonly entries: Uint32Array
  readonly entryCrcs: Uint32Array
  /** Of one group. */
  readonly mostBytes: number
  readonly mostEntries: number
}

export function encodeHead(head: FileHead): Buffer {
  const bytes = Buffer.alloc(FILE_HEAD_BYTES)
  bytes.write(MAGIC, 'latin1')
  bytes.writeUInt32LE(FILE_FORMAT, 8)
  bytes.writeUInt32LE(FORMAT_VERSION, 12)
  bytes.writeBigInt64LE(head.state.firstBlock, 16)
  bytes.writeBigInt64LE(head.state.lastBlock, 24)
  bytes.writeBigInt64LE(head.state.mutation, 32)
  bytes.writeDoubleLE(head.builtMs, 40)
  bytes.writeDoubleLE(head.samples, 48)
  bytes.writeDoubleLE(head.directoryAt, 56)
  bytes.writeUInt32LE(head.groups, 64)
  bytes.writeUInt32LE(head.directoryCrc, 68)
  bytes.writeUInt32LE(head.day, 72)
  bytes.writeUInt32LE(crc32(bytes.subarray(0, FILE_HEAD_BYTES - 4)), FILE_HEAD_BYTES - 4)
  return bytes
}

export function decodeHead(bytes: Buffer): FileHead {
  if (bytes.length < FILE_HEAD_BYTES || bytes.toString('latin1', 0, 8) !== MAGIC) {
    throw new ChunkFileError('it is no file of chunks')
  }
  if (bytes.readUInt32LE(8) !== FILE_FORMAT || bytes.readUInt32LE(12) !== FORMAT_VERSION) {
    throw new ChunkFileError('it is of another format')
  }
  if (bytes.readUInt32LE(FILE_HEAD_BYTES - 4) !== crc32(bytes.subarray(0, FILE_HEAD_BYTES - 4))) {
    throw new ChunkFileError('its head is damaged')
  }
  return {
    state: {
      firstBlock: bytes.readBigInt64LE(16),
      lastBlock: bytes.readBigInt64LE(24),
      mutation: bytes.readBigInt64LE(32),
    },
    builtMs: bytes.readDoubleLE(40),
    samples: bytes.readDoubleLE(48),
    directoryAt: bytes.readDoubleLE(56),
    groups: bytes.readUInt32LE(64),
    directoryCrc: bytes.readUInt32LE(68),
    day: bytes.readUInt32LE(72),
  }
}

/** A group of chunks, and its row for the directory. */
export function encodeGroup(chunks: readonly Chunk[], beginsAt: number): { group: Buffer; row: Buffer } {
  const entriesBytes = chunks.length * GROUP_ENTRY_BYTES
  const length = chunks.reduce((sum, { body }) => sum + body.length, entriesBytes)
  const group = Buffer.alloc(length)
  let at = entriesBytes
  chunks.forEach(({ id, body }, i) => {
    const entry = i * GROUP_ENTRY_BYTES
    group.writeBigUInt64LE(id, entry)
    group.writeUInt32LE(at, entry + 8)
    group.writeUInt32LE(body.length, entry + 12)
    group.writeUInt32LE(crc32(body), entry + 16)
    group.set(body, at)
    at += body.length
  })
  const row = Buffer.alloc(DIRECTORY_ROW_BYTES)
  row.writeBigUInt64LE(chunks[0]!.id, 0)
  row.writeBigUInt64LE(chunks.at(-1)!.id, 8)
  row.writeDoubleLE(beginsAt, 16)
  row.writeUInt32LE(length, 24)
  row.writeUInt32LE(chunks.length, 28)
  row.writeUInt32LE(crc32(group.subarray(0, entriesBytes)), 32)
  return { group, row }
}

export function decodeDirectory(bytes: Buffer, { groups, directoryCrc, directoryAt }: FileHead): Directory {
  if (bytes.length !== groups * DIRECTORY_ROW_BYTES || crc32(bytes) !== directoryCrc) {
    throw new ChunkFileError('its directory is damaged')
  }
  const directory = {
    firsts: new BigUint64Array(groups),
    lasts: new BigUint64Array(groups),
    begins: new Float64Array(groups),
    lengths: new Uint32Array(groups),
    entries: new Uint32Array(groups),
    entryCrcs: new Uint32Array(groups),
    mostBytes: 0,
    mostEntries: 0,
  }
  for (let group = 0; group < groups; group++) {
    const row = group * DIRECTORY_ROW_BYTES
    directory.firsts[group] = bytes.readBigUInt64LE(row)
    directory.lasts[group] = bytes.readBigUInt64LE(row + 8)
    directory.begins[group] = bytes.readDoubleLE(row + 16)
    const length = bytes.readUInt32LE(row + 24)
    const entries = bytes.readUInt32LE(row + 28)
    directory.lengths[group] = length
    directory.entries[group] = entries
    directory.entryCrcs[group] = bytes.readUInt32LE(row + 32)
    directory.mostBytes = Math.max(directory.mostBytes, length)
    directory.mostEntries = Math.max(directory.mostEntries, entries)
    if (entries * GROUP_ENTRY_BYTES > length || directory.begins[group]! + length > directoryAt) {
      throw new ChunkFileError('its directory leads out of it')
    }
  }
  return directory
}
