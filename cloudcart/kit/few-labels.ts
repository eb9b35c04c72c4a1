/** Label values that come from outside (ids, addresses): the first so many keep their name, the rest are `other`. */
export function fewLabels(most: number): (value: string) => string {
  const named = new Set<string>()
  return value => {
    if (named.has(value)) return value
    if (named.size >= most) return 'other'
    named.add(value)
    return value
  }
}
