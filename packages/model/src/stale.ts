/**
 * The stale marker: the one NaN by which Prometheus says "this series has ended".
 *
 * Its bits survive in a Float64Array and a DataView, and in plain doubles that are only passed along; arithmetic, `map`
 * and plain arrays of doubles may turn it into the ordinary NaN. So: keep values in typed arrays, and ask the array.
 */
export const STALE_HIGH = 0x7ff00000
export const STALE_LOW = 0x00000002

/** A one-element array with the marker's bits: `values.set(STALE, at)` or `values[at] = STALE[0]`. */
export const STALE: Float64Array = new Float64Array([0])
new Uint32Array(STALE.buffer)[0] = STALE_LOW
new Uint32Array(STALE.buffer)[1] = STALE_HIGH

/** The value at `index` is the stale marker. */
export function isStaleAt(values: Float64Array, index: number): boolean {
  return isStale(values[index]!)
}

const scratch = new Float64Array(1)
const words = new Uint32Array(scratch.buffer)

/** For a value just read from a typed array; a value that went through arithmetic may have lost its marker. */
export function isStale(value: number): boolean {
  if (!Number.isNaN(value)) return false
  scratch[0] = value
  return words[0] === STALE_LOW && words[1] === STALE_HIGH
}
