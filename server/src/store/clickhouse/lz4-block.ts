/** LZ4's block format, read: what the engine compresses its small files with. Node brings every other method that it uses. */

/** Throws a RangeError where the bytes are no block of exactly that many bytes. */
export function decompressLz4(block: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  let at = 0
  let to = 0

  function byte(): number {
    if (at >= block.length) throw new RangeError('an LZ4 block ends too early')
    return block[at++]!
  }

  /** Fifteen means that bytes follow which are added up, the last of them being less than 255. */
  function length(nibble: number): number {
    let sum = nibble
    if (nibble === 15) {
      let more: number
      do {
        more = byte()
        sum += more
      } while (more === 255)
    }
    return sum
  }

  while (at < block.length) {
    const token = byte()
    const literals = length(token >> 4)
    if (at + literals > block.length || to + literals > size)
      throw new RangeError('an LZ4 block has too many literals')
    out.set(block.subarray(at, at + literals), to)
    at += literals
    to += literals
    // The last sequence has literals only.
    if (at === block.length) break
    const distance = byte() | (byte() << 8)
    const end = to + length(token & 15) + 4
    if (distance === 0 || distance > to || end > size)
      throw new RangeError('an LZ4 block repeats what is not there')
    // Byte by byte: what is repeated may overlap what it becomes.
    for (; to < end; to++) out[to] = out[to - distance]!
  }
  if (to !== size) throw new RangeError(`an LZ4 block has ${to} bytes instead of ${size}`)
  return out
}
