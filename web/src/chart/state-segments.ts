/** Runs of the same state over time, for timelines. */

export interface StateRow {
  readonly key: string
  readonly name: string
  /** At each time of the timeline; null where nothing is known. */
  readonly values: readonly (number | string | null | undefined)[]
}

export interface Segment {
  readonly fromMs: number
  readonly toMs: number
  readonly value: number | string
}

/** A state lasts until the next value; the last for one more step. What is unknown ends it. */
export function segmentsOf(
  times: Float64Array,
  values: StateRow['values'],
  stepMs: number,
  isJoined = true,
): Segment[] {
  const segments: { fromMs: number; toMs: number; value: number | string }[] = []
  for (let i = 0; i < times.length; i++) {
    const value = values[i]
    if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) continue
    const fromMs = times[i]!
    const toMs = Math.min(times[i + 1] ?? fromMs + stepMs, fromMs + stepMs * 1.5)
    const previous = segments.at(-1)
    const goesOn = isJoined && previous?.value === value && previous.toMs === fromMs
    if (goesOn) previous.toMs = toMs
    else segments.push({ fromMs, toMs, value })
  }
  return segments
}
