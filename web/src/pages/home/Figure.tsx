/** One number that matters, large. */
import type { ReactNode } from 'react'
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
