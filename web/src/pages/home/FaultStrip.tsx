/** What is broken on purpose right now. */
import { FlaskConical } from 'lucide-react'
import { formatValue } from '../../chart/units.ts'
import type { Fault } from '../../faults/faults.ts'
import { PathLink } from '../../frame/PathLink.tsx'
import { paths } from '../../paths.ts'
import { formatAge, formatClock, formatExact } from '../../time/format.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import './FaultStrip.css'

export interface FaultStripProps {
  readonly faults: readonly Fault[]
  readonly services: ReadonlySet<string>
  readonly nowMs: number
}

export function FaultStrip({ faults, services, nowMs }: FaultStripProps) {
  const { zone } = useTimeRange()
  if (faults.length === 0) return null
  return (
    <section className="fault-strip" aria-label="Running game-day faults">
      <FlaskConical aria-hidden size={16} />
      <strong>Game day</strong>
      <ul>
        {faults.map(({ fault, target, grade, sinceMs, isOlder }) => (
          <li key={`${fault} ${target}`}>
            <PathLink path={paths.explore(`cloudcart_fault_active{fault=${JSON.stringify(fault)}}`)}>
              {fault}
            </PathLink>{' '}
            at {formatValue(grade, 'percentunit')} in{' '}
            {services.has(target) ? <PathLink path={paths.service(target)}>{target}</PathLink> : target}{' '}
            <span className="quiet" title={formatExact(sinceMs, zone)}>
              since {isOlder ? 'before ' : ''}
              {formatClock(sinceMs, zone).slice(0, 5)}
              {isOlder ? '' : `, ${formatAge(nowMs - sinceMs)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
