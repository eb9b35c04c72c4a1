/** What is done to the answers before they are shown, step after step. */
import { TRANSFORMATION_IDS, type Transformation } from '@vedette/dashboard'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { TextField } from '../../../ui/TextField.tsx'

export interface TransformationsEditorProps {
  readonly transformations: readonly Transformation[]
  readonly onChange: (transformations: readonly Transformation[], about: string) => void
}

export function TransformationsEditor({ transformations, onChange }: TransformationsEditorProps) {
  const set = (at: number, next: Transformation, about = ''): void =>
    onChange(
      transformations.map((each, i) => (i === at ? next : each)),
      about,
    )
  const swap = (a: number, b: number): void => {
    const next = [...transformations]
    ;[next[a], next[b]] = [next[b]!, next[a]!]
    onChange(next, '')
  }
  return (
    <div className="option-lines">
      {transformations.length === 0 ? (
        <p className="quiet">
          The answers are shown as they come. Steps can join, filter, rename and reduce them.
        </p>
      ) : null}
      {transformations.map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <section key={i} className="option-box" aria-label={`Step ${i + 1}: ${step.id}`}>
          <div className="option-box-head">
            <strong>
              {i + 1}. {step.id}
            </strong>
            <span>
              <Switch
                label="On"
                isOn={step.disabled !== true}
                onChange={isOn => set(i, { ...step, disabled: isOn ? undefined : true })}
              />
              <Button kind="plain" aria-label="Earlier" isDisabled={i === 0} onPress={() => swap(i, i - 1)}>
                <ArrowUp aria-hidden />
              </Button>
              <Button
                kind="plain"
                aria-label="Later"
                isDisabled={i === transformations.length - 1}
                onPress={() => swap(i, i + 1)}
              >
                <ArrowDown aria-hidden />
              </Button>
              <Button
                kind="plain"
                aria-label={`Remove step ${i + 1}`}
                onPress={() =>
                  onChange(
                    transformations.filter((_, place) => place !== i),
                    '',
                  )
                }
              >
                <X aria-hidden />
              </Button>
            </span>
          </div>
          <OptionsJson
            options={step.options}
            onChange={options => set(i, { ...step, options }, `step ${i} options`)}
          />
        </section>
      ))}
      <Select
        label="Add a step"
        value=""
        choices={[['', 'Add a step'], ...[...TRANSFORMATION_IDS].sort().map(id => [id, id] as const)]}
        onChange={id => {
          if (id !== '') onChange([...transformations, { id, options: {} }], '')
        }}
      />
    </div>
  )
}

interface OptionsJsonProps {
  readonly options: Transformation['options']
  readonly onChange: (options: Transformation['options']) => void
}

interface Typed {
  readonly text: string
  readonly problem?: string
  /** What it stands for: once there are other options here, of another step or an older time, what was typed is gone. */
  readonly of: Transformation['options']
}

/** What is typed is taken as soon as it is JSON. */
function OptionsJson({ options, onChange }: OptionsJsonProps) {
  const [typed, setTyped] = useState<Typed>()
  const now = typed?.of === options ? typed : undefined
  const take = (text: string): void => {
    try {
      const parsed: unknown = JSON.parse(text)
      if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
        throw new Error('an object is expected: { ... }')
      const next = parsed as Transformation['options']
      setTyped({ text, of: next })
      onChange(next)
    } catch (error) {
      setTyped({ text, of: options, problem: (error as Error).message })
    }
  }
  return (
    <TextField
      label="Options"
      isCode
      lines={4}
      value={now?.text ?? JSON.stringify(options, null, 2)}
      problem={now?.problem}
      onChange={take}
    />
  )
}
