/**
 * Counts refused credentials by where they come from, and says when a place has had enough for this minute.
 *
 * Only refusals are held back, never somebody with a valid token: behind a reverse proxy all clients share one address.
 */
import { counter } from '../self/metrics.ts'

export type FailureReason =
  | 'missing'
  | 'malformed'
  | 'unknown'
  | 'expired'
  | 'revoked'
  | 'scope'
  | 'project'
  | 'host'
  | 'origin'
  | 'session'

const failures = counter(
  'vedette_http_access_failures_total',
  'Requests refused for want of access, by reason.',
  ['reason'],
)

const PER_MINUTE = 60
const PLACES = 10_000
const MINUTE_MS = 60_000

export interface FailureMeter {
  /** Seconds until this place is heard again; undefined while it is below the limit. */
  note(reason: FailureReason, from: string): number | undefined
}

export function createFailureMeter(
  nowMs: () => number = Date.now,
  perMinute: number = PER_MINUTE,
): FailureMeter {
  let windowStartMs = 0
  const counts = new Map<string, number>()
  return {
    note(reason, from) {
      failures.inc({ reason })
      // Whoever had a session is no guesser: an open page asks on for a while.
      if (reason === 'session') return undefined
      const now = nowMs()
      if (now - windowStartMs >= MINUTE_MS || now < windowStartMs) {
        windowStartMs = now
        counts.clear()
      }
      const count = (counts.get(from) ?? 0) + 1
      if (counts.size < PLACES || counts.has(from)) counts.set(from, count)
      return count > perMinute ? Math.max(1, Math.ceil((windowStartMs + MINUTE_MS - now) / 1000)) : undefined
    },
  }
}
