/** All places that the palette leads to: asked for when it opens, and kept for a minute. */
import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import type { DashboardList, TargetDiscovery } from '@vedette/api'
import { useMemo } from 'react'
import { ask, askPlain } from '../api/client.ts'
import { PAGES, paths } from '../paths.ts'
import { useRequestMetrics } from '../services/useServices.ts'
import { type Place, wordsOf } from './found.ts'

/** Names are kept up to here; of more metrics the server is asked for those that are like what was typed. */
const MOST_METRICS = 10_000
const MOST_SERVICES = 5_000
const MOST_TARGETS = 5_000
const MOST_FOUND = 100
const KEPT_MS = 60_000

export interface Places {
  readonly places: readonly Place[]
  readonly isPending: boolean
  /** Why some are missing. */
  readonly error: Error | null
}

export function usePlaces(text: string): Places {
  const dashboards = useQuery({
    queryKey: ['dashboards'],
    queryFn: ({ signal }) => askPlain<DashboardList>('/api/v1/dashboards', { signal }),
    staleTime: KEPT_MS,
  })
  const labelled = useNames('service', { limit: MOST_SERVICES })
  const counted = useRequestMetrics()
  const targets = useQuery({
    queryKey: ['palette', 'targets'],
    queryFn: async ({ signal }) => placesOf(await ask<TargetDiscovery>('targets?state=active', { signal })),
    staleTime: KEPT_MS,
  })
  const metrics = useNames('__name__', { limit: MOST_METRICS })
  const words = wordsOf(text)
  const isMore = metrics.data?.length === MOST_METRICS && words.length > 0
  const others = useNames('__name__', { limit: MOST_FOUND, words, enabled: isMore })

  const places = useMemo((): readonly Place[] => {
    const services = new Set([...(labelled.data ?? []), ...(counted.data?.services.keys() ?? [])])
    const names = new Set([...(metrics.data ?? []), ...(others.data ?? [])])
    return [
      ...PAGES.map(({ name, to }): Place => ({ kind: 'Pages', name, path: { to } })),
      ...(dashboards.data?.dashboards ?? []).map(
        ({ uid, title }): Place => ({ kind: 'Dashboards', name: title, path: paths.dashboard(uid) }),
      ),
      ...[...services].map((name): Place => ({ kind: 'Services', name, path: paths.service(name) })),
      ...(targets.data ?? []),
      ...[...names].map((name): Place => ({ kind: 'Metrics', name, path: paths.explore(name) })),
    ]
  }, [dashboards.data, labelled.data, counted.data, targets.data, metrics.data, others.data])
  const asked: readonly UseQueryResult[] = [
    dashboards,
    labelled,
    ...counted.queries,
    targets,
    metrics,
    others,
  ]
  return {
    places,
    isPending: asked.some(each => each.isLoading),
    error: asked.find(each => each.isLoadingError)?.error ?? null,
  }
}

interface NamesWanted {
  readonly limit: number
  readonly words?: readonly string[]
  readonly enabled?: boolean
}

function useNames(label: string, { limit, words = [], enabled = true }: NamesWanted) {
  return useQuery({
    queryKey: ['palette', label, ...words],
    queryFn: async ({ signal }) => {
      const search = new URLSearchParams({ limit: String(limit) })
      if (words.length > 0) search.set('match[]', `{${words.map(word => like(label, word)).join(', ')}}`)
      return (await ask<string[]>(`label/${label}/values?${search}`, { signal })).data
    },
    staleTime: KEPT_MS,
    enabled,
  })
}

/** Values of the label that have the word in them, whatever its case. */
function like(label: string, word: string): string {
  return `${label}=~${JSON.stringify(`(?i).*${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*`)}`
}

/** What doesn't answer is looked for most. */
function placesOf({ data }: { readonly data: TargetDiscovery }): readonly Place[] {
  const isUp = ({ health }: { readonly health: string }): number => (health === 'up' ? 1 : 0)
  return data.activeTargets
    .toSorted((a, b) => isUp(a) - isUp(b))
    .slice(0, MOST_TARGETS)
    .map((target): Place => {
      const { labels, scrapePool, scrapeUrl, health } = target
      const { job = scrapePool, instance = scrapeUrl, ...more } = labels
      const name = [job, instance, ...Object.entries(more).map(pair => pair.join('='))].join(' ')
      return {
        kind: 'Targets',
        name,
        path: paths.target(target),
        ...(health === 'down' ? { note: 'down' } : {}),
      }
    })
}
