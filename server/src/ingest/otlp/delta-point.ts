/** A point of a delta stream, translated to its series but not yet added up. */
import type { NativeHistogram } from '@vedette/model'
import type { PointExemplar } from './exemplars.ts'

export interface DeltaPoint {
  readonly startMs: number
  readonly startSubNs: number
  readonly timeMs: number
  readonly timeSubNs: number
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
