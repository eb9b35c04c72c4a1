/** What each part of Vedette holds in memory, of what it may. Pure. */
import { numberOf, type VectorSample } from '../../api/prometheus.ts'

export interface MemoryUse {
  readonly name: string
  /** What it holds now; none where that is not measured apart. */
  readonly metric?: string
  readonly bytes?: number
  readonly budgetBytes?: number
}

interface Part {
  /** In the label `part` of the budgets. */
  readonly part: string
  readonly name: string
  readonly metric?: string
}

const BUDGET = 'vedette_memory_budget_bytes'
const PARTS: readonly Part[] = [
  { part: 'all', name: 'The whole process', metric: 'process_resident_memory_bytes' },
  { part: 'head', name: 'Recent samples and labels', metric: 'vedette_head_bytes' },
  { part: 'queue', name: 'Samples not durable yet', metric: 'vedette_processor_pending_bytes' },
  { part: 'queries', name: 'Running queries', metric: 'vedette_query_memory_bytes' },
  { part: 'engine', name: 'The engine of the database' },
]

const NAMES = [BUDGET, ...PARTS.flatMap(({ metric }) => metric ?? [])].join('|')
export const MEMORY_QUERY = `sum by (__name__, part) ({__name__=~"${NAMES}", job="vedette"})`

/** Of all parts that something is known of. */
export function memoryUses(samples: readonly VectorSample[]): MemoryUse[] {
  const find = (name: string, part?: string): number | undefined => {
    const value = samples.find(({ metric }) => metric.__name__ === name && metric.part === part)?.value
    return value === undefined ? undefined : numberOf(value[1])
  }
  return PARTS.flatMap(({ part, name, metric }) => {
    const bytes = metric === undefined ? undefined : find(metric)
    const budgetBytes = find(BUDGET, part)
    if (bytes === undefined && budgetBytes === undefined) return []
    return {
      name,
      ...(metric === undefined ? {} : { metric }),
      ...(bytes === undefined ? {} : { bytes }),
      ...(budgetBytes === undefined ? {} : { budgetBytes }),
    }
  })
}
