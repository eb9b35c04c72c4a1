/**
 * Sums that carry their rounding errors along (Neumaier's improvement of Kahan's summation), bit for bit those of Prometheus.
 *
 * The error of an addition is found without asking which number is larger (Knuth's TwoSum): it is the same number, exactly, and the loop
 * has no branch. Only where a sum is infinite the two differ, and there the error is not asked for: see `compensatedValue`.
 */

/** Sums start at -0, to which any number can be added without changing it. */
export function newSums(steps: number): Float64Array {
  return new Float64Array(steps).fill(-0)
}

export function addCompensated(values: Float64Array, sums: Float64Array, errors: Float64Array): void {
  const count = sums.length
  for (let step = 0; step < count; step++) {
    const value = values[step]!
    const before = sums[step]!
    const sum = before + value
    const part = sum - before
    sums[step] = sum
    errors[step] = errors[step]! + (before - (sum - part) + (value - part))
  }
}

export function addCompensatedAt(
  step: number,
  value: number,
  sums: Float64Array,
  errors: Float64Array,
): void {
  const before = sums[step]!
  const sum = before + value
  const part = sum - before
  sums[step] = sum
  errors[step] = errors[step]! + (before - (sum - part) + (value - part))
}

/** An infinite sum is infinite whatever was lost on the way; its error is not a number. */
export function compensatedValue(sum: number, error: number): number {
  return sum === Number.POSITIVE_INFINITY || sum === Number.NEGATIVE_INFINITY ? sum : sum + error
}
