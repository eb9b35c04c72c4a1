/** The variables of a dashboard: what stands in its bar, and what it is filled with. */
import { VARIABLE_TYPES, type Variable } from '@vedette/dashboard'
import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'
import { Button } from '../../../ui/Button.tsx'
import { Select } from '../../../ui/Select.tsx'
import { Switch } from '../../../ui/Switch.tsx'
import { TextField } from '../../../ui/TextField.tsx'

export interface VariablesEditorProps {
  readonly variables: readonly Variable[]
  readonly onChange: (variables: readonly Variable[], about: string) => void
}

const TYPE_TITLES: Readonly<Record<string, string>> = {
  query: 'asked for',
  custom: 'a list',
  interval: 'a duration',
  constant: 'always the same',
  textbox: 'typed in',
  datasource: 'a data source',
}
const QUERY_LABELS: Readonly<Record<string, string>> = {
  query: 'Query',
  custom: 'Values, separated by commas',
  interval: 'Durations, separated by commas',
  constant: 'Value',
  textbox: 'Value at first',
  datasource: 'Type of data source',
}
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  query: 'label_values(up, job)',
  custom: 'prod, staging : Staging',
  interval: '1m,10m,1h',
}

export function VariablesEditor({ variables, onChange }: VariablesEditorProps) {
  const set = (at: number, next: Variable, field: string): void =>
    onChange(
      variables.map((each, i) => (i === at ? next : each)),
      `variable ${at} ${field}`,
    )
  const swap = (a: number, b: number): void => {
    const next = [...variables]
    ;[next[a], next[b]] = [next[b]!, next[a]!]
    onChange(next, '')
  }
  return (
    <div className="option-lines">
      {variables.map((variable, i) => {
        const same = variables.some((each, place) => place !== i && each.name === variable.name)
        const types = VARIABLE_TYPES.some(type => type === variable.type)
          ? VARIABLE_TYPES
          : [...VARIABLE_TYPES, variable.type]
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the name is what is typed
          <section key={i} className="option-box" aria-label={`Variable ${variable.name}`}>
            <div className="option-box-head">
              <strong>${variable.name}</strong>
              <span>
                <Button
                  kind="plain"
                  aria-label={`Move ${variable.name} up`}
                  isDisabled={i === 0}
                  onPress={() => swap(i, i - 1)}
                >
                  <ArrowUp aria-hidden />
                </Button>
                <Button
                  kind="plain"
                  aria-label={`Move ${variable.name} down`}
                  isDisabled={i === variables.length - 1}
                  onPress={() => swap(i, i + 1)}
                >
                  <ArrowDown aria-hidden />
                </Button>
                <Button
                  kind="plain"
                  aria-label={`Remove ${variable.name}`}
                  onPress={() =>
                    onChange(
                      variables.filter((_, place) => place !== i),
                      '',
                    )
                  }
                >
                  <Trash2 aria-hidden />
                </Button>
              </span>
            </div>
            <TextField
              label="Name"
              value={variable.name}
              problem={
                same
                  ? 'Another variable has this name.'
                  : /^\w+$/.test(variable.name)
                    ? undefined
                    : 'Letters, digits and _ only.'
              }
              onChange={name => set(i, { ...variable, name }, 'name')}
            />
            <TextField
              label="Label"
              value={variable.label ?? ''}
              placeholder={variable.name}
              onChange={label => set(i, { ...variable, label: label === '' ? undefined : label }, 'label')}
            />
            <Select
              label="Its values are"
              isLabelShown
              value={variable.type}
              choices={types.map(type => [type, TYPE_TITLES[type] ?? type])}
              onChange={type => set(i, { ...variable, type }, '')}
            />
            <TextField
              label={QUERY_LABELS[variable.type] ?? 'Query'}
              isCode
              value={queryText(variable)}
              placeholder={PLACEHOLDERS[variable.type]}
              onChange={query => set(i, { ...variable, query, definition: query }, 'query')}
            />
            {variable.type === 'query' ? (
              <TextField
                label="Only what this pattern finds"
                isCode
                value={variable.regex ?? ''}
                placeholder="/(.*):9090/"
                onChange={regex => set(i, { ...variable, regex }, 'regex')}
              />
            ) : null}
            {variable.type === 'query' || variable.type === 'custom' ? (
              <div className="queries-editor-options">
                <Switch
                  label="Several at once"
                  isOn={variable.multi === true}
                  onChange={multi => set(i, { ...variable, multi }, '')}
                />
                <Switch
                  label="All is one of them"
                  isOn={variable.includeAll === true}
                  onChange={includeAll => set(i, { ...variable, includeAll }, '')}
                />
              </div>
            ) : null}
          </section>
        )
      })}
      <Button onPress={() => onChange([...variables, newVariable(variables)], '')}>
        <Plus aria-hidden />
        Add variable
      </Button>
    </div>
  )
}

function queryText({ query }: Variable): string {
  return typeof query === 'string' ? query : (query?.query ?? '')
}

function newVariable(variables: readonly Variable[]): Variable {
  const taken = new Set(variables.map(({ name }) => name))
  let number = 0
  while (taken.has(`query${number}`)) number++
  return { name: `query${number}`, type: 'query', query: '', refresh: 1, hide: 0 }
}
