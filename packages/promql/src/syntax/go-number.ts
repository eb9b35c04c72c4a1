/** Numbers as Go prints them, in as few digits as tell them from all others. */

/** As `%g` and `%v`: `1e+06`, `0.0001`, `+Inf`. */
export function goNumber(value: number): string {
  return specialNumber(value) ?? withExponentFrom(6, value)
}

/** As `%.2g`. */
export function goTwoDigits(value: number): string {
  return specialNumber(value) ?? withExponentFrom(2, Number(value.toPrecision(2)))
}

/** As `FormatFloat` with `'f'`: never with an exponent. */
export function goDecimal(value: number): string {
  const special = specialNumber(value)
  if (special !== undefined) return special
  const text = String(value)
  if (!text.includes('e')) return text
  const [mantissa = '', power = '0'] = text.split('e')
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  const exponent = Number(power)
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  return `${sign}${digits.padEnd(exponent + 1, '0')}`
}

function withExponentFrom(power: number, value: number): string {
  const [mantissa = '', text = '0'] = value.toExponential().split('e')
  const exponent = Number(text)
  if (exponent >= -4 && exponent < power) return String(value)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

function specialNumber(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  if (value === Number.NEGATIVE_INFINITY) return '-Inf'
  return Object.is(value, -0) ? '-0' : undefined
}
