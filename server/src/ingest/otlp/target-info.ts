/** When `target_info` is written: so often that a query over the time of the request's points always finds it. */
import type { OtlpPoint } from '../../wire/otlp-metrics.ts'

/** Half of the time that a sample stays valid for a query. */
const INTERVAL_MS = 150_000

/** Points may lie anywhere in time; a request that spans more than two days has it for the newest two. */
const MAX_SAMPLES = 1152

/** From the earliest point's time to the latest's, at an interval; nothing where no point has a time. */
export function targetInfoTimes(points: Iterable<OtlpPoint>): readonly number[] {
  let earliest = Number.POSITIVE_INFINITY
  let latest = Number.NEGATIVE_INFINITY
  for (const { timeMs } of points) {
    if (timeMs === 0) continue
    if (timeMs < earliest) earliest = timeMs
    if (timeMs > latest) latest = timeMs
  }
  if (latest === Number.NEGATIVE_INFINITY) return []
  const times: number[] = []
  const first = Math.max(earliest, latest - INTERVAL_MS * (MAX_SAMPLES - 1))
  for (let timeMs = first; timeMs < latest; timeMs += INTERVAL_MS) times.push(timeMs)
  times.push(latest)
  return times
}
