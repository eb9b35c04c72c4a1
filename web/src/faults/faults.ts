/** Game days as they are seen in `cloudcart_fault_active`, which is a fault's grade while it is on. Pure. */
import { type MatrixSeries, numberOf } from '../api/prometheus.ts'
import type { ChartMark } from '../chart/chart-types.ts'
import { formatValue } from '../chart/units.ts'

export const FAULTS = 'max by (fault, target) (cloudcart_fault_active) > 0'

export interface Fault {
  readonly fault: string
  readonly target: string
  /** Its latest, 0 to 1. */
  readonly grade: number
  readonly sinceMs: number
  /** It was on before anybody looked. */
  readonly isOlder: boolean
  /** Undefined while it is on. */
  readonly untilMs: number | undefined
}

export interface FaultGrid {
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

/** Each time a fault was on, the latest first. */
export function faultsIn(rows: readonly MatrixSeries[], { fromMs, toMs, stepMs }: FaultGrid): Fault[] {
  const faults = rows.flatMap(({ metric, values = [] }) => {
    const runs: { start: number; end: number; grade: number }[] = []
    for (const [seconds, text] of values) {
      const atMs = seconds * 1000
      const run = runs.at(-1)
      if (run !== undefined && atMs - run.end < stepMs * 1.5)
        Object.assign(run, { end: atMs, grade: numberOf(text) })
      else runs.push({ start: atMs, end: atMs, grade: numberOf(text) })
    }
    return runs.map(({ start, end, grade }) => ({
      fault: metric.fault ?? '',
      target: metric.target ?? '',
      grade,
      sinceMs: start,
      isOlder: start < fromMs + stepMs / 2,
      untilMs: end > toMs - stepMs / 2 ? undefined : end,
    }))
  })
  return faults.sort((a, b) => b.sinceMs - a.sinceMs || a.fault.localeCompare(b.fault))
}

/** Thin marks in graphs. */
export function faultMarks(faults: readonly Fault[], nowMs: number): ChartMark[] {
  return faults.map(({ fault, target, grade, sinceMs, untilMs }) => ({
    key: `${fault} ${sinceMs}`,
    kind: 'fault',
    atMs: sinceMs,
    toMs: untilMs ?? nowMs,
    label: `${fault} at ${formatValue(grade, 'percentunit')} in ${target}`,
  }))
}
