/**
 * Whether the files of a part are all there. The engine says of each part how large its files are (`checksums.txt`, worked out while it
 * writes, from memory), so a file that the disk did not take shows by its size. See part-watch.ts for why anybody has to look.
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { decompressLz4 } from './lz4-block.ts'

const LIST = 'checksums.txt'
const HEADER = 'checksums format version: 4\n'
const HASH_BYTES = 16
/** Method, compressed size and size, in front of what is compressed. */
const BLOCK_HEADER_BYTES = 9
const NOT_COMPRESSED = 0x02
const LZ4 = 0x82
const ZSTD = 0x90
/** The list of a part of a thousand columns has some 200 kB. */
const MOST_LIST_BYTES = 16 * 1024 * 1024

/**
 * What is wrong with the files of a part, in words; undefined where nothing is, or where the part is gone. A list in a format that isn't
 * known says nothing; then only empty files count.
 */
export async function flawOf(partPath: string): Promise<string | undefined> {
  try {
    const sizes = await fileSizes(partPath)
    const list = readList(await readFile(join(partPath, LIST)))
    if (typeof list === 'string') return list
    for (const [name, size] of list) {
      const found = sizes.get(name)
      if (found === undefined) return `${name} is missing`
      if (found !== size) return `${name} has ${found} of ${size} bytes`
      sizes.delete(name)
    }
    // What is left is not on the list; the engine writes no empty file that isn't.
    for (const [name, size] of sizes) if (size === 0) return `${name} is empty`
    return undefined
  } catch (error) {
    // Merged away, or dropped, while it was being looked at.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return (await exists(partPath)) ? `${LIST} is missing` : undefined
    }
    throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/** Directories (of projections) are on the list under their names, with the size of all that is in them: left out. */
async function fileSizes(partPath: string): Promise<Map<string, number>> {
  const entries = await readdir(partPath, { withFileTypes: true })
  const files = entries.filter(entry => entry.isFile())
  const sizes = await Promise.all(files.map(async ({ name }) => (await stat(join(partPath, name))).size))
  return new Map(files.map(({ name }, i) => [name, sizes[i]!]))
}

/** Sizes by name; what is wrong with the list itself, in words; or nothing, where its format isn't known. */
function readList(bytes: Buffer): Map<string, number> | string {
  if (bytes.length === 0) return `${LIST} is empty`
  if (bytes.subarray(0, HEADER.length).toString('latin1') !== HEADER) return new Map()
  const block = bytes.subarray(HEADER.length + HASH_BYTES)
  if (block.length < BLOCK_HEADER_BYTES) return `${LIST} ends too early`
  const method = block[0]!
  const end = block.readUInt32LE(1)
  const size = block.readUInt32LE(5)
  if (block.length < end) return `${LIST} ends too early`
  const compressed = block.subarray(BLOCK_HEADER_BYTES, end)
  const isKnown = method === NOT_COMPRESSED || method === LZ4 || method === ZSTD
  // More than one block: a list that long is of no table of ours.
  if (!isKnown || size > MOST_LIST_BYTES || block.length > end) return new Map()
  if (method === NOT_COMPRESSED) return readSizes(compressed)
  return readSizes(method === LZ4 ? decompressLz4(compressed, size) : zstdDecompressSync(compressed))
}

function readSizes(bytes: Uint8Array): Map<string, number> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const sizes = new Map<string, number>()
  let at = 0
  function varint(): number {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = view.readUInt8(at++)
      value += (byte & 127) * factor
      if (byte < 128) return value
    }
  }
  for (let left = varint(); left > 0; left--) {
    const nameLength = varint()
    const name = view.toString('utf8', at, at + nameLength)
    at += nameLength
    sizes.set(name, varint())
    at += HASH_BYTES
    const isCompressed = view.readUInt8(at++) === 1
    if (!isCompressed) continue
    varint()
    at += HASH_BYTES
  }
  return sizes
}
