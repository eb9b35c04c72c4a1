/** A number as Go's `%v` prints it: `1e+06`, `0.0001`, `+Inf`. */
export function goNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  if (Object.is(value, -0)) return '-0'
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string]
  const exponent = Number(exponentText)
  if (exponent >= -4 && exponent < 21) return plain(value)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function plain(value: number): string {
  const text = String(value)
  return text.includes('e')
    ? value.toFixed(Math.max(0, -Math.floor(Math.log10(Math.abs(value))) + 20)).replace(/0+$/, '')
    : text
}
