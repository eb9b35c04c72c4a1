/** A line of text with its label above it; several lines where told. */
import { useId } from 'react'
import './fields.css'

export interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string | undefined
  /** More than one makes it a text of several lines. */
  readonly lines?: number | undefined
  /** What is wrong with it. */
  readonly problem?: string | undefined
  /** Values to choose from while typing; others may be typed as well. */
  readonly suggestions?: readonly string[] | undefined
  /** For code: in a font of equal widths. */
  readonly isCode?: boolean | undefined
}

export function TextField(props: TextFieldProps) {
  const { label, value, onChange, placeholder, lines = 1, problem, suggestions, isCode = false } = props
  const id = useId()
  const shared = {
    id,
    value,
    placeholder,
    className: isCode ? 'field-input field-code' : 'field-input',
    'aria-invalid': problem !== undefined,
    'aria-describedby': problem === undefined ? undefined : `${id}-problem`,
    spellCheck: !isCode,
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {lines > 1 ? (
        <textarea {...shared} rows={lines} onChange={event => onChange(event.target.value)} />
      ) : (
        <input
          {...shared}
          type="text"
          list={suggestions === undefined ? undefined : `${id}-list`}
          onChange={event => onChange(event.target.value)}
        />
      )}
      {suggestions === undefined ? null : (
        <datalist id={`${id}-list`}>
          {suggestions.map(each => (
            <option key={each} value={each} />
          ))}
        </datalist>
      )}
      {problem === undefined ? null : (
        <p id={`${id}-problem`} className="field-problem" role="alert">
          {problem}
        </p>
      )}
    </div>
  )
}
