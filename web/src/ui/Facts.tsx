/** Names and what they stand for, in two columns. */
import type { ReactNode } from 'react'
import './Facts.css'

export interface FactsProps {
  /** A fact without a value is left out. */
  readonly facts: readonly (readonly [name: string, value: ReactNode])[]
}

export function Facts({ facts }: FactsProps) {
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
