/** What the deltas ask of the store. */
import type { NativeHistogram } from '@vedette/model'

/** The newest sample of a series that is no stale marker. */
export type LastValue =
  | { readonly timeMs: number; readonly value: number }
  | { readonly timeMs: number; readonly histogram: NativeHistogram }

/**
 * One answer for each key, undefined where the series has no sample. It must see everything that a sink has taken before it was asked,
 * and look back as far as a stream may have been silent.
 */
export type LastValues = (
  project: string,
  keys: readonly Uint8Array[],
  signal: AbortSignal,
) => Promise<readonly (LastValue | undefined)[]>
