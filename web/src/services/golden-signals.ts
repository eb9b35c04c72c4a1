/**
 * How each service does: how much it is asked, how much of that fails, how long it takes, whether it can be seen at all. Pure; what is asked
 * stands in request-metrics.ts.
 */
import type { ActiveTarget } from '@vedette/api'
import { type Labels, type MatrixSeries, numberOf, type VectorSample } from '../api/prometheus.ts'
import type { State } from '../ui/StateMark.tsx'
import type { Requests } from './request-columns.tsx'
import type { Process } from './request-metrics.ts'

export interface ServiceSignals extends Requests {
  readonly service: string
  /** Requests per second over the page's range. */
  readonly trend: readonly (number | null)[]
  readonly targets: number
  readonly targetsDown: number
}

/** More of them than this are errors one has to look at. */
export const CRITICAL_ERROR_SHARE = 0.05
export const WARNING_ERROR_SHARE = 0.01
/** What people take for waiting. */
const SLOW_SECONDS = 1

interface SignalAnswers {
  /** With a label `signal`: rate, errors, p95. */
  readonly now: readonly VectorSample[]
  readonly trend: readonly MatrixSeries[]
  readonly grid: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number }
  readonly processes: ReadonlyMap<string, readonly Process[]>
  readonly targets: readonly ActiveTarget[]
}

export function serviceSignals(answers: SignalAnswers): ServiceSignals[] {
  const { now, trend, grid, processes, targets } = answers
  const bySignal = Map.groupBy(now, ({ metric }) => metric.signal ?? '')
  const rates = byService(bySignal.get('rate'))
  const errors = byService(bySignal.get('errors'))
  const seconds = byService(bySignal.get('p95'))
  const trends = new Map(trend.map(series => [series.metric.service ?? '', column(series, grid)]))
  const byProcess = Map.groupBy(targets, ({ labels }) => processKey(labels))
  const names = new Set([...rates.keys(), ...trends.keys(), ...processes.keys()])
  names.delete('')
  const all = [...names].map(service => {
    const own = (processes.get(service) ?? []).flatMap(process => byProcess.get(processKey(process)) ?? [])
    return {
      service,
      requestsPerSecond: rates.get(service),
      errorShare: errors.get(service),
      p95Seconds: seconds.get(service),
      trend: trends.get(service) ?? [],
      targets: own.length,
      targetsDown: own.filter(({ health }) => health === 'down').length,
    }
  })
  return all.sort(worseFirst)
}

export function processKey({ job = '', instance = '' }: Labels | Process): string {
  return `${job}\0${instance}`
}

interface Judgement {
  readonly state: State
  /** In two words at most, what is wrong. */
  readonly word: string
}

export function judge(signals: ServiceSignals): Judgement {
  const { requestsPerSecond, errorShare = 0, p95Seconds = 0, targets, targetsDown } = signals
  if (targets > 0 && targetsDown === targets) return { state: 'critical', word: 'Down' }
  if (errorShare > CRITICAL_ERROR_SHARE) return { state: 'critical', word: 'Failing' }
  if (targetsDown > 0) return { state: 'warning', word: 'Partly down' }
  if (errorShare > WARNING_ERROR_SHARE) return { state: 'warning', word: 'Errors' }
  if (p95Seconds > SLOW_SECONDS) return { state: 'warning', word: 'Slow' }
  if (requestsPerSecond === undefined) return { state: 'unknown', word: 'Silent' }
  return requestsPerSecond === 0 ? { state: 'good', word: 'Idle' } : { state: 'good', word: 'Healthy' }
}

const RANK = { critical: 0, warning: 1, unknown: 2, good: 3 } as const

/** Sorts by this what has to be looked at first. */
export function badness(signals: ServiceSignals): number {
  return -RANK[judge(signals).state]
}

/** By state; then who fails most; then who is asked most. */
function worseFirst(a: ServiceSignals, b: ServiceSignals): number {
  return (
    badness(b) - badness(a) ||
    shown(b.errorShare) - shown(a.errorShare) ||
    (b.requestsPerSecond ?? 0) - (a.requestsPerSecond ?? 0) ||
    a.service.localeCompare(b.service)
  )
}

/** Shares that read alike keep their places. */
function shown(share: number | undefined): number {
  return Math.round((share ?? 0) * 10_000)
}

interface FleetSignals {
  readonly requestsPerSecond: number | undefined
  readonly errorShare: number | undefined
  readonly counts: Readonly<Record<State, number>>
}

/** Of all services together: shares weigh as much as there are requests. */
export function fleetSignals(services: readonly ServiceSignals[]): FleetSignals {
  const counts = { good: 0, warning: 0, critical: 0, unknown: 0 }
  let requests = 0
  let judged = 0
  let failed = 0
  for (const each of services) {
    counts[judge(each).state]++
    const rate = each.requestsPerSecond ?? 0
    requests += rate
    if (each.errorShare === undefined) continue
    judged += rate
    failed += rate * each.errorShare
  }
  const isCounted = services.some(each => each.requestsPerSecond !== undefined)
  return {
    requestsPerSecond: isCounted ? requests : undefined,
    errorShare: judged > 0 ? failed / judged : undefined,
    counts,
  }
}

function byService(samples: readonly VectorSample[] = []): Map<string, number> {
  const found = new Map<string, number>()
  for (const { metric, value } of samples) {
    const service = metric.service ?? ''
    const number = value === undefined ? Number.NaN : numberOf(value[1])
    // Counted in two ways, the better one comes first.
    if (Number.isFinite(number) && !found.has(service)) found.set(service, number)
  }
  return found
}

function column({ values = [] }: MatrixSeries, { fromMs, toMs, stepMs }: SignalAnswers['grid']) {
  const cells = new Array<number | null>(Math.max(0, Math.floor((toMs - fromMs) / stepMs) + 1)).fill(null)
  for (const [seconds, text] of values) {
    const place = Math.round((seconds * 1000 - fromMs) / stepMs)
    const number = numberOf(text)
    if (place >= 0 && place < cells.length && Number.isFinite(number)) cells[place] = number
  }
  return cells
}
