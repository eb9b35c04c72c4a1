/** Which axis each query's series go by: milliseconds beside requests a second would lie flat on one that they share. */
export interface QueryAxes {
  readonly left: { readonly unit: string | undefined }
  readonly right: { readonly unit: string | undefined } | undefined
  /** One for each query. */
  readonly sides: readonly ('left' | 'right')[]
}

export function axesFor(units: readonly (string | undefined)[]): QueryAxes {
  const kinds = [...new Set(units)]
  // There are only two sides.
  if (kinds.length > 2) return { left: { unit: 'short' }, right: undefined, sides: units.map(() => 'left') }
  return {
    left: { unit: kinds[0] },
    right: kinds.length === 2 ? { unit: kinds[1] } : undefined,
    sides: units.map(unit => (unit === kinds[0] ? 'left' : 'right')),
  }
}
