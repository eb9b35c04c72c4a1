/**
 * Native histograms as Prometheus's chunk of float histograms: the layout of the buckets once, then every count as what changed. A chunk ends
 * where the layout changes and where a count falls, because a reader takes what follows the first histogram of a chunk as no reset.
 */
import { type NativeHistogram, type Span, STALE } from '@vedette/model'
import { BitWriter } from './bit-writer.ts'
import { putVarbitInt, putVarbitUint } from './varbit.ts'
import { XorValue } from './xor-value.ts'

export interface TimedHistogram {
  readonly timeMs: number
  readonly histogram: NativeHistogram | 'stale'
}

const HEADERS = { unknown: 0, reset: 0b1000_0000, 'no-reset': 0, gauge: 0b1100_0000 } as const
const CUSTOM_BUCKETS = -53
const NO_COUNTS = new Float64Array(0)

const writer = new BitWriter()

/** Of histograms that may share a chunk: see `mayShareChunk`. */
export function floatHistogramChunk(histograms: readonly TimedHistogram[]): Uint8Array {
  const first = histograms[0]!.histogram
  writer.clear()
  writer.bits(histograms.length, 16)
  writer.bits(first === 'stale' ? 0 : HEADERS[first.resetHint], 8)
  writeLayout(first === 'stale' ? undefined : first)
  const written = Array.from({ length: numbersOf(first).length }, () => new XorValue())
  let timeMs = 0
  let deltaMs = 0
  histograms.forEach((each, i) => {
    const previousDeltaMs = deltaMs
    deltaMs = i === 0 ? 0 : each.timeMs - timeMs
    putVarbitInt(writer, i === 0 ? each.timeMs : deltaMs - previousDeltaMs)
    timeMs = each.timeMs
    const numbers = numbersOf(each.histogram)
    written.forEach((value, at) => {
      if (i === 0) value.begin(writer, numbers[at]!)
      else value.next(writer, numbers[at]!)
    })
  })
  return writer.finish()
}

/** Whether `next` may follow `last` in one chunk. */
export function mayShareChunk(last: NativeHistogram | 'stale', next: NativeHistogram | 'stale'): boolean {
  if (last === 'stale' || next === 'stale') return last === next
  if (next.resetHint === 'reset' || (last.resetHint === 'gauge') !== (next.resetHint === 'gauge'))
    return false
  return sameLayout(last, next) && (next.resetHint === 'gauge' || !falls(last, next))
}

function sameLayout(a: NativeHistogram, b: NativeHistogram): boolean {
  return (
    a.schema === b.schema &&
    a.zeroThreshold === b.zeroThreshold &&
    sameSpans(a.positiveSpans, b.positiveSpans) &&
    sameSpans(a.negativeSpans, b.negativeSpans) &&
    a.customValues.length === b.customValues.length &&
    a.customValues.every((value, i) => value === b.customValues[i])
  )
}

function sameSpans(a: readonly Span[], b: readonly Span[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ offset, length }, i) => offset === b[i]!.offset && length === b[i]!.length)
  )
}

function falls(last: NativeHistogram, next: NativeHistogram): boolean {
  return (
    next.count < last.count ||
    next.zeroCount < last.zeroCount ||
    next.positiveCounts.some((count, i) => count < last.positiveCounts[i]!) ||
    next.negativeCounts.some((count, i) => count < last.negativeCounts[i]!)
  )
}

/** In the order in which they are written. */
function numbersOf(histogram: NativeHistogram | 'stale'): Float64Array {
  const [count, zeroCount, sums, positive, negative] =
    histogram === 'stale'
      ? [0, 0, STALE, NO_COUNTS, NO_COUNTS]
      : [
          histogram.count,
          histogram.zeroCount,
          Float64Array.of(histogram.sum),
          histogram.positiveCounts,
          histogram.negativeCounts,
        ]
  const numbers = new Float64Array(3 + positive.length + negative.length)
  numbers[0] = count
  numbers[1] = zeroCount
  numbers.set(sums, 2)
  numbers.set(positive, 3)
  numbers.set(negative, 3 + positive.length)
  return numbers
}

function writeLayout(histogram: NativeHistogram | undefined): void {
  writeZeroThreshold(histogram?.zeroThreshold ?? 0)
  putVarbitInt(writer, histogram?.schema ?? 0)
  writeSpans(histogram?.positiveSpans ?? [])
  writeSpans(histogram?.negativeSpans ?? [])
  if (histogram?.schema !== CUSTOM_BUCKETS) return
  putVarbitUint(writer, histogram.customValues.length)
  for (const bound of histogram.customValues) {
    // A 0 says that the bound is written whole; there is a shorter form for round ones.
    writer.bit(0)
    writer.double(bound)
  }
}

function writeSpans(spans: readonly Span[]): void {
  putVarbitUint(writer, spans.length)
  for (const { offset, length } of spans) {
    putVarbitUint(writer, length)
    putVarbitInt(writer, offset)
  }
}

/** One byte for zero and for powers of two that are usual, else 255 and the number whole. */
function writeZeroThreshold(threshold: number): void {
  const exponent = Math.round(Math.log2(threshold)) + 1
  if (threshold === 0) writer.bits(0, 8)
  else if (2 ** (exponent - 1) === threshold && exponent >= -242 && exponent <= 11)
    writer.bits(exponent + 243, 8)
  else {
    writer.bits(255, 8)
    writer.double(threshold)
  }
}
