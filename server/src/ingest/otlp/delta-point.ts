/** A point of a delta stream on its way to the total: translated to its series, then added up. */
import type { NativeHistogram } from '@vedette/model'
import type { PointExemplar } from './exemplars.ts'

/** By this a delta is recognised when it comes again. */
export interface Interval {
  readonly startMs: number
  readonly startSubNs: number
  readonly timeMs: number
  readonly timeSubNs: number
}

export interface DeltaPoint extends Interval {
  /** The stream has ended: there is nothing to add. */
  readonly stale: boolean
  /** Names the series among those of its stream; arrays are shared between points that have the same. */
  readonly parts: readonly string[]
  /** Label keys, one for each part. The first is by what the stream is known. */
  readonly keys: readonly Uint8Array[]
  /** One for each part; none for a native histogram. */
  readonly deltas: Float64Array
  readonly histogram: NativeHistogram | undefined
  readonly exemplars: readonly PointExemplar[]
}

/** A point with the totals of its series at its time. */
export interface DeltaRow {
  readonly point: DeltaPoint
  readonly totals: Float64Array
  readonly histogram: NativeHistogram | undefined
}
