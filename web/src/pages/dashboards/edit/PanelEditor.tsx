/** One panel, large, with its questions below and its look beside: what is changed is seen at once. */
import type { Dashboard, Panel, Scope } from '@vedette/dashboard'
import { Braces } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { PanelFrame } from '../PanelFrame.tsx'
import { JsonDialog } from './JsonDialog.tsx'
import { PanelOptions } from './PanelOptions.tsx'
import { panelFromJson } from './panel-json.ts'
import { QueriesEditor } from './QueriesEditor.tsx'
import { TransformationsEditor } from './TransformationsEditor.tsx'
import './PanelEditor.css'

export interface PanelEditorProps {
  readonly panel: Panel
  readonly dashboard: Dashboard
  readonly scope: Scope
  readonly onChange: (panel: Panel, about: string) => void
  readonly onDone: () => void
}

export function PanelEditor({ panel, dashboard, scope, onChange, onDone }: PanelEditorProps) {
  const [room, setRoom] = useState('queries')
  const [isJson, setJson] = useState(false)
  const change = (next: Panel, about: string): void =>
    onChange(next, about === '' ? '' : `panel ${panel.id} ${about}`)
  const asksNothing = panel.type === 'text' || panel.type === 'row'
  return (
    <div className="panel-editor">
      <div className="panel-editor-main">
        {panel.type === 'row' ? (
          <EmptyState title="A row groups the panels below it">
            Repeated for each value of a variable, it repeats them, too.
          </EmptyState>
        ) : (
          <div className="panel-editor-preview">
            <PanelFrame panel={panel} panelKey={`panel-${panel.id}`} scope={scope} />
          </div>
        )}
        {asksNothing ? null : (
          <Tabs
            label="What it shows"
            tabs={[
              { id: 'queries', title: 'Queries', note: String(panel.targets.length) },
              { id: 'steps', title: 'Steps', note: String(panel.transformations.length) },
            ]}
            selected={room}
            onSelect={setRoom}
          >
            {room === 'queries' ? (
              <QueriesEditor panel={panel} onChange={change} />
            ) : (
              <TransformationsEditor
                transformations={panel.transformations}
                onChange={(transformations, about) => change({ ...panel, transformations }, about)}
              />
            )}
          </Tabs>
        )}
      </div>
      <aside className="panel-editor-side panel" aria-label="Look of the panel">
        <div className="panel-editor-head">
          <Button onPress={() => setJson(true)}>
            <Braces aria-hidden />
            JSON
          </Button>
          <Button kind="primary" onPress={onDone}>
            Back to the dashboard
          </Button>
        </div>
        <PanelOptions
          panel={panel}
          variables={dashboard.templating.list.map(({ name }) => name)}
          onChange={change}
        />
      </aside>
      {isJson ? (
        <JsonDialog
          title={`JSON of ${panel.title}`}
          text={JSON.stringify(panel, null, 2)}
          onApply={text => change(panelFromJson(text, panel), '')}
          onClose={() => setJson(false)}
        />
      ) : null}
    </div>
  )
}
