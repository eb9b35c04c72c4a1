/**
 * Snappy's block format, the encoding that remote write 1.0 prescribes. Greedy matching over fragments of 64 KiB with a
 * hash table of 16,384 places and the growing stride of the reference encoder, so that the bodies resemble Prometheus's own.
 */
const FRAGMENT = 65_536
const TABLE_BITS = 14
const MULTIPLIER = 0x1e35a7bd
const table = new Uint16Array(1 << TABLE_BITS)

export function maxCompressedLength(length: number): number {
  return 32 + length + Math.ceil(length / 6)
}

/** Compresses source[0...length) to the start of `out`, which has maxCompressedLength bytes; answers how many were used. */
export function compress(source: Uint8Array, length: number, out: Uint8Array): number {
  let to = 0
  let rest = length
  while (rest >= 0x80) {
    out[to++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  out[to++] = rest
  for (let from = 0; from < length; from += FRAGMENT) {
    to = compressFragment(source, from, Math.min(length, from + FRAGMENT), out, to)
  }
  return to
}

function word(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
}

function compressFragment(
  src: Uint8Array,
  base: number,
  end: number,
  out: Uint8Array,
  start: number,
): number {
  let to = start
  let literal = base
  if (end - base >= 17) {
    table.fill(0)
    const limit = end - 15
    const shift = 32 - TABLE_BITS
    let at = base + 1
    scan: for (;;) {
      let skip = 32
      let candidate: number
      for (let next = at; ; next += skip >>> 5, skip += skip >>> 5) {
        at = next
        if (at + (skip >>> 5) > limit) break scan
        const current = word(src, at)
        const slot = Math.imul(current, MULTIPLIER) >>> shift
        candidate = base + table[slot]!
        table[slot] = at - base
        if (current === word(src, candidate)) break
      }
      to = emitLiteral(src, literal, at, out, to)
      for (;;) {
        const matched = at
        at += 4
        for (let i = candidate + 4; at < end && src[i] === src[at]; i++) at++
        to = emitCopy(matched - candidate, at - matched, out, to)
        literal = at
        if (at >= limit) break scan
        table[Math.imul(word(src, at - 1), MULTIPLIER) >>> shift] = at - 1 - base
        const current = word(src, at)
        const slot = Math.imul(current, MULTIPLIER) >>> shift
        candidate = base + table[slot]!
        table[slot] = at - base
        if (current !== word(src, candidate)) break
      }
      at++
    }
  }
  return literal < end ? emitLiteral(src, literal, end, out, to) : to
}

function emitLiteral(src: Uint8Array, from: number, until: number, out: Uint8Array, start: number): number {
  let to = start
  const last = until - from - 1
  if (last < 60) {
    out[to++] = last << 2
  } else if (last < 256) {
    out[to++] = 60 << 2
    out[to++] = last
  } else {
    out[to++] = 61 << 2
    out[to++] = last & 0xff
    out[to++] = last >>> 8
  }
  if (last < 64) for (let i = from; i < until; i++) out[to++] = src[i]!
  else {
    out.set(src.subarray(from, until), to)
    to += last + 1
  }
  return to
}

function emitCopy(offset: number, length: number, out: Uint8Array, start: number): number {
  let to = start
  let left = length
  const long = (part: number): void => {
    out[to++] = ((part - 1) << 2) | 2
    out[to++] = offset & 0xff
    out[to++] = offset >>> 8
    left -= part
  }
  while (left >= 68) long(64)
  if (left > 64) long(60)
  if (left >= 12 || offset >= 2048) long(left)
  else {
    out[to++] = ((offset >>> 8) << 5) | ((left - 4) << 2) | 1
    out[to++] = offset & 0xff
  }
  return to
}
