/** A variable that is typed. It counts when Enter is pressed or the field is left, so that not each letter asks. */
import { useEffect, useState } from 'react'

export interface TextVariableProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

export function TextVariable({ label, value, onChange }: TextVariableProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const commit = (): void => {
    if (text !== value) onChange(text)
  }
  return (
    <input
      className="text-variable"
      aria-label={label}
      value={text}
      onChange={event => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={event => {
        if (event.key === 'Enter') commit()
      }}
    />
  )
}
