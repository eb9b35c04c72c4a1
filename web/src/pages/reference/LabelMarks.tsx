/** Labels in a line: struck through where only the document has them, with a plus where only the series do. */
import type { LabelPlace } from './metric-rows.ts'

export interface LabelMarksProps {
  readonly places: readonly (readonly [name: string, place: LabelPlace])[]
  /** Nothing is there, so nothing is missing from it. */
  readonly isMissing: boolean
}

export function LabelMarks({ places, isMissing }: LabelMarksProps) {
  return (
    <span className="reference-labels">
      {places
        .filter(([, place]) => place !== 'implied')
        .map(([name, place]) =>
          place === 'documented' && !isMissing ? (
            <del key={name}>{name}</del>
          ) : place === 'real' ? (
            <ins key={name}>+{name}</ins>
          ) : (
            <span key={name}>{name}</span>
          ),
        )}
    </span>
  )
}
