/** Labels in a line: struck through where only the document has them, with a plus where only the series do. */
import type { LabelPlace } from './metric-rows.ts'

export function LabelMarks({ places }: { readonly places: readonly (readonly [string, LabelPlace])[] }) {
  return (
    <span className="reference-labels">
      {places.map(([name, place]) =>
        place === 'both' ? (
          <span key={name}>{name}</span>
        ) : place === 'documented' ? (
          <del key={name}>{name}</del>
        ) : (
          <ins key={name}>+{name}</ins>
        ),
      )}
    </span>
  )
}
