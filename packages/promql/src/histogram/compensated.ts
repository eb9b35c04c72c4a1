/** Sums that carry along what rounding dropped (Kahan's method as Neumaier improved it), one per place of an array. */

/** Adds a value to `sums[at]`; `rests` is kept by those ways of adding that compensate. */
export type Accumulate = (sums: Float64Array, rests: Float64Array, at: number, value: number) => void

export const plainly: Accumulate = (sums, _, at, value) => {
  sums[at] = sums[at]! + value
}

export const compensated: Accumulate = (sums, rests, at, value) => {
  const sum = sums[at]!
  const total = sum + value
  if (total === Infinity || total === -Infinity) rests[at] = 0
  else if (Math.abs(sum) >= Math.abs(value)) rests[at] = rests[at]! + (sum - total + value)
  else rests[at] = rests[at]! + (value - total + sum)
  sums[at] = total
}
