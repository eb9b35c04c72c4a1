/** Set operations over ascending lists of refs. */
export function intersect(a: readonly number[], b: readonly number[]): number[] {
  const out: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const difference = a[i]! - b[j]!
    if (difference === 0) {
      out.push(a[i]!)
      i++
      j++
    } else if (difference < 0) i++
    else j++
  }
  return out
}

export function subtract(a: readonly number[], b: readonly number[]): readonly number[] {
  if (b.length === 0) return a
  const out: number[] = []
  let j = 0
  for (const ref of a) {
    while (j < b.length && b[j]! < ref) j++
    if (b[j] !== ref) out.push(ref)
  }
  return out
}

export function union(sets: readonly (readonly number[])[]): readonly number[] {
  if (sets.length === 0) return []
  if (sets.length === 1) return sets[0]!
  if (sets.length === 2) return merge(sets[0]!, sets[1]!)
  // Halving keeps it at n log k however many values a pattern matched.
  const middle = sets.length >>> 1
  return merge(union(sets.slice(0, middle)), union(sets.slice(middle)))
}

function merge(a: readonly number[], b: readonly number[]): readonly number[] {
  const out: number[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const difference = a[i]! - b[j]!
    out.push(difference <= 0 ? a[i]! : b[j]!)
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  while (i < a.length) out.push(a[i++]!)
  while (j < b.length) out.push(b[j++]!)
  return out
}
