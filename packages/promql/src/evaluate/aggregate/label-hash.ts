/** A hash of a label set that is Prometheus's own (xxHash64 over its flat form of labels), so that `limit_ratio` picks the same series. */
import type { Labels } from '@vedette/model'

const P1 = 0x9e3779b185ebca87n
const P2 = 0xc2b2ae3d27d4eb4fn
const P3 = 0x165667b19e3779f9n
const P4 = 0x85ebca77c2b2ae63n
const P5 = 0x27d4eb2f165667c5n
const MASK = 2n ** 64n - 1n
/** Lengths from here on are written in three more bytes. */
const LONG = 255

const encoder = new TextEncoder()

export function labelHash(labels: Labels): bigint {
  const bytes: number[] = []
  for (const { name, value } of labels) {
    for (const text of [name, value]) {
      const encoded = encoder.encode(text)
      const { length } = encoded
      if (length < LONG) bytes.push(length)
      else bytes.push(LONG, length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff)
      for (const byte of encoded) bytes.push(byte)
    }
  }
  return xxHash64(Uint8Array.from(bytes))
}

export function xxHash64(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { length } = bytes
  let at = 0
  let hash = P5
  if (length >= 32) {
    let lanes = [wrap(P1 + P2), P2, 0n, wrap(-P1)]
    for (; at + 32 <= length; at += 32) {
      lanes = lanes.map((lane, i) => round(lane, view.getBigUint64(at + i * 8, true)))
    }
    const [a = 0n, b = 0n, c = 0n, d = 0n] = lanes
    hash = wrap(rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n))
    for (const lane of lanes) hash = wrap((hash ^ round(0n, lane)) * P1 + P4)
  }
  hash = wrap(hash + BigInt(length))
  for (; at + 8 <= length; at += 8) {
    hash = wrap(rotate(hash ^ round(0n, view.getBigUint64(at, true)), 27n) * P1 + P4)
  }
  if (at + 4 <= length) {
    hash = wrap(rotate(hash ^ wrap(BigInt(view.getUint32(at, true)) * P1), 23n) * P2 + P3)
    at += 4
  }
  for (; at < length; at++) hash = wrap(rotate(hash ^ wrap(BigInt(bytes[at]!) * P5), 11n) * P1)
  hash = wrap((hash ^ (hash >> 33n)) * P2)
  hash = wrap((hash ^ (hash >> 29n)) * P3)
  return hash ^ (hash >> 32n)
}

function round(lane: bigint, input: bigint): bigint {
  return wrap(rotate(wrap(lane + input * P2), 31n) * P1)
}

function rotate(value: bigint, by: bigint): bigint {
  return wrap(value << by) | (value >> (64n - by))
}

function wrap(value: bigint): bigint {
  return value & MASK
}
