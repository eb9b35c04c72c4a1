/** What single fields are told apart from the others: by name, by pattern, by query. */
import type { FieldOverride } from '@vedette/dashboard'
import { Plus, X } from 'lucide-react'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { OptionInput } from './OptionInput.tsx'
import { overridable } from './option-fields.ts'

export interface OverridesEditorProps {
  readonly type: string
  readonly overrides: readonly FieldOverride[]
  readonly onChange: (overrides: readonly FieldOverride[]) => void
}

const MATCHERS: readonly (readonly [id: string, title: string])[] = [
  ['byName', 'named'],
  ['byRegexp', 'whose name matches'],
  ['byFrameRefID', 'of query'],
  ['byType', 'of type'],
]

export function OverridesEditor({ type, overrides, onChange }: OverridesEditorProps) {
  const set = (at: number, next: FieldOverride): void =>
    onChange(overrides.map((each, i) => (i === at ? next : each)))
  return (
    <section className="panel-options-group" aria-label="Single fields">
      <h3>Single fields</h3>
      {overrides.map((override, i) => (
        <Override
          // biome-ignore lint/suspicious/noArrayIndexKey: the order is what decides among them
          key={i}
          type={type}
          override={override}
          onChange={next => set(i, next)}
          onRemove={() => onChange(overrides.filter((_, place) => place !== i))}
        />
      ))}
      <Button
        onPress={() => onChange([...overrides, { matcher: { id: 'byName', options: '' }, properties: [] }])}
      >
        <Plus aria-hidden />
        Add fields
      </Button>
    </section>
  )
}

interface OverrideProps {
  readonly type: string
  readonly override: FieldOverride
  readonly onChange: (override: FieldOverride) => void
  readonly onRemove: () => void
}

function Override({ type, override, onChange, onRemove }: OverrideProps) {
  const { matcher, properties } = override
  const known = new Map(overridable(type))
  const choices = MATCHERS.some(([id]) => id === matcher.id)
    ? MATCHERS
    : [...MATCHERS, [matcher.id, matcher.id] as const]
  const unused = [...known].filter(([id]) => !properties.some(property => property.id === id))
  const setValue = (id: string, value: unknown): void =>
    onChange({ ...override, properties: properties.map(each => (each.id === id ? { id, value } : each)) })
  return (
    <div className="option-box">
      <div className="option-box-head">
        <Select
          label="Fields"
          isLabelShown
          value={matcher.id}
          choices={choices}
          onChange={id => onChange({ ...override, matcher: { ...matcher, id } })}
        />
        <Button kind="plain" aria-label="Remove these fields" onPress={onRemove}>
          <X aria-hidden />
        </Button>
      </div>
      {typeof matcher.options === 'string' || matcher.options === undefined ? (
        <TextField
          label="Which"
          value={matcher.options ?? ''}
          onChange={options => onChange({ ...override, matcher: { ...matcher, options } })}
        />
      ) : (
        <p className="quiet">Which: in the JSON.</p>
      )}
      {properties.map(({ id, value }) => {
        const field = known.get(id)
        return (
          <div key={id} className="option-box-head">
            {field === undefined ? (
              <code>{id}</code>
            ) : (
              <OptionInput field={field} value={value} onChange={next => setValue(id, next)} />
            )}
            <Button
              kind="plain"
              aria-label={`Remove ${field?.label ?? id}`}
              onPress={() => onChange({ ...override, properties: properties.filter(each => each.id !== id) })}
            >
              <X aria-hidden />
            </Button>
          </div>
        )
      })}
      <Select
        label="Add what they are told"
        value=""
        choices={[['', 'Add what they are told'], ...unused.map(([id, { label }]) => [id, label] as const)]}
        onChange={id => {
          if (id !== '') onChange({ ...override, properties: [...properties, { id, value: undefined }] })
        }}
      />
    </div>
  )
}
