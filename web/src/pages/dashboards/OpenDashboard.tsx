/** A dashboard that was read: its variables, its panels where they lie, one of them alone, what is told about it. */
import type { DashboardAnswer } from '@vedette/api'
import { layoutOf } from '@vedette/dashboard'
import { useMemo, useState } from 'react'
import type { CrosshairShare } from '../../chart/chart-types.ts'
import { CROSSHAIR_MODES, type CrosshairMode, useCrosshairShortcut } from '../../chart/crosshair-choice.ts'
import { useSearchText } from '../../frame/useSearchText.ts'
import { type Shortcut, useShortcuts } from '../../ui/shortcuts.ts'
import { DashboardGrid } from './DashboardGrid.tsx'
import { DashboardHead } from './DashboardHead.tsx'
import { type DashboardView, DashboardViewContext, dashboardRange } from './dashboard-view.ts'
import './OpenDashboard.css'
import { SinglePanel } from './SinglePanel.tsx'
import { useAnnotations } from './use-annotations.ts'
import { usePageRefresh } from './use-page-refresh.ts'
import { useRows, useSwitchedMarks } from './use-switched.ts'
import { useVariables } from './use-variables.ts'
import { VariableBar } from './VariableBar.tsx'

export interface OpenDashboardProps {
  readonly answer: DashboardAnswer
  /** With the panel that is to be open, if one is. */
  readonly onEdit: (panelId?: number) => void
}

export function OpenDashboard({ answer, onEdit }: OpenDashboardProps) {
  const { dashboard, uid } = answer
  const { time } = dashboard
  const [viewed, setViewed] = useSearchText('viewPanel')
  const [inspected, setInspected] = useSearchText('inspect')
  const { isCollapsed, toggleRow } = useRows(dashboard)
  const { scope, variables, isReady, choose } = useVariables(dashboard, answer.scrapeIntervalMs)
  const { isOn, switchMarks } = useSwitchedMarks(dashboard)
  const annotations = useAnnotations(dashboard, uid, scope, isReady, isOn)
  usePageRefresh(uid)

  const placed = useMemo(() => layoutOf(dashboard, scope, { isCollapsed }), [dashboard, scope, isCollapsed])
  // A panel that is shown alone may lie in a row that is shut; Grafana's links say only its number.
  const alone = useMemo(() => {
    if (viewed === '') return undefined
    const all = layoutOf(dashboard, scope, { isCollapsed: () => false })
    return all.find(({ key }) => key === viewed) ?? all.find(({ panel }) => String(panel.id) === viewed)
  }, [dashboard, scope, viewed])

  // By keys for this look at it; what it says for everybody is in its settings.
  const [chosenMode, setChosenMode] = useState<CrosshairMode>()
  const crosshairMode = chosenMode ?? CROSSHAIR_MODES[dashboard.graphTooltip] ?? 'off'
  useCrosshairShortcut(crosshairMode, setChosenMode)
  const crosshair = useMemo(
    (): CrosshairShare => ({ key: `dashboard ${uid}`, mode: crosshairMode }),
    [uid, crosshairMode],
  )
  const view = useMemo(
    (): DashboardView => ({
      uid,
      ownRange: dashboardRange({ time }),
      isReady,
      crosshair,
      marks: annotations.marks,
      viewedKey: viewed === '' ? undefined : viewed,
      inspectedKey: inspected === '' ? undefined : inspected,
      onView: key => setViewed(key ?? '', { isStep: key !== undefined }),
      onInspect: key => setInspected(key ?? ''),
      onEdit,
    }),
    [uid, time, isReady, crosshair, annotations.marks, viewed, inspected, setViewed, setInspected, onEdit],
  )
  const shortcuts = useMemo(
    (): readonly Shortcut[] =>
      viewed === ''
        ? []
        : [
            {
              keys: 'escape',
              does: 'Back to the whole dashboard',
              group: 'This page',
              run: () => setViewed(''),
            },
          ],
    [viewed, setViewed],
  )
  useShortcuts(shortcuts)

  return (
    <DashboardViewContext value={view}>
      <div className={`open-dashboard ${alone === undefined ? '' : 'open-dashboard-single'}`}>
        <DashboardHead answer={answer} scope={scope} problems={annotations.problems} onEdit={() => onEdit()}>
          <VariableBar
            variables={variables}
            onChoose={choose}
            annotations={annotations.queries}
            isOn={isOn}
            onSwitch={switchMarks}
          />
        </DashboardHead>
        {alone === undefined ? (
          <DashboardGrid uid={uid} placed={placed} scope={scope} isReady={isReady} onToggleRow={toggleRow} />
        ) : (
          <SinglePanel placed={alone} scope={scope} />
        )}
      </div>
    </DashboardViewContext>
  )
}
