/**
 * The stale marker: the one NaN (0x7ff0000000000002) by which Prometheus says "this series has ended".
 *
 * JavaScript promises nothing about a NaN's bits. In practice they survive in typed arrays and in doubles that are only passed along, but
 * an engine may set the quiet bit on the way (0x7ff8...02), and plain arrays, `map` and arithmetic lose the low word too. So a stale
 * marker is here a NaN whose low word is 2, values live in Float64Arrays, and codecs write the canonical bits.
 */
export const STALE_HIGH = 0x7ff00000
export const STALE_LOW = 0x00000002

const scratch = new Float64Array(1)
const words = new Uint32Array(scratch.buffer)

/** For a value just read from a typed array; a value that went through arithmetic may have lost its marker. */
export function isStale(value: number): boolean {
  if (!Number.isNaN(value)) return false
  scratch[0] = value
  return words[0] === STALE_LOW
}

export function isStaleAt(values: Float64Array, index: number): boolean {
  return isStale(values[index]!)
}

/** A typed array that holds the marker: `values.set(STALE, index)` writes it bit by bit. */
export const STALE: Float64Array = new Float64Array(new Uint32Array([STALE_LOW, STALE_HIGH]).buffer)
