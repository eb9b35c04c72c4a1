/** Narrows a list down by typing; `/` brings one here, Esc clears it. */
import { Search, X } from 'lucide-react'
import { useMemo, useRef } from 'react'
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
  const shortcuts = useMemo<readonly Shortcut[]>(
    () => [{ keys: '/', does: label, group: 'This page', run: () => input.current?.focus() }],
    [label],
  )
  useShortcuts(shortcuts)
  return (
    <div className="text-filter">
      <SearchField className="text-filter-field" aria-label={label} value={value} onChange={onChange}>
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
