/**
 * A sample's value as ClickHouse keeps it: mantissa / 10^exponent wherever the division gives back the very same double, the
 * raw double elsewhere. Counters and most gauges are short decimals, and their mantissas compress to less than half of what the best float codec
 * leaves.
 *
 * Neighbours in a column compress well only under one exponent, so a series keeps the exponent that it once needed. One value with
 * many digits must not spoil all that follow: an exponent above LONG is taken back after a while.
 */
export const RAW_EXPONENT = 127
export const STALE_EXPONENT = 126

export const POWERS_OF_TEN: Float64Array = Float64Array.from({ length: 23 }, (_, power) =>
  Number(`1e${power}`),
)

/** A value with more fraction digits gains nothing over its raw bits, and trying costs a division a digit. */
const MOST_DIGITS = 10
const LARGEST = 2 ** 53

/**
 * The smallest exponent from `from` on under which the value is exact, or RAW_EXPONENT. The mantissa is then
 * `Math.round(value * 10^exponent)`. Negative zero is raw: an integer has no such thing.
 */
export function exactExponent(value: number, from: number): number {
  if (value === 0) return Object.is(value, -0) ? RAW_EXPONENT : from
  for (let exponent = from; exponent <= MOST_DIGITS; exponent++) {
    const power = POWERS_OF_TEN[exponent]!
    const mantissa = Math.round(value * power)
    if (mantissa > LARGEST || mantissa < -LARGEST) return RAW_EXPONENT
    if (mantissa / power === value) return exponent
  }
  return RAW_EXPONENT
}
