/** How much each part of Vedette holds in memory, of how much it may. */
import { useInstant } from '../../api/queries.ts'
import { formatExact, formatValue } from '../../chart/units.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import './MemoryBudgets.css'
import { MEMORY_QUERY, type MemoryUse, memoryUses } from './memory-use.ts'

export function MemoryBudgets() {
  const { data, error, refetch } = useInstant(MEMORY_QUERY)
  if (data === undefined)
    return error === null ? (
      <Skeleton height={165} />
    ) : (
      <ErrorState error={error} onRetry={() => void refetch()} />
    )
  const uses = data.data.resultType === 'vector' ? memoryUses(data.data.result) : []
  if (uses.length === 0) return null
  return (
    <section className="admin-section">
      <h2>Memory and its budgets</h2>
      <ul className="panel memory-budgets">
        {uses.map(use => (
          <Use key={use.name} use={use} />
        ))}
      </ul>
    </section>
  )
}

function Use({ use: { name, metric, bytes, budgetBytes } }: { readonly use: MemoryUse }) {
  const isMeasured = bytes !== undefined && budgetBytes !== undefined && budgetBytes > 0
  return (
    <li>
      {metric === undefined ? (
        <span>{name}</span>
      ) : (
        <PathLink path={paths.explore(`${metric}{job="vedette"}`)}>{name}</PathLink>
      )}
      {isMeasured ? (
        <meter className="memory-meter" aria-label={name} value={bytes} min={0} max={budgetBytes} />
      ) : (
        <span className="quiet">{bytes === undefined ? 'not measured apart' : ''}</span>
      )}
      <span
        className="memory-figures"
        title={[bytes, budgetBytes].map(each => formatExact(each, 'bytes')).join(' of ')}
      >
        {figures(bytes, budgetBytes)}
      </span>
    </li>
  )
}

function figures(bytes: number | undefined, budgetBytes: number | undefined): string {
  const budget = formatValue(budgetBytes, 'bytes')
  if (bytes === undefined) return `at most ${budget}`
  return budgetBytes === undefined
    ? formatValue(bytes, 'bytes')
    : `${formatValue(bytes, 'bytes')} of ${budget}`
}
