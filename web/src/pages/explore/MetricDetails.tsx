/** One metric: what it is, its labels and how many values each has, and questions that fit it. */
import { ChevronRight, Plus, X } from 'lucide-react'
import { useState } from 'react'
import { isClassicHistogram, type MetricFamily } from '../../promql/metric-families.ts'
import { type Suggestion, suggestionsFor } from '../../promql/suggestions.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { Badge } from './Badge.tsx'
import { filterQuery } from './filter-query.ts'
import type { Explore } from './useExplore.ts'
import { type LabelDetail, MOST_SERIES, useMetricDetail } from './useMetricCatalogue.ts'

export function MetricDetails({
  family,
  explore,
}: {
  readonly family: MetricFamily
  readonly explore: Explore
}) {
  const detail = useMetricDetail(family)
  const [filters, setFilters] = useState<Readonly<Record<string, string>>>({})
  const { name, type, help, unit, guessed } = family
  const suggestions = suggestionsFor(family, detail.data?.labels ?? []).map(suggestion => ({
    ...suggestion,
    query: Object.entries(filters).reduce(
      (query, [label, value]) => filterQuery(query, label, value, 'include'),
      suggestion.query,
    ),
  }))
  const without = (label: string): void =>
    setFilters(Object.fromEntries(Object.entries(filters).filter(([each]) => each !== label)))
  return (
    <div className="metric-details">
      <div>
        <h2 className="metric-details-name">
          <code title={name}>{name}</code>
          <CopyButton text={name} label="Copy the name" isIcon />
        </h2>
        <p className="metric-details-badges">
          <Badge>
            {guessed && type !== 'unknown'
              ? `${type}, by its name`
              : type === 'unknown'
                ? 'type unknown'
                : type}
          </Badge>
          {type === 'histogram' ? <Badge>{isClassicHistogram(family) ? 'buckets' : 'native'}</Badge> : null}
          {unit === '' ? null : <Badge>{unit}</Badge>}
          {detail.data === undefined ? null : (
            <span className="quiet">{counted(detail.data.series, detail.data.cut, 'series', 'series')}</span>
          )}
        </p>
        <p className="quiet metric-details-help" title={help}>
          {help === '' ? 'Whoever exposes it gave no description.' : help}
        </p>
      </div>
      <section aria-label="Questions that fit">
        <h3>Ask</h3>
        {Object.entries(filters).length === 0 ? null : (
          <p className="metric-details-filters">
            {Object.entries(filters).map(([label, value]) => (
              <Button
                key={label}
                aria-label={`No longer only ${label} ${value}`}
                onPress={() => without(label)}
              >
                <code className="cut">
                  {label}="{value}"
                </code>
                <X aria-hidden />
              </Button>
            ))}
          </p>
        )}
        <ul className="metric-details-questions">
          {suggestions.map(suggestion => (
            <Question key={suggestion.says} suggestion={suggestion} explore={explore} />
          ))}
        </ul>
      </section>
      <section aria-label="Labels">
        <h3>Labels</h3>
        {detail.error !== null ? (
          <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />
        ) : detail.data === undefined ? (
          <Skeleton height={120} label="Loading the labels" />
        ) : detail.data.labels.length === 0 ? (
          <p className="quiet">It has none.</p>
        ) : (
          <>
            <ul className="metric-details-labels">
              {detail.data.labels.map(label => (
                <Label
                  key={label.name}
                  label={label}
                  cut={detail.data.cut}
                  chosen={filters[label.name]}
                  onChoose={value => setFilters({ ...filters, [label.name]: value })}
                />
              ))}
            </ul>
            {detail.data.cut ? (
              <p className="quiet">Counted over the first {MOST_SERIES.toLocaleString('en')} series.</p>
            ) : null}
          </>
        )}
      </section>
    </div>
  )
}

function Question({ suggestion, explore }: { readonly suggestion: Suggestion; readonly explore: Explore }) {
  const { says, query, view } = suggestion
  // Where the browser lies over the answer it goes away.
  const ask = (text: string): void =>
    explore.run({ text, view, browsing: !matchMedia('(max-width: 1100px)').matches })
  return (
    <li>
      <button type="button" onClick={() => ask(query)}>
        {says}
        <code className="cut" title={query}>
          {query}
        </code>
      </button>
      <Button kind="plain" aria-label={`Add as a query: ${says}`} onPress={() => explore.add(query)}>
        <Plus aria-hidden />
      </Button>
    </li>
  )
}

interface LabelProps {
  readonly label: LabelDetail
  readonly cut: boolean
  readonly chosen: string | undefined
  onChoose(value: string): void
}

function Label({ label, cut, chosen, onChoose }: LabelProps) {
  const [open, setOpen] = useState(false)
  const { name, values, examples } = label
  return (
    <li>
      <button
        type="button"
        className="metric-details-label"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <ChevronRight aria-hidden size={14} />
        <code className="cut" title={name}>
          {name}
        </code>
        <span className="quiet">{counted(values, cut, 'value', 'values')}</span>
      </button>
      {open ? (
        <ul className="metric-details-values">
          {examples.map(value => (
            <li key={value}>
              <button
                type="button"
                aria-pressed={chosen === value}
                title={`Only ${name} ${value}`}
                onClick={() => onChoose(value)}
              >
                <code className="cut">{value}</code>
              </button>
            </li>
          ))}
          {values > examples.length ? (
            <li className="quiet">and {(values - examples.length).toLocaleString('en')} more</li>
          ) : null}
        </ul>
      ) : null}
    </li>
  )
}

function counted(count: number, cut: boolean, one: string, many: string): string {
  return `${count.toLocaleString('en')}${cut ? ' or more' : ''} ${count === 1 && !cut ? one : many}`
}
