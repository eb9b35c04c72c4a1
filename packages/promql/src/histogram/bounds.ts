/** Where buckets begin and end. */
import { CUSTOM_BUCKETS_SCHEMA } from '@vedette/model'

const FINEST_SCHEMA = 8

/** 2^(i/256 - 1), rounded as closely as doubles allow: worked out in integers, so that every engine that runs us gets the same bounds. */
const FRACTIONS = fractions()

export function usesCustomBuckets(h: { readonly schema: number }): boolean {
  return h.schema === CUSTOM_BUCKETS_SCHEMA
}

/** The upper bound of the bucket with this index, which is the lower bound of the next; of absolute values on the negative side. */
export function boundOf(index: number, schema: number, customValues: Float64Array): number {
  if (schema === CUSTOM_BUCKETS_SCHEMA) {
    if (index < 0) return -Infinity
    return index < customValues.length ? customValues[index]! : Infinity
  }
  return exponentialBound(index, schema)
}

export function exponentialBound(index: number, schema: number): number {
  if (schema < 0) {
    const exponent = index * 2 ** -schema
    // The last bucket of finite values ends at the largest of them; above it only infinities are counted.
    return exponent === 1024 ? Number.MAX_VALUE : 2 ** exponent
  }
  const perDoubling = 2 ** schema
  const doublings = Math.floor(index / perDoubling)
  const within = index - doublings * perDoubling
  const fraction = FRACTIONS[within << (FINEST_SCHEMA - schema)]!
  if (doublings === 1024 && within === 0) return Number.MAX_VALUE
  return scaledByPowerOfTwo(fraction, doublings + 1)
}

/** In two steps, because the power alone may be too large or too small for a double while the product isn't; rounded once. */
export function scaledByPowerOfTwo(value: number, exponent: number): number {
  if (exponent > 1000) return value * 2 ** 1000 * 2 ** (exponent - 1000)
  if (exponent < -1000) return value * 2 ** -1000 * 2 ** (exponent + 1000)
  return value * 2 ** exponent
}

function fractions(): Float64Array {
  const bits = 120n
  const one = 1n << bits
  const roots: bigint[] = []
  let root = one << 1n
  for (let i = 0; i < FINEST_SCHEMA; i++) {
    root = squareRoot(root << bits)
    roots.push(root)
  }
  const table = new Float64Array(1 << FINEST_SCHEMA)
  for (let i = 0; i < table.length; i++) {
    let product = one
    for (let bit = 0; bit < FINEST_SCHEMA; bit++) {
      if (((i >> (FINEST_SCHEMA - 1 - bit)) & 1) === 1) product = (product * roots[bit]!) >> bits
    }
    const dropped = bits - 52n
    const rounded = (product + (1n << (dropped - 1n))) >> dropped
    table[i] = Number(rounded) / 2 ** 53
  }
  return table
}

function squareRoot(square: bigint): bigint {
  let guess = 1n << BigInt((square.toString(2).length + 1) >> 1)
  for (;;) {
    const better = (guess + square / guess) >> 1n
    if (better >= guess) return guess
    guess = better
  }
}
