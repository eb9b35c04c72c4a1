/** Good, warning, critical or unknown: never by colour alone. */
import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import './StateMark.css'

export type State = 'good' | 'warning' | 'critical' | 'unknown'

const ICONS = { good: CircleCheck, warning: TriangleAlert, critical: CircleAlert, unknown: CircleHelp }

/** The mark alone; `label` says it to those who don't see it. */
export function StateIcon({ state, label }: { readonly state: State; readonly label: string }) {
  const Icon = ICONS[state]
  return <Icon className={`state-mark-${state}`} role="img" aria-label={label} size={14} />
}

export function StateMark({ state, children }: { readonly state: State; readonly children: string }) {
  const Icon = ICONS[state]
  return (
    <span className={`state-mark state-mark-${state}`}>
      <Icon aria-hidden size={14} />
      {children}
    </span>
  )
}
