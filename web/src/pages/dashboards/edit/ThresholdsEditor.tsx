/** From which value on what colour. */
import type { FieldThresholds } from '@vedette/dashboard'
import { Plus, X } from 'lucide-react'
import { Button } from '../../../ui/Button.tsx'
import { NumberField } from '../../../ui/NumberField.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'

export interface ThresholdsEditorProps {
  readonly thresholds: FieldThresholds | undefined
  readonly onChange: (thresholds: FieldThresholds | undefined) => void
}

const COLOURS = ['green', 'yellow', 'orange', 'red', 'blue', 'purple', 'text', 'transparent']
const NEXT_COLOUR = ['green', 'orange', 'red']

export function ThresholdsEditor({ thresholds, onChange }: ThresholdsEditorProps) {
  const { mode = 'absolute', steps = [] } = thresholds ?? {}
  const set = (next: FieldThresholds['steps']): void =>
    onChange(next.length === 0 ? undefined : { mode, steps: inOrder(next) })
  const change = (at: number, to: Partial<FieldThresholds['steps'][number]>): void =>
    set(steps.map((step, i) => (i === at ? { ...step, ...to } : step)))
  const add = (): void => {
    const color = NEXT_COLOUR[Math.min(steps.length, NEXT_COLOUR.length - 1)]!
    const last = steps.at(-1)?.value ?? 0
    set([...steps, { value: steps.length === 0 ? null : last + (mode === 'percentage' ? 10 : 80), color }])
  }
  return (
    <section className="panel-options-group" aria-label="Thresholds">
      <h3>Thresholds</h3>
      {steps.length === 0 ? null : (
        <Select
          label="Values are"
          isLabelShown
          value={mode}
          choices={[
            ['absolute', 'as they are'],
            ['percentage', 'percent of the range'],
          ]}
          onChange={next => onChange({ mode: next, steps })}
        />
      )}
      <ul className="option-lines">
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
          <li key={i} className="option-line">
            {step.value === null ? (
              <span className="quiet">Below everything</span>
            ) : (
              <NumberField
                label="From"
                value={step.value}
                onChange={value => change(i, { value: value ?? 0 })}
              />
            )}
            <TextField
              label="Colour"
              value={step.color}
              suggestions={COLOURS}
              onChange={color => change(i, { color })}
            />
            <Button
              kind="plain"
              aria-label={`Remove threshold ${i + 1}`}
              onPress={() => set(steps.filter((_, place) => place !== i))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      <Button onPress={add}>
        <Plus aria-hidden />
        Add threshold
      </Button>
    </section>
  )
}

/** Ascending; the first begins below everything. */
function inOrder(steps: FieldThresholds['steps']): FieldThresholds['steps'] {
  const [first, ...rest] = [...steps].sort(
    (a, b) => (a.value ?? Number.NEGATIVE_INFINITY) - (b.value ?? Number.NEGATIVE_INFINITY),
  )
  return first === undefined ? [] : [{ ...first, value: null }, ...rest]
}
