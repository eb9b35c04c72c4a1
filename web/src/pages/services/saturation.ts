/** How full processes are: CPU, memory, the event loop. They are named by the service that they serve, where it is known. */
import type { Labels, MatrixSeries } from '../../api/prometheus.ts'
import { processKey } from './golden-signals.ts'
import type { RequestMetrics } from './request-metrics.ts'

export interface Saturation {
  readonly cpu: string
  readonly memory: string
  readonly lag: string
}

/** Of more processes than this only the fullest are asked for. */
const MOST_PROCESSES = 20

/** `matchers` says of which processes, `{job="shop"}` say; `count` how many there are about. */
export function saturationQueries(matchers: string, count: number): Saturation {
  const fullest = (queryAt: (at: string) => string): string =>
    count <= MOST_PROCESSES
      ? queryAt('')
      : // One choice for the whole range: a choice at each step would draw scraps of lines.
        `${queryAt('')} and topk(${MOST_PROCESSES}, ${queryAt(' @ end()')})`
  const by = 'by (job, instance)'
  return {
    cpu: fullest(at => `sum ${by} (rate(process_cpu_seconds_total${matchers}[$rate]${at}))`),
    memory: fullest(at => `max ${by} (process_resident_memory_bytes${matchers}${at})`),
    lag: fullest(at => `max ${by} (nodejs_eventloop_lag_p99_seconds${matchers}${at})`),
  }
}

/** Names each series for its legend: by its service, and by its instance too where a service has several. */
export function namedByService(
  rows: readonly MatrixSeries[],
  metrics: RequestMetrics | undefined,
): MatrixSeries[] {
  const services = new Map<string, Set<string>>()
  for (const [service, processes] of metrics?.services ?? []) {
    for (const process of processes) {
      const key = processKey(process)
      services.set(key, (services.get(key) ?? new Set()).add(service))
    }
  }
  const named = rows.map(row => ({ row, name: nameOf(row.metric, services.get(processKey(row.metric))) }))
  const counts = Map.groupBy(named, ({ name }) => name)
  return named.map(({ row, name }) => {
    const isOne = counts.get(name)!.length === 1
    const { instance = '' } = row.metric
    return { ...row, metric: { process: isOne || instance === '' ? name : `${name} ${instance}` } }
  })
}

function nameOf({ job = '', instance = '' }: Labels, services: ReadonlySet<string> | undefined): string {
  // A process that serves several is none of them.
  if (services?.size === 1) return [...services][0]!
  return job === '' ? instance : job
}
