/** Times and lengths as people type them on a command line. */
import { parseDurationMs } from '@vedette/model'
import { UsageError } from '../command.ts'

/** `now`, `now-1h30m`, a Unix time in seconds, or an RFC 3339 time; in milliseconds. */
export function timeOption(name: string, text: string, nowMs: number): number {
  const relative = /^now(?:([+-])(\w+))?$/.exec(text)
  if (relative !== null) {
    const [, sign, length] = relative
    const lengthMs = length === undefined ? 0 : parseDurationMs(length)
    if (lengthMs !== undefined) return sign === '-' ? nowMs - lengthMs : nowMs + lengthMs
  }
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text) * 1000
  const timeMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(timeMs)) {
    throw new UsageError(
      `--${name}: expected now, now-1h, a Unix time or 2027-01-31T12:00:00Z, got ${JSON.stringify(text)}`,
    )
  }
  return timeMs
}

/** `30s`, `1h30m`, or a number of seconds; in milliseconds. */
export function lengthOption(name: string, text: string): number {
  const lengthMs = parseDurationMs(text) ?? (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined)
  if (lengthMs === undefined || lengthMs <= 0) {
    throw new UsageError(
      `--${name}: expected a length of time such as 30s or 1h, got ${JSON.stringify(text)}`,
    )
  }
  return lengthMs
}

const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400].map(
  seconds => seconds * 1000,
)

/** A round step that gives about as many points as a chart is wide. */
export function stepFor(lengthMs: number, points: number): number {
  return (
    STEPS_MS.find(stepMs => lengthMs / stepMs <= points) ??
    Math.ceil(lengthMs / points / 86_400_000) * 86_400_000
  )
}
