/** A Vedette that hears of no requests yet: how data comes in, ready to be copied. */

import { useQuery } from '@tanstack/react-query'
import type { ActiveTarget, Overview } from '@vedette/api'
import { askPlain } from '../../api/client.ts'
import { formatValue } from '../../chart/units.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import './NothingYet.css'

/** Whoever stands here waits for the first sample. */
const LOOK_MS = 3_000

export function NothingYet({ targets }: { readonly targets: readonly ActiveTarget[] }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => askPlain<Overview>('/api/v1/status/overview', { signal }),
    refetchInterval: LOOK_MS,
  })
  const down = targets.filter(({ health }) => health === 'down').length
  return (
    <div className="nothing-yet">
      <h2>No service is known yet</h2>
      <p className="quiet">
        Services appear here as soon as they count their requests: as <code>http_requests_total</code> with a
        label <code>service</code>, with prom-client’s histograms, or through OpenTelemetry.
        {data === undefined || data.activeSeries === 0 ? null : (
          <>
            {' '}
            What comes in already: {formatValue(data.samplesPerSecond, 'none')} samples/s of{' '}
            {formatValue(data.activeSeries, 'none')} series;{' '}
            <PathLink path={paths.explore()}>explore them</PathLink>.
          </>
        )}
        {down === 0 ? null : (
          <>
            {' '}
            <PathLink path={paths.admin('targets')}>
              {down === 1 ? 'One target is down' : `${down} targets are down`}
            </PathLink>
            .
          </>
        )}
      </p>
      {data === undefined && error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : null}
      <div className="nothing-yet-doors">
        {data === undefined && error === null
          ? ['a', 'b', 'c', 'd'].map(each => <Skeleton key={each} height={180} label="Loading the doors" />)
          : data?.doors.map(door => (
              <section key={door.name} className="panel nothing-yet-door" aria-label={door.name}>
                <header>
                  <h3>{door.name}</h3>
                  <span className="quiet">{formatValue(door.samplesPerSecond, 'none')} samples/s</span>
                </header>
                <p className="quiet">{door.where}:</p>
                <pre>{door.snippet}</pre>
                <CopyButton text={door.snippet} label="Copy" />
              </section>
            ))}
      </div>
    </div>
  )
}
