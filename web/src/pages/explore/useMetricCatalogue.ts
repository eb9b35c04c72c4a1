/** The metrics that were there in the page's range: names and metadata, as families. */
import { useQuery } from '@tanstack/react-query'
import { ask } from '../../api/client.ts'
import { familiesOf, type Metadata, type MetricFamily } from '../../promql/metric-families.ts'
import { selectorOf } from '../../promql/metric-selector.ts'
import type { LabelCount } from '../../promql/suggestions.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'

const MOST_NAMES = 20_000
export const MOST_SERIES = 5_000

export interface MetricCatalogue {
  readonly families: readonly MetricFamily[]
  /** There are more names than were asked for. */
  readonly cut: boolean
}

export function useMetricCatalogue() {
  const { resolve, key } = useTimeRange()
  return useQuery({
    queryKey: ['metric-catalogue', ...key],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<MetricCatalogue> => {
      const { fromMs, toMs } = resolve()
      const form = { start: String(fromMs / 1000), end: String(toMs / 1000), limit: String(MOST_NAMES) }
      const [names, metadata] = await Promise.all([
        ask<readonly string[]>('label/__name__/values', { form, signal }),
        ask<Metadata>('metadata', { signal }),
      ])
      return { families: familiesOf(names.data, metadata.data), cut: names.warnings.length > 0 }
    },
  })
}

export interface LabelDetail extends LabelCount {
  /** The first of them, in order. */
  readonly examples: readonly string[]
}

export interface MetricDetail {
  readonly series: number
  readonly labels: readonly LabelDetail[]
  /** Only the first so many series were counted. */
  readonly cut: boolean
}

const MOST_EXAMPLES = 50

export function useMetricDetail(family: MetricFamily) {
  const { resolve, key } = useTimeRange()
  return useQuery({
    queryKey: ['metric-detail', family.name, ...key],
    staleTime: 60_000,
    queryFn: async ({ signal }): Promise<MetricDetail> => {
      const { fromMs, toMs } = resolve()
      const form = {
        'match[]': family.stored.map(selectorOf),
        start: String(fromMs / 1000),
        end: String(toMs / 1000),
        limit: String(MOST_SERIES),
      }
      const { data, warnings } = await ask<readonly Readonly<Record<string, string>>[]>('series', {
        form,
        signal,
      })
      return { series: data.length, labels: labelsOf(data), cut: warnings.length > 0 }
    },
  })
}

function labelsOf(series: readonly Readonly<Record<string, string>>[]): LabelDetail[] {
  const values = new Map<string, Set<string>>()
  for (const labels of series) {
    for (const [name, value] of Object.entries(labels)) {
      if (name === '__name__') continue
      const known = values.get(name)
      if (known === undefined) values.set(name, new Set([value]))
      else known.add(value)
    }
  }
  return [...values]
    .map(([name, seen]) => ({ name, values: seen.size, examples: [...seen].sort().slice(0, MOST_EXAMPLES) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
