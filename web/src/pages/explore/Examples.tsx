/** What a page without a query offers: questions made from the metrics that are there. */

import { examplesFrom } from '../../promql/suggestions.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import type { Explore } from './useExplore.ts'
import { useMetricCatalogue } from './useMetricCatalogue.ts'
import './Examples.css'

export function Examples({ explore }: { readonly explore: Explore }) {
  const catalogue = useMetricCatalogue()
  if (catalogue.error !== null)
    return <ErrorState error={catalogue.error} onRetry={() => void catalogue.refetch()} />
  if (catalogue.data === undefined) return <Skeleton height={240} label="Loading examples" />
  const { families } = catalogue.data
  if (families.length === 0)
    return (
      <EmptyState title="No metrics in this time range">
        Widen the time range. If nothing has come in yet, name targets in a <code>prometheus.yml</code>, or
        let OpenTelemetry or a remote write send here.
      </EmptyState>
    )
  return (
    <div className="examples">
      <h2>What do you want to know?</h2>
      <p className="quiet">
        Type a query above, begin with one of these, or look through the{' '}
        {families.length.toLocaleString('en')} metrics of this time range.
      </p>
      <ul>
        {examplesFrom(families).map(({ says, query, view }) => (
          <li key={query}>
            <button type="button" onClick={() => explore.run({ text: query, view })}>
              <span>{says}</span>
              <code className="cut" title={query}>
                {query}
              </code>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
