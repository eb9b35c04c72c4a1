/** How a change between a window's first and last sample becomes one over the whole window. */
import type { MixedWindow } from './mixed.ts'

export interface RateKind {
  readonly isCounter: boolean
  readonly isRate: boolean
}

/** Closer to the edge than so many average distances: the series is taken to go on to the edge. */
export const THRESHOLD = 1.1

/** By how much a change over the samples is more over the window; `first` and `change` are counts where the series is a histogram. */
export function extrapolationFactor(
  { startMs, endMs }: Pick<MixedWindow, 'startMs' | 'endMs'>,
  { isCounter, isRate }: RateKind,
  firstMs: number,
  lastMs: number,
  count: number,
  first: number,
  change: number,
): number {
  const sampled = (lastMs - firstMs) / 1000
  const average = sampled / (count - 1)
  let toStart = (firstMs - startMs) / 1000
  let toEnd = (endMs - lastMs) / 1000
  if (toStart >= average * THRESHOLD) toStart = average / 2
  if (isCounter && change > 0 && first >= 0) {
    const toZero = sampled * (first / change)
    if (toZero < toStart) toStart = toZero
  }
  if (toEnd >= average * THRESHOLD) toEnd = average / 2
  const factor = (sampled + toStart + toEnd) / sampled
  return isRate ? factor / ((endMs - startMs) / 1000) : factor
}
