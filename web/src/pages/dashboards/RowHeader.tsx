/** The line above the panels of a row, which shuts and opens them. */
import { interpolate, type Panel, type Scope } from '@vedette/dashboard'
import { ChevronDown, ChevronRight } from 'lucide-react'
import './RowHeader.css'

export interface RowHeaderProps {
  readonly panel: Panel
  readonly scope: Scope
  readonly isCollapsed: boolean
  readonly count: number
  readonly onToggle: () => void
}

export function RowHeader({ panel, scope, isCollapsed, count, onToggle }: RowHeaderProps) {
  const Icon = isCollapsed ? ChevronRight : ChevronDown
  return (
    <h3 className="row-header">
      <button type="button" aria-expanded={!isCollapsed} onClick={onToggle}>
        <Icon aria-hidden size={16} />
        <span className="cut">{interpolate(panel.title, scope, 'text') || 'Row'}</span>
        {isCollapsed ? <span className="quiet">{count === 1 ? '1 panel' : `${count} panels`}</span> : null}
      </button>
    </h3>
  )
}
