/** The targets that don't answer, and what they said last. */

import type { UseQueryResult } from '@tanstack/react-query'
import type { ActiveTarget, TargetDiscovery } from '@vedette/api'
import { GO_ZERO_TIME } from '@vedette/api'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { formatAge, formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import { Skeleton } from '../../ui/states.tsx'
import { Figure, Unanswered } from './Figure.tsx'
import './TargetsDown.css'

const SHOWN = 20

export function TargetsDown({ query }: { readonly query: UseQueryResult<TargetDiscovery> }) {
  const { activeTargets = [] } = query.data ?? {}
  const down = activeTargets.filter(({ health }) => health === 'down')
  return (
    <section className="targets-down" aria-labelledby="targets-down">
      <header>
        <h2 id="targets-down">Targets down</h2>
        <PathLink path={paths.admin('targets')}>
          {activeTargets.length === 1 ? 'The one target' : `All ${activeTargets.length} targets`}
        </PathLink>
      </header>
      <div className="panel targets-down-list">
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
      </div>
    </section>
  )
}

/** How many are scraped, and whether they answer; the list of those that don't stands below. */
export function TargetsFigure({ query }: { readonly query: UseQueryResult<TargetDiscovery> }) {
  const { data, error } = query
  if (data === undefined)
    return error === null ? (
      <Skeleton height={86} label="Loading targets" />
    ) : (
      <Figure
        name="Targets"
        value="–"
        note={<Unanswered error={error} onRetry={() => void query.refetch()} />}
      />
    )
  const targets = data.activeTargets
  const withHealth = (wanted: ActiveTarget['health']): number =>
    targets.filter(({ health }) => health === wanted).length
  const [down, waiting] = [withHealth('down'), withHealth('unknown')]
  return (
    <Figure
      name="Targets"
      value={<PathLink path={paths.admin('targets')}>{targets.length.toLocaleString('en')}</PathLink>}
      note={
        targets.length === 0 ? (
          'Nothing is scraped here'
        ) : down > 0 ? (
          <StateMark state="critical">{`${down} down`}</StateMark>
        ) : waiting > 0 ? (
          <StateMark state="unknown">{`${waiting} wait for their first scrape`}</StateMark>
        ) : (
          <StateMark state="good">All of them are up</StateMark>
        )
      }
    />
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
          <PathLink path={paths.target(target)}>{labels.job ?? target.scrapePool}</PathLink>
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
