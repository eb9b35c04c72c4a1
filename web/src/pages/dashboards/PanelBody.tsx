/** What stands in a panel below its title: the drawing, or why there is none. */
import type { Panel, Scope } from '@vedette/dashboard'
import { useCallback } from 'react'
import { isRelative } from '../../time/range.ts'
import { useTimeRange } from '../../time/useTimeRange.ts'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { useDashboardView } from './dashboard-view.ts'
import { valueLinks } from './links.ts'
import { usePanelComponent } from './panels/panel-types.ts'
import type { FieldValue, ShownField } from './shown-data.ts'
import { otherSourceWords } from './sources.ts'
import { UnsupportedPanel } from './UnsupportedPanel.tsx'
import type { PanelState } from './use-panel-data.ts'
import './PanelBody.css'

export interface PanelBodyProps {
  readonly panel: Panel
  readonly title: string
  readonly scope: Scope
  readonly state: PanelState
}

export function PanelBody({ panel, title, scope, state }: PanelBodyProps) {
  const { crosshair, marks, ownRange } = useDashboardView()
  const { zone, range, setRange } = useTimeRange()
  const { data, failures, isDimmed } = state
  const linksOf = useCallback(
    (field: ShownField, row: number, value: FieldValue) =>
      data === undefined ? [] : valueLinks(field, row, value, data, scope),
    [data, scope],
  )
  const Component = usePanelComponent(panel.type)
  if (Component === 'unsupported') return <UnsupportedPanel panel={panel} />
  const words = otherSourceWords(panel)
  if (words !== undefined) return <p className="panel-body-words quiet">{words}</p>
  if (data === undefined) {
    const [failure] = failures
    if (failure !== undefined) {
      return <ErrorState error={failure.error} asked={failure.query} onRetry={state.refetch} />
    }
    // Where nobody sees it, nothing is on its way.
    return state.isFetching ? <Skeleton height="fill" label={`Loading ${title}`} /> : null
  }
  if (Component === 'loading') return <Skeleton height="fill" label={`Loading ${title}`} />
  return (
    <Component
      panel={panel}
      title={title}
      data={data}
      scope={scope}
      zone={zone}
      crosshair={crosshair}
      marks={marks}
      isDimmed={isDimmed}
      onZoom={(fromMs, toMs) => setRange({ from: String(Math.round(fromMs)), to: String(Math.round(toMs)) })}
      onZoomReset={() => {
        if (!isRelative(range)) setRange(ownRange)
      }}
      linksOf={linksOf}
    />
  )
}
