/**
 * Powers as Go computes them: other than JavaScript, 1 to any power is 1, and -1 to an infinite one too; whole exponents are done by repeated
 * squaring, so that results agree to the last bit.
 */
const LARGEST_WHOLE = 2 ** 53

export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1
  if (exponent === 1) return base
  if (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY) return 1
  if (exponent === 0.5 && Number.isFinite(base) && base !== 0) return Math.sqrt(base)
  if (exponent === -0.5 && Number.isFinite(base) && base !== 0) return 1 / Math.sqrt(base)
  if (Number.isInteger(exponent) && Number.isFinite(base) && base !== 0) {
    const whole = wholePower(base, Math.abs(exponent))
    if (whole !== undefined) return exponent < 0 ? 1 / whole : whole
  }
  return base ** exponent
}

/** undefined where numbers on the way leave the range in which squaring loses nothing but the last bit. */
function wholePower(base: number, exponent: number): number | undefined {
  if (exponent > LARGEST_WHOLE) return undefined
  let result = 1
  let square = base
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square
    if (!isOrdinary(result)) return undefined
    if (rest === 1) break
    square *= square
    if (!isOrdinary(square)) return undefined
  }
  return result
}

function isOrdinary(value: number): boolean {
  const size = Math.abs(value)
  return size > 1e-300 && size < 1e300
}
