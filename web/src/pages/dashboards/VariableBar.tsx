/** What a reader may choose on a dashboard: its variables, and what it marks. */
import type { AnnotationQuery } from '@vedette/dashboard'
import { TriangleAlert } from 'lucide-react'
import { Select } from '../../ui/Select.tsx'
import { ChoiceButton } from './ChoiceButton.tsx'
import { TextVariable } from './TextVariable.tsx'
import type { VariableState } from './use-variables.ts'
import './VariableBar.css'

export interface VariableBarProps {
  readonly variables: readonly VariableState[]
  readonly onChoose: (name: string, values: readonly string[]) => void
  readonly annotations: readonly AnnotationQuery[]
  readonly isOn: (annotation: AnnotationQuery) => boolean
  readonly onSwitch: (annotation: AnnotationQuery, isOn: boolean) => void
}

export function VariableBar({ variables, onChoose, annotations, isOn, onSwitch }: VariableBarProps) {
  const shown = variables.filter(isShown)
  const switches = annotations.filter(({ hide }) => hide !== true)
  if (shown.length === 0 && switches.length === 0) return null
  return (
    <div className="variable-bar">
      {shown.map(state => (
        <VariableControl key={state.variable.name} state={state} onChoose={onChoose} />
      ))}
      {switches.map((annotation, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: several may have one name
        <label key={i} className="variable-bar-switch">
          <input
            type="checkbox"
            checked={isOn(annotation)}
            onChange={event => onSwitch(annotation, event.target.checked)}
          />
          {annotation.name}
        </label>
      ))}
    </div>
  )
}

/** Where there is one data source, there is nothing to choose. */
function isShown({ variable, choices, problem }: VariableState): boolean {
  if (variable.hide === 2 || variable.type === 'constant') return false
  return variable.type !== 'datasource' || choices.length > 1 || problem !== undefined
}

interface VariableControlProps {
  readonly state: VariableState
  readonly onChoose: (name: string, values: readonly string[]) => void
}

function VariableControl({ state, onChoose }: VariableControlProps) {
  const { variable, value, problem } = state
  const label = variable.label || variable.name
  const choose = (values: readonly string[]): void => onChoose(variable.name, values)
  return (
    <div className="variable" title={variable.description || undefined}>
      {variable.hide === 1 ? null : (
        <span className="variable-label cut" title={label}>
          {label}
        </span>
      )}
      {variable.type === 'textbox' ? (
        <TextVariable
          label={label}
          value={[value.value].flat().join(',')}
          onChange={text => choose([text])}
        />
      ) : variable.type === 'interval' ? (
        <Select
          label={label}
          value={chosenInterval(state)}
          onChange={each => choose([each])}
          choices={state.choices.map(each => [each.value, each.text] as const)}
        />
      ) : (
        <ChoiceButton label={label} state={state} onChoose={choose} />
      )}
      {problem === undefined ? null : (
        <span className="variable-problem" role="img" aria-label={problem} title={problem}>
          <TriangleAlert aria-hidden size={14} />
        </span>
      )}
    </div>
  )
}

/** What is shown is a length; what was chosen may be `auto`. */
function chosenInterval({ value, choices }: VariableState): string {
  return choices.find(({ text }) => text === value.text)?.value ?? String(value.value)
}
