/** Good, warning, critical or unknown: never by colour alone. */
import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import './StateMark.css'

export type State = 'good' | 'warning' | 'critical' | 'unknown'

const ICONS = { good: CircleCheck, warning: TriangleAlert, critical: CircleAlert, unknown: CircleHelp }

export function StateMark({ state, children }: { readonly state: State; readonly children: string }) {
  const Icon = ICONS[state]
  return (
    <span className={`state-mark state-mark-${state}`}>
      <Icon aria-hidden size={14} />
      {children}
    </span>
  )
}
