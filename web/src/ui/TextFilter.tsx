/** Narrows a list down by typing; `/` brings one here, Esc clears it. */
import { Search, X } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Button, Input, SearchField } from 'react-aria-components'
import { countWords } from './count-words.ts'
import { type Shortcut, useShortcuts } from './shortcuts.ts'
import './TextFilter.css'

export interface TextFilterProps {
  /** `Filter targets` */
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly placeholder?: string
  /** How many are left of how many. */
  readonly count?: { readonly shown: number; readonly all: number } | undefined
}

export function TextFilter({ label, value, onChange, placeholder, count }: TextFilterProps) {
  const input = useRef<HTMLInputElement>(null)
  const [typed, type] = useTyped(value, onChange)
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [{ keys: '/', does: label, group: 'This page', run: () => input.current?.focus() }],
    [label],
  )
  useShortcuts(shortcuts)
  return (
    <div className="text-filter">
      <SearchField className="text-filter-field" aria-label={label} value={typed} onChange={type}>
        <Search aria-hidden />
        <Input ref={input} placeholder={placeholder ?? `${label} ( / )`} />
        <Button className="text-filter-clear" aria-label="Clear">
          <X aria-hidden />
        </Button>
      </SearchField>
      {count === undefined ? null : (
        <span className="quiet" role="status">
          {countWords(count, label)}
        </span>
      )}
    </div>
  )
}

/**
 * What is typed shows at once. The address, where it mostly stands, follows a moment later: a field that showed only what is there would lose the
 * letters that are typed meanwhile.
 */
function useTyped(value: string, onChange: (text: string) => void): [string, (text: string) => void] {
  const [typed, setTyped] = useState(value)
  /** Told and not back yet: it is no change from outside, which would undo what was typed since. */
  const underway = useRef<string[]>([])
  useEffect(() => {
    const own = underway.current.lastIndexOf(value)
    underway.current.splice(0, own < 0 ? underway.current.length : own + 1)
    if (own < 0) setTyped(value)
  }, [value])
  const type = (text: string): void => {
    underway.current.push(text)
    setTyped(text)
    onChange(text)
  }
  return [typed, type]
}
