/** A dashboard while somebody changes it: the same panels with live data, to be moved, changed, undone and saved. */

import type { DashboardAnswer } from '@vedette/api'
import {
  type AnnotationQuery,
  addPanel,
  changePanel,
  type Dashboard,
  findPanel,
  newPanel,
  newRow,
  readDashboard,
  writeDashboard,
} from '@vedette/dashboard'
import { useDeferredValue, useMemo, useState } from 'react'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type DashboardView, DashboardViewContext, dashboardRange } from '../dashboard-view.ts'
import { useAnnotations } from '../use-annotations.ts'
import { usePageRefresh } from '../use-page-refresh.ts'
import { useVariables } from '../use-variables.ts'
import { VariableBar } from '../VariableBar.tsx'
import { EditBar } from './EditBar.tsx'
import { EditGrid } from './EditGrid.tsx'
import { JsonDialog } from './JsonDialog.tsx'
import { PanelEditor } from './PanelEditor.tsx'
import { SaveDialog } from './SaveDialog.tsx'
import { SettingsPanel } from './SettingsPanel.tsx'
import { useDraft } from './useDraft.ts'
import { VersionsPanel } from './VersionsPanel.tsx'
import './DashboardEditor.css'

export interface DashboardEditorProps {
  readonly saved: DashboardAnswer
  /** Of the panel that is open from the start. */
  readonly panelId?: number | undefined
  readonly onSaved: (answer: DashboardAnswer) => void
  readonly onLeave: () => void
}

/** Whoever edits sees what is switched on for everybody. */
const isOn = ({ enable }: AnnotationQuery): boolean => enable

/** Any panel may name the title, so that each letter of it would draw all of them anew: also where, as mostly, none does. */
function useTitled(dashboard: Dashboard, before: string): Dashboard {
  const isNamed = useMemo(() => JSON.stringify(dashboard).includes('__dashboard'), [dashboard])
  // Whoever types need not wait for the panels.
  const now = useDeferredValue(dashboard.title)
  const title = isNamed ? now : before
  return useMemo(() => ({ ...dashboard, title }), [dashboard, title])
}

type Open = 'settings' | 'versions' | 'json' | 'save'

export function DashboardEditor({ saved: opened, panelId, onSaved, onLeave }: DashboardEditorProps) {
  /** What the draft is based on. What is read anew meanwhile is not: to save as if it were would take back what others have saved. */
  const [saved, setSaved] = useState(opened)
  const draft = useDraft(saved.dashboard)
  const { dashboard } = draft
  const { time } = dashboard
  const state = useVariables(useTitled(dashboard, saved.dashboard.title), saved.scrapeIntervalMs)
  const { marks } = useAnnotations(dashboard, saved.uid, state.scope, state.isReady, isOn)
  usePageRefresh(saved.uid)
  const [open, setOpen] = useState<Open>()
  const [editedId, setEditedId] = useState(panelId)
  const [inspectedKey, setInspectedKey] = useState<string>()
  const edited = editedId === undefined ? undefined : findPanel(dashboard, editedId)
  const close = (): void => setOpen(undefined)
  const view = useMemo(
    (): DashboardView => ({
      uid: saved.uid,
      ownRange: dashboardRange({ time }),
      isReady: state.isReady,
      crosshair: undefined,
      marks,
      viewedKey: undefined,
      onView: undefined,
      inspectedKey,
      onInspect: setInspectedKey,
    }),
    [saved.uid, time, state.isReady, marks, inspectedKey],
  )
  const taken = (answer: DashboardAnswer): void => {
    setSaved(answer)
    draft.begin(answer.dashboard)
    close()
    onSaved(answer)
  }
  return (
    <DashboardViewContext value={view}>
      <div className="dashboard-editor">
        <EditBar
          draft={draft}
          onAddPanel={() => {
            const panel = newPanel(dashboard)
            draft.change(before => addPanel(before, panel))
            setEditedId(panel.id)
          }}
          onAddRow={() => draft.change(before => addPanel(before, newRow(before)))}
          onSettings={() => setOpen('settings')}
          onVersions={() => setOpen('versions')}
          onJson={() => setOpen('json')}
          onSave={() => {
            if (draft.isChanged) setOpen('save')
          }}
          onLeave={onLeave}
        />
        <VariableBar
          variables={state.variables}
          onChoose={state.choose}
          annotations={dashboard.annotations.list}
          isOn={isOn}
          onSwitch={(annotation, enable) =>
            draft.change(before => ({
              ...before,
              annotations: {
                ...before.annotations,
                list: before.annotations.list.map(each => (each === annotation ? { ...each, enable } : each)),
              },
            }))
          }
        />
        {edited !== undefined ? (
          <PanelEditor
            panel={edited}
            dashboard={dashboard}
            scope={state.scope}
            onChange={(panel, about) =>
              draft.change(before => changePanel(before, panel.id, () => panel), about)
            }
            onDone={() => setEditedId(undefined)}
          />
        ) : dashboard.panels.length === 0 ? (
          <EmptyState title="This dashboard has no panels yet">
            “Add panel” makes the first one: a query, and how its answer is shown.
          </EmptyState>
        ) : (
          <EditGrid dashboard={dashboard} scope={state.scope} onChange={draft.change} onEdit={setEditedId} />
        )}
        {open === 'settings' ? (
          <SettingsPanel
            dashboard={dashboard}
            onChange={(next, about) => draft.change(() => next, about === '' ? '' : `settings ${about}`)}
            onClose={close}
          />
        ) : null}
        {open === 'versions' ? <VersionsPanel saved={saved} onRestored={taken} onClose={close} /> : null}
        {open === 'json' ? (
          <JsonDialog
            title={`JSON of ${dashboard.title}`}
            text={writeDashboard(dashboard)}
            onApply={text => {
              const next = readDashboard(text).dashboard
              draft.change(() => next)
            }}
            onClose={close}
          />
        ) : null}
        {open === 'save' ? (
          <SaveDialog saved={saved} dashboard={dashboard} onSaved={taken} onClose={close} />
        ) : null}
        {draft.leaving !== undefined ? (
          <ConfirmDialog
            title={`Discard the changes to ${dashboard.title}?`}
            verb="Discard"
            onConfirm={async () => draft.leaving?.leave()}
            onClose={() => draft.leaving?.stay()}
          >
            They were not saved.
          </ConfirmDialog>
        ) : null}
      </div>
    </DashboardViewContext>
  )
}
