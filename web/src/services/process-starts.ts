/** When processes of a service were started: a deployment, or a crash. Each tells it to the second itself. Pure. */
import { type MatrixSeries, numberOf } from '../api/prometheus.ts'
import type { ChartMark } from '../chart/chart-types.ts'

/** `matchers` with their braces. */
export function startsQuery(matchers: string): string {
  return `process_start_time_seconds${matchers}`
}

/** Started within so much of each other, processes were deployed together. */
const TOGETHER_MS = 60_000
const MOST_MARKS = 50

export function startMarks(
  rows: readonly MatrixSeries[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): ChartMark[] {
  const starts = new Map<string, { readonly atMs: number; readonly instance: string }>()
  for (const { metric, values = [] } of rows) {
    for (const [, text] of values) {
      const atMs = Math.round(numberOf(text) * 1000)
      const instance = metric.instance ?? ''
      if (atMs > fromMs && atMs <= toMs) starts.set(`${instance} ${atMs}`, { atMs, instance })
    }
  }
  const groups: { atMs: number; instances: Set<string> }[] = []
  for (const { atMs, instance } of [...starts.values()].sort((a, b) => a.atMs - b.atMs)) {
    const last = groups.at(-1)
    if (last !== undefined && atMs - last.atMs < TOGETHER_MS) last.instances.add(instance)
    else groups.push({ atMs, instances: new Set([instance]) })
  }
  return groups.slice(-MOST_MARKS).map(({ atMs, instances }) => {
    const [first = ''] = instances
    const what = instances.size > 1 ? `${instances.size} processes` : first || 'The process'
    return { key: `start ${atMs}`, kind: 'deployment', atMs, label: `${what} started` }
  })
}
