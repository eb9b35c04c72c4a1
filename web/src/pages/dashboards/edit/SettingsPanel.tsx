/** What a dashboard is as a whole: its title and tags, what range it opens with, its variables and annotations. */
import type { AnnotationQuery, Dashboard } from '@vedette/dashboard'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { CROSSHAIR_MODES, CROSSHAIR_WORDS } from '../../../chart/crosshair-choice.ts'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { SidePanel } from '../../../ui/SidePanel.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { VariablesEditor } from './VariablesEditor.tsx'
import './PanelOptions.css'

export interface SettingsPanelProps {
  readonly dashboard: Dashboard
  readonly onChange: (dashboard: Dashboard, about: string) => void
  readonly onClose: () => void
}

const ROOMS = [
  { id: 'general', title: 'General' },
  { id: 'variables', title: 'Variables' },
  { id: 'annotations', title: 'Annotations' },
] as const

export function SettingsPanel({ dashboard, onChange, onClose }: SettingsPanelProps) {
  const [room, setRoom] = useState<string>('general')
  return (
    <SidePanel title="Settings of the dashboard" onClose={onClose}>
      <Tabs label="Settings" tabs={ROOMS} selected={room} onSelect={setRoom}>
        {room === 'general' ? <General dashboard={dashboard} onChange={onChange} /> : null}
        {room === 'variables' ? (
          <VariablesEditor
            variables={dashboard.templating.list}
            onChange={(list, about) =>
              onChange({ ...dashboard, templating: { ...dashboard.templating, list } }, about)
            }
          />
        ) : null}
        {room === 'annotations' ? (
          <Annotations
            annotations={dashboard.annotations.list}
            onChange={(list, about) =>
              onChange({ ...dashboard, annotations: { ...dashboard.annotations, list } }, about)
            }
          />
        ) : null}
      </Tabs>
    </SidePanel>
  )
}

function General({ dashboard, onChange }: Omit<SettingsPanelProps, 'onClose'>) {
  const { time } = dashboard
  return (
    <div className="panel-options-group">
      <TextField
        label="Title"
        value={dashboard.title}
        problem={dashboard.title.trim() === '' ? 'A dashboard needs a title.' : undefined}
        onChange={title => onChange({ ...dashboard, title }, 'title')}
      />
      <TextField
        label="Description"
        lines={3}
        value={dashboard.description ?? ''}
        onChange={text =>
          onChange({ ...dashboard, description: text === '' ? undefined : text }, 'description')
        }
      />
      <TextField
        label="Tags, separated by commas"
        value={dashboard.tags.join(', ')}
        onChange={text =>
          onChange(
            {
              ...dashboard,
              tags: text
                .split(',')
                .map(tag => tag.trimStart())
                .filter((tag, i, all) => tag !== '' || (i === all.length - 1 && i > 0)),
            },
            'tags',
          )
        }
      />
      <TextField
        label="Opens with the range from"
        value={time.from}
        placeholder="now-6h"
        onChange={from => onChange({ ...dashboard, time: { ...time, from } }, 'from')}
      />
      <TextField
        label="to"
        value={time.to}
        placeholder="now"
        onChange={to => onChange({ ...dashboard, time: { ...time, to } }, 'to')}
      />
      <TextField
        label="Refreshes every"
        value={typeof dashboard.refresh === 'string' ? dashboard.refresh : ''}
        placeholder="never"
        onChange={refresh => onChange({ ...dashboard, refresh }, 'refresh')}
      />
      <Select
        label="Crosshair"
        isLabelShown
        value={String(dashboard.graphTooltip)}
        choices={CROSSHAIR_MODES.map((mode, i) => [String(i), CROSSHAIR_WORDS[mode]] as const)}
        onChange={choice => onChange({ ...dashboard, graphTooltip: Number(choice) as 0 | 1 | 2 }, '')}
      />
    </div>
  )
}

interface AnnotationsProps {
  readonly annotations: readonly AnnotationQuery[]
  readonly onChange: (annotations: readonly AnnotationQuery[], about: string) => void
}

function Annotations({ annotations, onChange }: AnnotationsProps) {
  const set = (at: number, next: AnnotationQuery, field: string): void =>
    onChange(
      annotations.map((each, i) => (i === at ? next : each)),
      `annotation ${at} ${field}`,
    )
  return (
    <div className="option-lines">
      {annotations.map((each, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is typed
        <section key={i} className="option-box" aria-label={`Annotation ${each.name}`}>
          <div className="option-box-head">
            <Switch
              label={each.name}
              isOn={each.enable}
              onChange={enable => set(i, { ...each, enable }, '')}
            />
            <Button
              kind="plain"
              aria-label={`Remove ${each.name}`}
              onPress={() =>
                onChange(
                  annotations.filter((_, place) => place !== i),
                  '',
                )
              }
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
          <TextField label="Name" value={each.name} onChange={name => set(i, { ...each, name }, 'name')} />
          <TextField
            label="While this has a value"
            isCode
            value={each.expr ?? ''}
            placeholder="changes(process_start_time_seconds[1m]) > 0"
            onChange={expr => set(i, { ...each, expr }, 'expr')}
          />
          <TextField
            label="It says"
            value={each.titleFormat ?? ''}
            placeholder="{{job}} restarted"
            onChange={titleFormat => set(i, { ...each, titleFormat }, 'title')}
          />
        </section>
      ))}
      <Button
        onPress={() =>
          onChange(
            [...annotations, { name: 'New annotation', enable: true, expr: '', iconColor: 'blue' }],
            '',
          )
        }
      >
        <Plus aria-hidden />
        Add annotation
      </Button>
    </div>
  )
}
