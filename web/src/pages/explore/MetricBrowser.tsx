/** The metrics there are, for people who don't write PromQL: find one, see what it is, and click a question that fits it. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronLeft, X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { type MetricFamily, searchFamilies } from '../../promql/metric-families.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { TextFilter } from '../../ui/TextFilter.tsx'
import { Badge } from './Badge.tsx'
import { MetricDetails } from './MetricDetails.tsx'
import type { Explore } from './useExplore.ts'
import { useMetricCatalogue } from './useMetricCatalogue.ts'
import './MetricBrowser.css'

const ROW_HEIGHT = 44

export function MetricBrowser({ explore }: { readonly explore: Explore }) {
  const catalogue = useMetricCatalogue()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<string>()
  const families = catalogue.data?.families
  const found = useMemo(() => searchFamilies(families ?? [], typed), [families, typed])
  const family = families?.find(({ name }) => name === chosen)
  return (
    <aside className="metric-browser panel" aria-label="Metrics">
      <header className="metric-browser-head">
        {family === undefined ? (
          <h2>Metrics</h2>
        ) : (
          <Button kind="plain" onPress={() => setChosen(undefined)}>
            <ChevronLeft aria-hidden />
            All metrics
          </Button>
        )}
        <Button kind="plain" aria-label="Close the metric browser" onPress={() => explore.setBrowsing(false)}>
          <X aria-hidden />
        </Button>
      </header>
      {family !== undefined ? (
        <MetricDetails key={family.name} family={family} explore={explore} />
      ) : catalogue.error !== null ? (
        <ErrorState error={catalogue.error} onRetry={() => void catalogue.refetch()} />
      ) : families === undefined ? (
        <Skeleton height={320} label="Loading the metrics" />
      ) : families.length === 0 ? (
        <EmptyState title="No metrics in this time range">
          Widen the time range, or send some first.
        </EmptyState>
      ) : (
        <>
          <div className="metric-browser-find">
            <TextFilter
              label="Find a metric"
              placeholder="Name or description"
              value={typed}
              onChange={setTyped}
              count={{ shown: found.length, all: families.length }}
            />
            {catalogue.data?.cut === true ? (
              <p className="quiet">There are more than can be listed. Those that are missing can be typed.</p>
            ) : null}
          </div>
          {found.length === 0 ? (
            <EmptyState title={`Nothing with “${typed}”`}>
              Neither a name nor a description has it.
            </EmptyState>
          ) : (
            <FamilyList families={found} onChoose={setChosen} />
          )}
        </>
      )}
    </aside>
  )
}

function FamilyList({
  families,
  onChoose,
}: {
  readonly families: readonly MetricFamily[]
  onChoose(name: string): void
}) {
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: families.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
  })
  return (
    <div ref={box} className="metric-browser-list">
      <ul style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const { name, type, help } = families[index]!
          return (
            <li
              key={name}
              style={{ transform: `translateY(${start}px)` }}
              aria-posinset={index + 1}
              aria-setsize={families.length}
            >
              <button type="button" onClick={() => onChoose(name)}>
                <span className="metric-browser-name">
                  <code className="cut" title={name}>
                    {name}
                  </code>
                  {type === 'unknown' ? null : <Badge>{type}</Badge>}
                </span>
                <span className="metric-browser-help cut" title={help}>
                  {help === '' ? 'No description' : help}
                </span>
              </button>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
