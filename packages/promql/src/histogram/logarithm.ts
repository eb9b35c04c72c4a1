/**
 * Logarithm and power to base 2, by the same steps as Go's math package on amd64: quantiles of exponential buckets pass through them, and their
 * last digit is printed. The constants are those of FreeBSD's msun.
 */
import { scaledByPowerOfTwo } from './bounds.ts'

const LN2_HI = 0.6931471803691238
const LN2_LO = 1.9082149292705877e-10

export function log2(x: number): number {
  if (!(x > 0) || x === Infinity) return Math.log2(x)
  const { fraction, exponent } = split(x)
  if (fraction === 0.5) return exponent - 1
  return naturalLog(fraction, 0) * (1 / Math.LN2) + exponent
}

export function exp2(x: number): number {
  if (!(x > -1074 && x < 1024)) return 2 ** x
  const whole = Math.trunc(x > 0 ? x + 0.5 : x - 0.5)
  const t = x - whole
  const hi = t * LN2_HI
  const lo = -t * LN2_LO
  const r = hi - lo
  const rr = r * r
  const c =
    r -
    rr *
      (0.16666666666666666 +
        rr *
          (-0.0027777777777015593 +
            rr * (6.613756321437934e-5 + rr * (-1.6533902205465252e-6 + rr * 4.1381367970572385e-8))))
  const y = 1 - (lo - (r * c) / (2 - c) - hi)
  return scaledByPowerOfTwo(y, whole)
}

/** Of a fraction in [0.5, 1) times 2^exponent. */
function naturalLog(fraction: number, exponent: number): number {
  const low = fraction < Math.SQRT2 / 2
  const f = (low ? fraction * 2 : fraction) - 1
  const k = low ? exponent - 1 : exponent
  const s = f / (2 + f)
  const s2 = s * s
  const s4 = s2 * s2
  const odd =
    s2 *
    (0.6666666666666735 + s4 * (0.2857142874366239 + s4 * (0.1818357216161805 + s4 * 0.14798198605116586)))
  const even = s4 * (0.3999999999940942 + s4 * (0.22222198432149784 + s4 * 0.15313837699209373))
  const half = 0.5 * f * f
  return k * LN2_HI - (half - (s * (half + (odd + even)) + k * LN2_LO) - f)
}

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0

/** x = fraction * 2^exponent with fraction in [0.5, 1). */
function split(x: number): { fraction: number; exponent: number } {
  const subnormal = x < 2.2250738585072014e-308
  double[0] = subnormal ? x * 2 ** 52 : x
  const high = words[HIGH]!
  const exponent = ((high >>> 20) & 0x7ff) - 1022 - (subnormal ? 52 : 0)
  words[HIGH] = (high & 0x800fffff) | (1022 << 20)
  return { fraction: double[0]!, exponent }
}
