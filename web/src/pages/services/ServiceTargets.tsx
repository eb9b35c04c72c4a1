/** The targets that the service is scraped from. */
import type { ActiveTarget } from '@vedette/api'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { StateMark } from '../../ui/StateMark.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/Table.tsx'

export interface ServiceTargetsProps {
  readonly targets: readonly ActiveTarget[] | undefined
  readonly error: Error | null
  readonly onRetry: () => void
}

export function ServiceTargets({ targets, error, onRetry }: ServiceTargetsProps) {
  return (
    <section aria-labelledby="service-targets">
      <header>
        <h2 id="service-targets">Targets</h2>
        <PathLink path={paths.admin('targets')}>All targets</PathLink>
      </header>
      {targets === undefined ? (
        error === null ? (
          <Skeleton height={84} label="Loading targets" />
        ) : (
          <ErrorState error={error} onRetry={onRetry} />
        )
      ) : targets.length === 0 ? (
        <div className="panel">
          <EmptyState title="It isn’t scraped here">
            What it tells is pushed, or comes from elsewhere.
          </EmptyState>
        </div>
      ) : (
        <Table
          label="Targets"
          rows={targets}
          rowKey={({ scrapePool, scrapeUrl }) => `${scrapePool} ${scrapeUrl}`}
          columns={COLUMNS}
          maxHeight="256px"
        />
      )}
    </section>
  )
}

const STATES = { up: 'good', down: 'critical', unknown: 'unknown' } as const
const WORDS = { up: 'Up', down: 'Down', unknown: 'Waiting' } as const

const COLUMNS: readonly Column<ActiveTarget>[] = [
  {
    id: 'state',
    title: 'State',
    text: ({ health, lastError }) => (lastError === '' ? WORDS[health] : lastError),
    cell: ({ health }) => <StateMark state={STATES[health]}>{WORDS[health]}</StateMark>,
    sort: ({ health }) => health,
    width: 92,
  },
  {
    id: 'instance',
    title: 'Instance',
    text: ({ labels, scrapeUrl }) => labels.instance ?? scrapeUrl,
    sort: ({ labels }) => labels.instance,
  },
  { id: 'error', title: 'Last error', text: ({ lastError }) => lastError || '–' },
]
