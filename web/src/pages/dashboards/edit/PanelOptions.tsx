/** How a panel looks: its title and type, then what panels of its type can be told, then what single fields are told apart. */
import { jsonAt, type Panel, type PanelType, withJsonAt } from '@vedette/dashboard'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { USUAL_THRESHOLDS } from '../usual-colours.ts'
import { MappingsEditor } from './MappingsEditor.tsx'
import { OptionInput } from './OptionInput.tsx'
import { OverridesEditor } from './OverridesEditor.tsx'
import { optionGroupsOf, PANEL_TITLES } from './option-fields.ts'
import { ThresholdsEditor } from './ThresholdsEditor.tsx'
import './PanelOptions.css'

export interface PanelOptionsProps {
  readonly panel: Panel
  /** Of which variables a panel may be repeated. */
  readonly variables: readonly string[]
  /** `about` names the field: what is typed into it is one step. */
  readonly onChange: (panel: Panel, about: string) => void
}

export function PanelOptions({ panel, variables, onChange }: PanelOptionsProps) {
  const set = (path: string, value: unknown): void => onChange(withJsonAt(panel, path, value), path)
  const hasValues = panel.type !== 'text' && panel.type !== 'row'
  const types: readonly (readonly [string, string])[] = PANEL_TITLES.some(([type]) => type === panel.type)
    ? PANEL_TITLES
    : [...PANEL_TITLES, [panel.type, panel.type] as const]
  return (
    <div className="panel-options">
      <section className="panel-options-group" aria-label="Panel">
        <TextField label="Title" value={panel.title} onChange={title => set('title', title)} />
        <TextField
          label="Description"
          value={panel.description ?? ''}
          lines={2}
          onChange={text => set('description', text === '' ? undefined : text)}
        />
        {panel.type === 'row' ? null : (
          <Select
            label="Type"
            isLabelShown
            value={panel.type}
            choices={types}
            onChange={type => onChange({ ...panel, type: type as PanelType }, 'type')}
          />
        )}
        <Select
          label="Repeat for each value of"
          isLabelShown
          value={panel.repeat ?? ''}
          choices={[['', 'nothing'], ...variables.map(name => [name, `$${name}`] as const)]}
          onChange={name => set('repeat', name === '' ? undefined : name)}
        />
      </section>
      {panel.type === 'text' ? (
        <section className="panel-options-group" aria-label="Content">
          <TextField
            label="Content"
            value={String(jsonAt(panel, 'options.content') ?? '')}
            lines={12}
            isCode
            onChange={content => set('options.content', content)}
          />
        </section>
      ) : null}
      {optionGroupsOf(panel.type).map(({ title, fields }) => (
        <section key={title} className="panel-options-group" aria-label={title}>
          <h3>{title}</h3>
          {fields.map(field => (
            <OptionInput
              key={field.path}
              field={field}
              value={jsonAt(panel, field.path)}
              onChange={value => set(field.path, value)}
            />
          ))}
        </section>
      ))}
      {hasValues ? (
        <>
          <ThresholdsEditor
            thresholds={panel.fieldConfig.defaults.thresholds ?? USUAL_THRESHOLDS}
            onChange={thresholds => set('fieldConfig.defaults.thresholds', thresholds)}
          />
          <MappingsEditor
            mappings={panel.fieldConfig.defaults.mappings ?? []}
            onChange={mappings =>
              set('fieldConfig.defaults.mappings', mappings.length === 0 ? undefined : mappings)
            }
          />
          <OverridesEditor
            type={panel.type}
            overrides={panel.fieldConfig.overrides}
            onChange={overrides => set('fieldConfig.overrides', overrides)}
          />
        </>
      ) : null}
    </div>
  )
}
