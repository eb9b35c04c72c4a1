/** Where buckets begin and end. */
import { CUSTOM_BUCKETS_SCHEMA } from '@vedette/model'
import { FRACTIONS } from './fractions.ts'

const FINEST_SCHEMA = 8

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
