/** Which samples windows see whose edges count as samples: some that lie beyond the edges too. */
/** The samples that a window with edges sees: indexes inclusive, one before the window where there is one. */
export interface EdgeWindow {
  readonly first: number
  readonly last: number
  /** There is another sample in sight before `last`. */
  readonly hasBefore: boolean
}

/** A window and how far beyond it samples are in sight: `lookbackMs` before it and, smoothed, as far after it. */
export interface Visible {
  readonly startMs: number
  readonly endMs: number
  readonly lookbackMs: number
  readonly smoothed: boolean
}

/** Of ascending times, the indexes of those in sight, the end exclusive. */
export function inSight(
  timesMs: Float64Array,
  count: number,
  { startMs, endMs, lookbackMs, smoothed }: Visible,
): { from: number; to: number } {
  return {
    from: firstAfter(timesMs, count, startMs - lookbackMs),
    to: firstAfter(timesMs, count, smoothed ? endMs + lookbackMs : endMs),
  }
}

/** Of the times `from` to `to` (exclusive), which are in sight. */
export function edgeWindow(
  timesMs: Float64Array,
  from: number,
  to: number,
  startMs: number,
  endMs: number,
  smoothed: boolean,
): EdgeWindow | undefined {
  if (from === to) return undefined
  let last = to - 1
  const inside = firstAfter(timesMs, to, startMs)
  const first = Math.max(from, Math.min(inside, last) - 1)
  if (smoothed) {
    const atEnd = firstAfter(timesMs, to, endMs - 1)
    if (atEnd < last) last = Math.max(atEnd, from)
  }
  return timesMs[last]! <= startMs ? undefined : { first, last, hasBefore: last > from }
}

/** Of the first `count`, ascending: the index of the first that is later. */
export function firstAfter(timesMs: Float64Array, count: number, timeMs: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (timesMs[middle]! <= timeMs) low = middle + 1
    else high = middle
  }
  return low
}
