/** One of a few. The browser's own list: it works everywhere, also on phones. */
import './Select.css'

export interface SelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly choices: readonly (readonly [value: Value, title: string])[]
  readonly onChange: (value: Value) => void
  /** The label stands before it, else it is only spoken. */
  readonly isLabelShown?: boolean
}

export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, value, choices, onChange, isLabelShown = false } = props
  return (
    <label className="select">
      <span className={isLabelShown ? 'quiet' : 'only-spoken'}>{label}</span>
      <select value={value} onChange={event => onChange(event.target.value as Value)} title={label}>
        {choices.map(([each, title]) => (
          <option key={each} value={each}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}
