/** Takes out of a chunk what a question looks at: a range of it, what windows show, or of each window the latest sample. */
import type { TimeRange, WantedWindows } from '../contract.ts'
import type { ChunkReader } from './chunk-reader.ts'

const DAY_MS = 86_400_000

export interface ChunkWish {
  readonly range: TimeRange
  readonly windows: WantedWindows | undefined
  /** Where of each window only the latest value is wanted: whether its time may be told as the window's end. */
  readonly anyTime: boolean
}

/** Writes what is wanted of an open chunk from `at` on, and answers how many samples that are. */
export type TakeWanted = (
  chunk: ChunkReader,
  timesMs: Float64Array,
  values: Float64Array,
  at: number,
) => number

export function wantedOf({ range, windows, anyTime }: ChunkWish): TakeWanted {
  if (windows === undefined || (windows.count > 1 && windows.stepMs <= windows.lengthMs))
    return takeRange(range)
  if (windows.need === 'all') return takeWindows(range, windows)
  return takeLatest(range, windows, anyTime)
}

function takeRange({ fromMs, toMs }: TimeRange): TakeWanted {
  return (chunk, timesMs, values, at) => {
    const from = fromMs <= chunk.firstMs ? 0 : chunk.countUntil(fromMs - 1)
    const to = chunk.countUntil(toMs)
    if (from < to) chunk.decode(from, to, timesMs, values, at)
    return Math.max(0, to - from)
  }
}

function takeWindows({ fromMs, toMs }: TimeRange, windows: WantedWindows): TakeWanted {
  const { firstEndMs, stepMs, lengthMs, count } = windows
  return (chunk, timesMs, values, at) => {
    let out = at
    let taken = 0
    for (let window = firstWindow(windows, chunk.firstMs); window < count; window++) {
      const endMs = firstEndMs + window * stepMs
      const from = Math.max(taken, chunk.countUntil(Math.max(endMs - lengthMs, fromMs - 1)))
      if (from === chunk.count) break
      taken = Math.max(from, chunk.countUntil(Math.min(endMs, toMs)))
      chunk.decode(from, taken, timesMs, values, out)
      out += taken - from
    }
    return out - at
  }
}

function takeLatest({ fromMs, toMs }: TimeRange, windows: WantedWindows, anyTime: boolean): TakeWanted {
  const { firstEndMs, stepMs, lengthMs, count } = windows
  return (chunk, timesMs, values, at) => {
    let out = at
    const dayEndsMs = (Math.floor(chunk.firstMs / DAY_MS) + 1) * DAY_MS
    const dayBeginsMs = dayEndsMs - DAY_MS
    for (let window = firstWindow(windows, chunk.firstMs); window < count; window++) {
      const endMs = firstEndMs + window * stepMs
      const beginMs = Math.max(endMs - lengthMs, fromMs - 1)
      const index = chunk.countUntil(Math.min(endMs, toMs)) - 1
      if (index < 0) continue
      const timeMs = chunk.timeAt(index)
      if (timeMs <= beginMs) {
        if (index + 1 === chunk.count) break
        continue
      }
      // A window that reaches into a day beside, or into another piece of the day, may have a later sample there.
      const isInside = beginMs >= dayBeginsMs && endMs < dayEndsMs && endMs <= toMs && index + 1 < chunk.count
      timesMs[out] = anyTime && isInside ? endMs : timeMs
      chunk.valueTo(index, values, out)
      out++
    }
    return out - at
  }
}

/** The first window that does not end before. */
function firstWindow({ firstEndMs, stepMs, count }: WantedWindows, timeMs: number): number {
  if (count === 1 || timeMs <= firstEndMs) return 0
  return Math.ceil((timeMs - firstEndMs) / stepMs)
}
