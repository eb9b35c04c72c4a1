/** A number, or none: an empty field means that nobody has set it. */
import { useId, useState } from 'react'
import './fields.css'

export interface NumberFieldProps {
  readonly label: string
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
  /** What is taken while nothing is set. */
  readonly placeholder?: string | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

export function NumberField({ label, value, onChange, placeholder, min, max }: NumberFieldProps) {
  const id = useId()
  // While somebody types `-` or `1e` it is no number yet.
  const [typed, setTyped] = useState<string>()
  const take = (text: string): void => {
    setTyped(text)
    const number = Number(text)
    if (text.trim() === '') onChange(undefined)
    else if (Number.isFinite(number)) onChange(Math.min(max ?? number, Math.max(min ?? number, number)))
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field-input field-number"
        type="text"
        inputMode="decimal"
        value={typed ?? (value === undefined ? '' : String(value))}
        placeholder={placeholder}
        onChange={event => take(event.target.value)}
        onBlur={() => setTyped(undefined)}
      />
    </div>
  )
}
