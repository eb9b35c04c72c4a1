/** One option of a panel as something to set. What is set back to what is taken anyway is taken out of the JSON. */
import { UNITS } from '../../../chart/unit-table.ts'
import { NumberField } from '../../../ui/NumberField.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { CALCULATIONS } from './calculations.ts'
import type { OptionField } from './option-fields.ts'

const UNIT_IDS = [...UNITS.keys()]

export interface OptionInputProps {
  readonly field: OptionField
  readonly value: unknown
  /** Undefined: nobody sets it. */
  readonly onChange: (value: unknown) => void
}

export function OptionInput({ field, value, onChange }: OptionInputProps) {
  const { label } = field
  const text = typeof value === 'string' ? value : ''
  switch (field.kind) {
    case 'text':
      return (
        <TextField
          label={label}
          value={text}
          placeholder={field.placeholder}
          onChange={next => onChange(next === '' ? undefined : next)}
        />
      )
    case 'unit':
      return (
        <TextField
          label={label}
          value={text}
          placeholder="short, s, bytes, reqps"
          suggestions={UNIT_IDS}
          onChange={next => onChange(next === '' ? undefined : next)}
        />
      )
    case 'number':
      return (
        <NumberField
          label={label}
          value={typeof value === 'number' ? value : undefined}
          placeholder={field.placeholder}
          min={field.min}
          max={field.max}
          onChange={onChange}
        />
      )
    case 'switch':
      return (
        <Switch
          label={label}
          isOn={typeof value === 'boolean' ? value : field.unset}
          onChange={isOn => onChange(isOn === field.unset ? undefined : isOn)}
        />
      )
    case 'choice':
      return (
        <Select
          label={label}
          isLabelShown
          value={text === '' ? field.unset : text}
          choices={withOther(field.choices, text)}
          onChange={next => onChange(next === field.unset ? undefined : next)}
        />
      )
    case 'calculation': {
      const [first = field.unset] = Array.isArray(value) ? (value as string[]) : []
      return (
        <Select
          label={label}
          isLabelShown
          value={first}
          choices={withOther(CALCULATIONS, first)}
          onChange={next => onChange([next])}
        />
      )
    }
    case 'calculations': {
      const chosen = Array.isArray(value) ? (value as string[]) : []
      return (
        <fieldset className="option-calculations">
          <legend>{label}</legend>
          {CALCULATIONS.slice(0, 8).map(([id, title]) => (
            <label key={id}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={({ target }) =>
                  onChange(target.checked ? [...chosen, id] : chosen.filter(each => each !== id))
                }
              />
              {title}
            </label>
          ))}
        </fieldset>
      )
    }
  }
}

/** What stands there stays choosable, also where we don't know it. */
function withOther(
  choices: readonly (readonly [string, string])[],
  value: string,
): readonly (readonly [string, string])[] {
  return value === '' || choices.some(([each]) => each === value) ? choices : [...choices, [value, value]]
}
