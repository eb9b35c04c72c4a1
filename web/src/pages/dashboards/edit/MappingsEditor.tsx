/** What a value is called, instead of its number: `0` is `down`. */
import type { MappingResult, ValueMapping } from '@vedette/dashboard'
import { Plus, X } from 'lucide-react'
import { Button } from '../../../ui/Button.tsx'
import { TextField } from '../../../ui/TextField.tsx'

export interface MappingsEditorProps {
  readonly mappings: readonly ValueMapping[]
  readonly onChange: (mappings: readonly ValueMapping[]) => void
}

/** One line of the form. Ranges, patterns and special values are kept as they are, and told. */
interface Line {
  readonly value: string
  readonly result: MappingResult
}

export function MappingsEditor({ mappings, onChange }: MappingsEditorProps) {
  const lines = mappings.flatMap(mapping =>
    mapping.type === 'value'
      ? Object.entries(mapping.options).map(([value, result]): Line => ({ value, result }))
      : [],
  )
  const others = mappings.filter(({ type }) => type !== 'value')
  const set = (next: readonly Line[]): void => {
    const options = Object.fromEntries(next.map(({ value, result }) => [value, result]))
    onChange([...(next.length === 0 ? [] : [{ type: 'value' as const, options }]), ...others])
  }
  const change = (at: number, line: Line): void => set(lines.map((each, i) => (i === at ? line : each)))
  return (
    <section className="panel-options-group" aria-label="Names of values">
      <h3>Names of values</h3>
      <ul className="option-lines">
        {lines.map((line, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the value itself is what is typed
          <li key={i} className="option-line">
            <TextField
              label="Value"
              value={line.value}
              onChange={value => {
                if (!lines.some((each, place) => place !== i && each.value === value))
                  change(i, { ...line, value })
              }}
            />
            <TextField
              label="Is called"
              value={line.result.text ?? ''}
              onChange={text => change(i, { ...line, result: { ...line.result, text } })}
            />
            <Button
              kind="plain"
              aria-label={`Remove the name of ${line.value}`}
              onPress={() => set(lines.filter((_, place) => place !== i))}
            >
              <X aria-hidden />
            </Button>
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <p className="quiet">
          {others.length === 1 ? 'One more mapping' : `${others.length} more mappings`} by range, pattern or
          special value: in the JSON.
        </p>
      )}
      <Button
        onPress={() => {
          const free = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find(
            number => !lines.some(({ value }) => value === String(number)),
          )
          if (free !== undefined)
            set([...lines, { value: String(free), result: { text: '', index: lines.length } }])
        }}
      >
        <Plus aria-hidden />
        Add name
      </Button>
    </section>
  )
}
