/** One look at a service's /metrics, and what happened between two of them. */
import { readSamples } from './text-format.ts'

/** Cumulative, as the service shows them. */
interface Count {
  readonly of: 'requests' | 'seconds' | 'observations' | 'bucket'
  readonly failed: boolean
  readonly bound: number
  readonly value: number
}

export interface Reading {
  /** When the process began, where it says so. */
  readonly startedMs: number | undefined
  readonly counts: ReadonlyMap<string, Count>
}

export interface Increase {
  requests: number
  /** Of them, those answered with 5xx. */
  errors: number
  /** Of the latency histogram. */
  seconds: number
  observations: number
  readonly buckets: Map<number, number>
}

/** All that is asked of a service. */
export const WANTED = [
  'http_requests_total',
  'http_request_duration_seconds',
  'process_start_time_seconds',
] as const

export function readMetrics(text: string): Reading {
  const counts = new Map<string, Count>()
  let startedMs: number | undefined
  for (const { name, labels, value } of readSamples(text)) {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) continue
    if (name === 'process_start_time_seconds') startedMs = value * 1000
    const of = COUNTED.get(name)
    if (of === undefined) continue
    const bound = of === 'bucket' ? boundOf(labels.get('le')) : 0
    if (Number.isNaN(bound)) continue
    const failed = /^5/.test(labels.get('status') ?? labels.get('status_code') ?? '')
    const key = JSON.stringify([name, ...[...labels].sort(([a], [b]) => (a < b ? -1 : 1))])
    counts.set(key, { of, failed, bound, value })
  }
  return { startedMs, counts }
}

const COUNTED: ReadonlyMap<string, Count['of']> = new Map([
  ['http_requests_total', 'requests'],
  ['http_request_duration_seconds_sum', 'seconds'],
  ['http_request_duration_seconds_count', 'observations'],
  ['http_request_duration_seconds_bucket', 'bucket'],
])

function boundOf(le: string | undefined): number {
  if (le === undefined || le === '') return Number.NaN
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le)
}

export function noIncrease(): Increase {
  return { requests: 0, errors: 0, seconds: 0, observations: 0, buckets: new Map() }
}

/** A count that fell, or all of them when the process is another one, began again from nothing. */
export function increaseBetween(before: Reading, after: Reading): Increase {
  const restarted = before.startedMs !== after.startedMs
  const sum = noIncrease()
  for (const [key, { of, failed, bound, value }] of after.counts) {
    const old = restarted ? 0 : (before.counts.get(key)?.value ?? 0)
    const more = value < old ? value : value - old
    if (of === 'seconds') sum.seconds += more
    else if (of === 'observations') sum.observations += more
    else if (of === 'bucket') sum.buckets.set(bound, (sum.buckets.get(bound) ?? 0) + more)
    else {
      sum.requests += more
      if (failed) sum.errors += more
    }
  }
  return sum
}

export function add(to: Increase, more: Increase): void {
  to.requests += more.requests
  to.errors += more.errors
  to.seconds += more.seconds
  to.observations += more.observations
  for (const [bound, count] of more.buckets) to.buckets.set(bound, (to.buckets.get(bound) ?? 0) + count)
}
