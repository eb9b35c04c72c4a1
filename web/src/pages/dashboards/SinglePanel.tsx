/** One panel of a dashboard, as large as the page. */
import { type PlacedPanel, type Scope, scopeWith } from '@vedette/dashboard'
import { useMemo } from 'react'
import { PanelFrame } from './PanelFrame.tsx'

export interface SinglePanelProps {
  readonly placed: PlacedPanel
  readonly scope: Scope
}

export function SinglePanel({ placed, scope }: SinglePanelProps) {
  const own = useMemo(() => scopeWith(scope, placed.variables), [scope, placed.variables])
  return (
    <div className="single-panel">
      <PanelFrame panel={placed.panel} panelKey={placed.key} scope={own} />
    </div>
  )
}
