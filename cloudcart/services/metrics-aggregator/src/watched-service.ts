/**
 * A service as the aggregator has seen it. Its totals count from when the aggregator began to look, and only ever grow, however often the
 * service starts again; rates and latencies are those of the last minute.
 */
import type { ServiceName } from '../../../contracts/services.ts'
import { histogramQuantile } from './quantile.ts'
import { add, type Increase, increaseBetween, noIncrease, type Reading } from './reading.ts'

export interface Summary {
  readonly service: ServiceName
  readonly up: boolean
  readonly uptimeSeconds: number
  readonly requests: number
  readonly errors: number
  readonly errorRatePercent: number
  /** Undefined while there were no requests. */
  readonly latencyMs: number | undefined
  readonly p95LatencyMs: number | undefined
  readonly lookedAtMs: number | undefined
}

export interface WatchedService {
  readonly service: ServiceName
  /** Answers what happened since the last time. */
  saw(reading: Reading, nowMs: number): Increase
  missed(nowMs: number): void
  summary(nowMs: number): Summary
}

const WINDOW_MS = 60_000

export function watchService(service: ServiceName, beganMs: number): WatchedService {
  const total = { requests: 0, errors: 0 }
  let recent: { readonly atMs: number; readonly increase: Increase }[] = []
  let last: Reading | undefined
  let up = false
  let startedMs: number | undefined
  let lookedAtMs: number | undefined

  const forget = (nowMs: number): void => {
    recent = recent.filter(({ atMs }) => atMs > nowMs - WINDOW_MS)
  }

  return {
    service,
    saw(reading, nowMs) {
      const before = last ?? beforeFirst(reading, beganMs)
      const increase = increaseBetween(before, reading)
      startedMs = reading.startedMs ?? (up ? startedMs : nowMs)
      up = true
      last = reading
      lookedAtMs = nowMs
      total.requests += increase.requests
      total.errors += increase.errors
      recent.push({ atMs: nowMs, increase })
      forget(nowMs)
      return increase
    },
    missed(nowMs) {
      up = false
      lookedAtMs = nowMs
      forget(nowMs)
    },
    summary(nowMs) {
      forget(nowMs)
      const minute = noIncrease()
      for (const { increase } of recent) add(minute, increase)
      const p95 = histogramQuantile(0.95, minute.buckets)
      return {
        service,
        up,
        uptimeSeconds: up ? Math.max(0, (nowMs - (startedMs ?? nowMs)) / 1000) : 0,
        requests: total.requests,
        errors: total.errors,
        errorRatePercent: minute.requests === 0 ? 0 : (minute.errors / minute.requests) * 100,
        latencyMs: minute.observations === 0 ? undefined : (minute.seconds / minute.observations) * 1000,
        p95LatencyMs: p95 === undefined ? undefined : p95 * 1000,
        lookedAtMs,
      }
    },
  }
}

/** What a service did before anybody looked is not counted; one that began later did all of it since. */
function beforeFirst(reading: Reading, beganMs: number): Reading {
  const young = reading.startedMs !== undefined && reading.startedMs > beganMs
  return young ? { startedMs: reading.startedMs, counts: new Map() } : reading
}
