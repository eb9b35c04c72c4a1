/** Many services by state and name, for those that a table has no room for: as much as can be told at a glance. */
import { PathLink } from '../frame/PathLink.tsx'
import { paths } from '../paths.ts'
import { StateIcon } from '../ui/StateMark.tsx'
import { useNarrow } from '../ui/use-narrow.ts'
import { judge, type ServiceSignals } from './golden-signals.ts'
import './ServiceTiles.css'
import './left-range.css'

export interface ServiceTilesProps {
  readonly label: string
  /** The worst first. */
  readonly services: readonly ServiceSignals[]
  readonly isOld?: boolean
}

/** Twelve rows or so, on a phone as well. */
const MOST = 84
const MOST_ON_A_PHONE = 24

export function ServiceTiles({ label, services, isOld = false }: ServiceTilesProps) {
  const most = useNarrow() ? MOST_ON_A_PHONE : MOST
  const more = services.length - most
  return (
    <ul className={isOld ? 'service-tiles services-of-left-range' : 'service-tiles'} aria-label={label}>
      {services.slice(0, most).map(each => {
        const { state, word } = judge(each)
        return (
          <li key={each.service}>
            <PathLink path={paths.service(each.service)} title={`${each.service}: ${word}`}>
              <StateIcon state={state} label={word} />
              <span>{each.service}</span>
            </PathLink>
          </li>
        )
      })}
      {more > 0 ? (
        <li>
          <PathLink path={paths.services()}>{`${more} more`}</PathLink>
        </li>
      ) : null}
    </ul>
  )
}
