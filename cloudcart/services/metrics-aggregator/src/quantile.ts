/** A quantile out of histogram buckets, as PromQL's `histogram_quantile` interpolates it. */

/** Upper bound to how many observations were at most that; `Infinity` must be among them. Undefined where nothing was observed. */
export function histogramQuantile(share: number, buckets: ReadonlyMap<number, number>): number | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b)
  if (sorted.length < 2 || sorted.at(-1)![0] !== Number.POSITIVE_INFINITY) return undefined
  // Buckets are read one after the other while the service goes on counting: a later one is never smaller.
  let most = 0
  const cumulative = sorted.map(([bound, count]) => {
    most = Math.max(most, count)
    return { bound, count: most }
  })
  if (most === 0) return undefined
  const rank = share * most
  const found = cumulative.findIndex(({ count }) => count >= rank)
  const { bound, count } = cumulative[found]!
  if (bound === Number.POSITIVE_INFINITY) return cumulative.at(-2)!.bound
  const below = found === 0 ? { bound: 0, count: 0 } : cumulative[found - 1]!
  if (found === 0 && bound <= 0) return bound
  return below.bound + (bound - below.bound) * ((rank - below.count) / (count - below.count))
}
