/** Everything that the service's processes tell, each a door to Explore. */
import type { UseQueryResult } from '@tanstack/react-query'
import { useMemo } from 'react'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import './ServiceMetrics.css'
import { serviceMetrics } from './service-metrics.ts'

export interface ServiceMetricsProps {
  readonly names: UseQueryResult<string[]>
  readonly matchers: string
}

export function ServiceMetrics({ names, matchers }: ServiceMetricsProps) {
  const { data, error } = names
  const metrics = useMemo(
    () => (data === undefined ? undefined : serviceMetrics(data, matchers)),
    [data, matchers],
  )
  return (
    <section aria-labelledby="service-metrics">
      <header>
        <h2 id="service-metrics">Metrics</h2>
        <span className="quiet">{metrics === undefined ? '' : metrics.length}</span>
      </header>
      <div className="panel service-metrics">
        {metrics === undefined ? (
          error === null ? (
            <Skeleton height={240} label="Loading metrics" />
          ) : (
            <ErrorState error={error} onRetry={() => void names.refetch()} />
          )
        ) : metrics.length === 0 ? (
          <EmptyState title="No metrics in this time range" />
        ) : (
          <ul>
            {metrics.map(({ name, query }) => (
              <li key={name} className="cut">
                <PathLink path={paths.explore(query)} title={query}>
                  {name}
                </PathLink>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  )
}
