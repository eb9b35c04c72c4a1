/** Numbers and times as Prometheus's JSON has them: values as strings by Go's rules, times in seconds. */

/** `1.5e-07`, `1e+21`, `-0`, `+Inf`: Go's shortest form, which is JavaScript's but for the exponent's digits and the names. */
export function valueText(value: number): string {
  const text = String(value)
  const size = Math.abs(value)
  // Between these bounds the two agree, and nearly all values lie there.
  if (size >= 1e-6 && size < 1e21) return text
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return text.replace(/e([+-])(\d)$/, 'e$10$2')
}

/** Seconds with three decimals where there is a fraction. */
export function secondsText(timeMs: number): string {
  const size = Math.abs(timeMs)
  const seconds = Math.floor(size / 1000)
  const rest = size - seconds * 1000
  const sign = timeMs < 0 ? '-' : ''
  return rest === 0 ? `${sign}${seconds}` : `${sign}${seconds}.${String(rest).padStart(3, '0')}`
}
