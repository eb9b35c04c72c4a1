/** The questions of a panel: each with a letter, what its series are called, and an eye. */
import { nextRefId, type Panel, type Target } from '@vedette/dashboard'
import { Copy, Eye, EyeOff, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { createCompletionClient } from '../../../promql/completion-client.ts'
import { PromqlEditor } from '../../../promql/PromqlEditor.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import './QueriesEditor.css'

export interface QueriesEditorProps {
  readonly panel: Panel
  readonly onChange: (panel: Panel, about: string) => void
}

type Kind = 'range' | 'instant' | 'both'

export function QueriesEditor({ panel, onChange }: QueriesEditorProps) {
  const { targets } = panel
  const [client] = useState(() => createCompletionClient())
  const set = (at: number, next: Target, about: string): void =>
    onChange({ ...panel, targets: targets.map((each, i) => (i === at ? next : each)) }, about)
  return (
    <div className="queries-editor">
      {targets.map((target, i) => (
        <section key={target.refId} className="queries-editor-query" aria-label={`Query ${target.refId}`}>
          <div className="queries-editor-head">
            <strong>{target.refId}</strong>
            <Button
              kind="plain"
              aria-label={target.hide === true ? `Show query ${target.refId}` : `Hide query ${target.refId}`}
              onPress={() => set(i, { ...target, hide: target.hide === true ? undefined : true }, '')}
            >
              {target.hide === true ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
            </Button>
            <Button
              kind="plain"
              aria-label={`Duplicate query ${target.refId}`}
              onPress={() =>
                onChange({ ...panel, targets: [...targets, { ...target, refId: nextRefId(targets) }] }, '')
              }
            >
              <Copy aria-hidden />
            </Button>
            <Button
              kind="plain"
              aria-label={`Remove query ${target.refId}`}
              isDisabled={targets.length === 1}
              onPress={() => onChange({ ...panel, targets: targets.filter((_, place) => place !== i) }, '')}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
          <PromqlEditor
            label={`Query ${target.refId}`}
            text={target.expr ?? ''}
            client={client}
            problem={undefined}
            marked={undefined}
            focused={i === 0 && (target.expr ?? '') === ''}
            onChange={expr => set(i, { ...target, expr }, `expr ${target.refId}`)}
            onRun={() => {}}
            onPast={() => {}}
          />
          <div className="queries-editor-options">
            <TextField
              label="Series are called"
              value={target.legendFormat ?? ''}
              placeholder="{{label}}, or by what tells them apart"
              onChange={legendFormat => set(i, { ...target, legendFormat }, `legend ${target.refId}`)}
            />
            <TextField
              label="Least step"
              value={target.interval ?? ''}
              placeholder="as it fits"
              onChange={interval =>
                set(
                  i,
                  { ...target, interval: interval === '' ? undefined : interval },
                  `step ${target.refId}`,
                )
              }
            />
            <Select
              label="Asked"
              isLabelShown
              value={kindOf(target)}
              choices={[
                ['range', 'over the range'],
                ['instant', 'at its end'],
                ['both', 'both'],
              ]}
              onChange={kind =>
                set(i, { ...target, instant: kind !== 'range', range: kind !== 'instant' }, '')
              }
            />
            <Select
              label="As"
              isLabelShown
              value={target.format ?? 'time_series'}
              choices={[
                ['time_series', 'time series'],
                ['table', 'table'],
                ['heatmap', 'heatmap'],
              ]}
              onChange={format => set(i, { ...target, format }, '')}
            />
          </div>
        </section>
      ))}
      <Button
        onPress={() =>
          onChange({ ...panel, targets: [...targets, { refId: nextRefId(targets), expr: '' }] }, '')
        }
      >
        <Plus aria-hidden />
        Add query
      </Button>
    </div>
  )
}

function kindOf({ instant = false, range }: Target): Kind {
  if (!instant) return 'range'
  return range === true ? 'both' : 'instant'
}
