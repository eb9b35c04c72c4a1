/** How full processes are: CPU, memory, the event loop. They are named by the service that they serve, where it is known. */
import type { Labels, MatrixSeries } from '../api/prometheus.ts'
import { processKey } from './golden-signals.ts'
import type { Process, RequestMetrics } from './request-metrics.ts'

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
  const ownerOf = ownersIn(metrics)
  const named = rows.map(row => ({ row, name: ownerOf(row.metric) }))
  const counts = Map.groupBy(named, ({ name }) => name)
  return named.map(({ row, name }) => {
    const isOne = counts.get(name)!.length === 1
    const { instance = '' } = row.metric
    return { ...row, metric: { process: isOne || instance === '' ? name : `${name} ${instance}` } }
  })
}

/** The service that a process serves; its job where that is none or several. */
export function ownersIn(metrics: RequestMetrics | undefined): (process: Labels) => string {
  const services = new Map<string, Set<string>>()
  for (const [service, processes] of metrics?.services ?? []) {
    for (const process of processes) {
      const key = processKey(process)
      services.set(key, (services.get(key) ?? new Set()).add(service))
    }
  }
  return ({ job = '', instance = '' }) => {
    const own = services.get(processKey({ job, instance }))
    if (own?.size === 1) return [...own][0]!
    return job === '' ? instance : job
  }
}

/** Selects the series of these processes: `{job="shop", instance=~"a:1|a:2"}`. Undefined for none. */
export function matchersOf(processes: readonly Process[]): string | undefined {
  const jobs = [...new Set(processes.map(({ job }) => job))]
  const instances = [...new Set(processes.map(({ instance }) => instance))]
  const named = [
    ...matcher('job', jobs),
    // Of very many all of the job's are meant.
    ...(instances.length > MOST_INSTANCES ? [] : matcher('instance', instances)),
  ]
  return named.length === 0 ? undefined : `{${named.join(', ')}}`
}

const MOST_INSTANCES = 50

function matcher(label: string, values: readonly string[]): string[] {
  if (values.length === 0 || values.includes('')) return []
  if (values.length === 1) return [`${label}=${JSON.stringify(values[0])}`]
  const pattern = values.map(value => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')
  return [`${label}=~${JSON.stringify(pattern)}`]
}
