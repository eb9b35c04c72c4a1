/** The targets that don't answer, and what they said last. */

import type { UseQueryResult } from '@tanstack/react-query'
import type { ActiveTarget, TargetDiscovery } from '@vedette/api'
import { GO_ZERO_TIME } from '@vedette/api'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { formatAge, formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import './TargetsDown.css'

const SHOWN = 20

export function TargetsDown({ query }: { readonly query: UseQueryResult<TargetDiscovery> }) {
  const { data, error } = query
  const down = data?.activeTargets.filter(({ health }) => health === 'down') ?? []
  return (
    <section className="targets-down" aria-labelledby="targets-down">
      <header>
        <h2 id="targets-down">Targets down</h2>
        <PathLink path={paths.admin('targets')}>
          {data === undefined
            ? 'All targets'
            : data.activeTargets.length === 1
              ? 'The one target'
              : `All ${data.activeTargets.length} targets`}
        </PathLink>
      </header>
      <div className="panel targets-down-list">
        {data === undefined ? (
          error === null ? (
            <Skeleton height={120} label="Loading targets" />
          ) : (
            <ErrorState error={error} onRetry={() => void query.refetch()} />
          )
        ) : down.length === 0 ? (
          <NoneDown targets={data.activeTargets} />
        ) : (
          <ul>
            {down.slice(0, SHOWN).map(target => (
              <Down
                key={`${target.scrapePool} ${target.scrapeUrl}`}
                target={target}
                atMs={query.dataUpdatedAt}
              />
            ))}
            {down.length > SHOWN ? <li className="quiet">{`and ${down.length - SHOWN} more`}</li> : null}
          </ul>
        )}
      </div>
    </section>
  )
}

function Down({ target, atMs }: { readonly target: ActiveTarget; readonly atMs: number }) {
  const { zone } = useTimeRange()
  const { labels, lastError, lastScrape, scrapeUrl } = target
  const scrapedMs = Date.parse(lastScrape)
  return (
    <li>
      <div className="targets-down-head">
        <StateMark state="critical">Down</StateMark>
        <strong className="cut" title={scrapeUrl}>
          {labels.job ?? target.scrapePool}
        </strong>
        <span className="quiet cut" title={labels.instance ?? scrapeUrl}>
          {labels.instance ?? scrapeUrl}
        </span>
        {lastScrape === GO_ZERO_TIME ? null : (
          <time className="quiet" title={formatExact(scrapedMs, zone)}>
            {formatAge(atMs - scrapedMs)}
          </time>
        )}
      </div>
      <p className="quiet targets-down-error" title={lastError}>
        {lastError}
      </p>
    </li>
  )
}

function NoneDown({ targets }: { readonly targets: readonly ActiveTarget[] }) {
  const waiting = targets.filter(({ health }) => health === 'unknown').length
  if (targets.length === 0) return <p className="targets-down-none quiet">Nothing is scraped here.</p>
  return (
    <p className="targets-down-none">
      <StateMark state="good">{waiting === 0 ? 'All of them are up' : 'None is down'}</StateMark>
      {waiting === 0 ? null : (
        <span className="quiet">
          {waiting === 1 ? ' 1 waits for its first scrape' : ` ${waiting} wait for their first scrape`}
        </span>
      )}
    </p>
  )
}
