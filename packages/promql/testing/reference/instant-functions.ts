/** Functions of one number. */
import { log } from '../../src/functions/go-math.ts'

type InstantFunction = (value: number, params: readonly number[]) => number | undefined

export const INSTANT_FUNCTIONS: Readonly<Record<string, InstantFunction>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  sqrt: Math.sqrt,
  ln: log,
  sgn: value => (value > 0 ? 1 : value < 0 ? -1 : value),
  clamp: (value, [least, most]) => (most! < least! ? undefined : larger(least!, smaller(most!, value))),
  clamp_min: (value, [least]) => larger(least!, value),
  clamp_max: (value, [most]) => smaller(most!, value),
  round(value, [nearest = 1]) {
    const inverse = 1 / nearest
    return Math.floor(value * inverse + 0.5) / inverse
  },
}

/** As Go has it: nothing is larger than infinity, not even NaN. */
function larger(a: number, b: number): number {
  return a === Number.POSITIVE_INFINITY || b === Number.POSITIVE_INFINITY
    ? Number.POSITIVE_INFINITY
    : Math.max(a, b)
}

function smaller(a: number, b: number): number {
  return -larger(-a, -b)
}
