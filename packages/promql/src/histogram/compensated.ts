/** Ways of adding: plainly, or carrying along what rounding drops (Kahan's method as Neumaier improved it). */

export interface Addition {
  /** Adds a value to `sums[at]`; `rests` holds what was dropped, one per place, for those that keep it. */
  one(sums: Float64Array, rests: Float64Array, at: number, value: number): void
  /** Adds `values` times `sign`, place by place, from the place `from` on. */
  all(sums: Float64Array, rests: Float64Array, values: Float64Array, sign: number, from: number): void
  readonly keepsRests: boolean
}

export const plainly: Addition = {
  keepsRests: false,
  one(sums, _, at, value) {
    sums[at] = sums[at]! + value
  },
  all(sums, _, values, sign, from) {
    for (let i = from; i < values.length; i++) sums[i] = sums[i]! + sign * values[i]!
  },
}

export const compensated: Addition = {
  keepsRests: true,
  one: addCompensated,
  all(sums, rests, values, sign, from) {
    for (let i = from; i < values.length; i++) addCompensated(sums, rests, i, sign * values[i]!)
  },
}

function addCompensated(sums: Float64Array, rests: Float64Array, at: number, value: number): void {
  const sum = sums[at]!
  const total = sum + value
  if (total === Infinity || total === -Infinity) rests[at] = 0
  else if (Math.abs(sum) >= Math.abs(value)) rests[at] = rests[at]! + (sum - total + value)
  else rests[at] = rests[at]! + (value - total + sum)
  sums[at] = total
}
