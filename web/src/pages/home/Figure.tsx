/** One number that matters, large. */
import type { ReactNode } from 'react'
import { Button } from '../../ui/Button.tsx'
import { type State, StateMark } from '../../ui/StateMark.tsx'
import './Figure.css'

export interface FigureProps {
  readonly name: string
  readonly value: ReactNode
  readonly note: ReactNode
  /** Where it is one to look at. */
  readonly state?: State | undefined
}

const WORDS: Record<State, string> = {
  good: 'Good',
  warning: 'Warning',
  critical: 'Critical',
  unknown: 'Unknown',
}

export function Figure({ name, value, note, state }: FigureProps) {
  return (
    <section className="panel figure" aria-label={name}>
      <h2>
        {name}
        {state === undefined ? null : <StateMark state={state}>{WORDS[state]}</StateMark>}
      </h2>
      <p className="figure-value">{value}</p>
      <div className="figure-note">{note}</div>
    </section>
  )
}

/** Instead of the note, where the number is not known. */
export function Unanswered({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  return (
    <span className="figure-unanswered">
      <Button kind="plain" onPress={onRetry}>
        Try again
      </Button>
      <span className="cut" title={error.message}>
        {error.message}
      </span>
    </span>
  )
}
