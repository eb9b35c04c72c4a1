/**
 * A native histogram as the bytes of one column: fixed head, then spans, then counts as doubles. Plain and self-describing; ZSTD over the column
 * finds what repeats from one sample to the next.
 */
import type { NativeHistogram, ResetHint, Span } from '@vedette/model'

const VERSION = 1
const HINTS: readonly ResetHint[] = ['unknown', 'reset', 'no-reset', 'gauge']
const STALE_FLAG = 2
const HEAD_BYTES = 4 + 4 * 8 + 5 * 4

export function encodeHistogram(histogram: NativeHistogram | 'stale'): Uint8Array {
  if (histogram === 'stale') return Uint8Array.of(VERSION, STALE_FLAG)
  const { positiveSpans, negativeSpans, positiveCounts, negativeCounts, customValues } = histogram
  const doubles = positiveCounts.length + negativeCounts.length + customValues.length
  const size = HEAD_BYTES + 8 * (positiveSpans.length + negativeSpans.length) + 8 * doubles
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, VERSION)
  view.setUint8(1, histogram.integer ? 1 : 0)
  view.setUint8(2, HINTS.indexOf(histogram.resetHint))
  view.setInt8(3, histogram.schema)
  const scalars = [histogram.zeroThreshold, histogram.zeroCount, histogram.count, histogram.sum]
  scalars.forEach((value, i) => void view.setFloat64(4 + 8 * i, value, true))
  const lengths = [positiveSpans, negativeSpans, positiveCounts, negativeCounts, customValues]
  lengths.forEach(({ length }, i) => void view.setUint32(36 + 4 * i, length, true))
  let at = HEAD_BYTES
  for (const { offset, length } of [...positiveSpans, ...negativeSpans]) {
    view.setInt32(at, offset, true)
    view.setUint32(at + 4, length, true)
    at += 8
  }
  for (const values of [positiveCounts, negativeCounts, customValues]) {
    for (const value of values) {
      view.setFloat64(at, value, true)
      at += 8
    }
  }
  return bytes
}

export function decodeHistogram(bytes: Uint8Array): NativeHistogram | 'stale' {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint8(0) !== VERSION) throw new RangeError(`histogram of unknown version ${bytes[0]}`)
  const flags = view.getUint8(1)
  if (flags === STALE_FLAG) return 'stale'
  const lengthAt = (i: number): number => view.getUint32(36 + 4 * i, true)
  let at = HEAD_BYTES
  const spans = (count: number): Span[] =>
    Array.from({ length: count }, () => {
      const span = { offset: view.getInt32(at, true), length: view.getUint32(at + 4, true) }
      at += 8
      return span
    })
  const doubles = (count: number): Float64Array => {
    const values = new Float64Array(count)
    for (let i = 0; i < count; i++, at += 8) values[i] = view.getFloat64(at, true)
    return values
  }
  return {
    integer: flags === 1,
    resetHint: HINTS[view.getUint8(2)] ?? 'unknown',
    schema: view.getInt8(3),
    zeroThreshold: view.getFloat64(4, true),
    zeroCount: view.getFloat64(12, true),
    count: view.getFloat64(20, true),
    sum: view.getFloat64(28, true),
    positiveSpans: spans(lengthAt(0)),
    negativeSpans: spans(lengthAt(1)),
    positiveCounts: doubles(lengthAt(2)),
    negativeCounts: doubles(lengthAt(3)),
    customValues: doubles(lengthAt(4)),
  }
}
