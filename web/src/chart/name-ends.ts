/** Long names differ at their ends as often as at their beginnings, so the end of a long one is never cut. */
export function nameEnds(name: string): { readonly head: string; readonly tail: string } {
  if (name.length <= 32) return { head: name, tail: '' }
  return { head: name.slice(0, -10), tail: name.slice(-10) }
}
