/**
 * Angles and logarithms as Go computes them (angles by the polynomials of the Cephes library, which JavaScript doesn't use), so that answers agree with
 * Prometheus's to the last digit.
 */
const QUARTER = [0.7853981256484985, 3.774894707930798e-8, 2.6951514290790595e-15] as const
const SINE = [
  1.5896230157654656e-10, -2.5050747762857807e-8, 2.7557313621285726e-6, -0.0001984126982958954,
  0.008333333333322118, -0.1666666666666663,
]
const COSINE = [
  -1.1358536521387682e-11, 2.087570084197473e-9, -2.755731417929674e-7, 2.4801587288851704e-5,
  -0.0013888888888873056, 0.041666666666666595,
]
const TANGENT_OVER = [-13093.693918138373, 1153516.6483858742, -17956525.197648488]
const TANGENT_UNDER = [1, 13681.296347069296, -1320892.3444021097, 25008380.18233579, -53869575.592945464]
const ARC_OVER = [
  -0.8750608600031904, -16.157537187333652, -75.00855792314705, -122.88666844901361, -64.85021904942025,
]
const ARC_UNDER = [
  1, 24.858464901423062, 165.02700983169885, 432.88106049129027, 485.3903996359137, 194.5506571482614,
]
/** What the nearest number to a right angle lacks. */
const RIGHT_ANGLE_REST = 6.123233995736766e-17
const TANGENT_OF_67_5 = 2.414213562373095
const LOG_ODD = [0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735]
const LOG_EVEN = [0.15313837699209373, 0.22222198432149784, 0.3999999999940942]
/** Together the logarithm of 2, the first so short that multiples of it are exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
/** Beyond these the quarters can't be counted out in three steps. */
const MOST_ANGLE = 2 ** 29

export function sin(x: number): number {
  if (!(Math.abs(x) < MOST_ANGLE) || x === 0) return Math.sin(x)
  const { octant, rest } = reduced(Math.abs(x))
  const value = octant % 4 === 1 || octant % 4 === 2 ? cosine(rest) : sine(rest)
  return x < 0 !== octant > 3 ? -value : value
}

export function cos(x: number): number {
  if (!(Math.abs(x) < MOST_ANGLE)) return Math.cos(x)
  const { octant, rest } = reduced(Math.abs(x))
  const half = octant % 4
  const value = half === 1 || half === 2 ? sine(rest) : cosine(rest)
  return octant > 3 !== half > 1 ? -value : value
}

export function tan(x: number): number {
  if (!(Math.abs(x) < MOST_ANGLE) || x === 0) return Math.tan(x)
  const { octant, rest } = reduced(Math.abs(x))
  const square = rest * rest
  let value = rest
  if (square > 1e-14) {
    value = rest + rest * ((square * polynomial(TANGENT_OVER, square)) / polynomial(TANGENT_UNDER, square))
  }
  if ((octant & 2) === 2) value = -1 / value
  return x < 0 ? -value : value
}

export function atan(x: number): number {
  if (x === 0) return x
  return x > 0 ? arc(x) : -arc(-x)
}

export function asin(x: number): number {
  if (x === 0) return x
  const size = Math.abs(x)
  if (!(size <= 1)) return Number.NaN
  const other = Math.sqrt(1 - size * size)
  const value = size > 0.7 ? Math.PI / 2 - arc(other / size) : arc(size / other)
  return x < 0 ? -value : value
}

export function acos(x: number): number {
  return Math.PI / 2 - asin(x)
}

export function atan2(y: number, x: number): number {
  // Signs, zeros, infinities and NaN are the same everywhere.
  if (y === 0 || x === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return Math.atan2(y, x)
  const angle = atan(y / x)
  if (x > 0) return angle
  return angle <= 0 ? angle + Math.PI : angle - Math.PI
}

export function log2(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.log2(x)
  const { fraction, exponent } = parts(x)
  return fraction === 0.5 ? exponent - 1 : log(fraction) * Math.LOG2E + exponent
}

export function log10(x: number): number {
  return log(x) * Math.LOG10E
}

export function log(x: number): number {
  if (!(x > 0) || x === Number.POSITIVE_INFINITY) return Math.log(x)
  let { fraction, exponent } = parts(x)
  if (fraction < Math.SQRT1_2) {
    fraction *= 2
    exponent--
  }
  const f = fraction - 1
  const s = f / (2 + f)
  const square = s * s
  const fourth = square * square
  const odd = square * polynomial(LOG_ODD, fourth)
  const even = fourth * polynomial(LOG_EVEN, fourth)
  const half = 0.5 * f * f
  return exponent * LN2_HIGH - (half - (s * (half + (odd + even)) + exponent * LN2_LOW) - f)
}

/** The octant of a whole turn, and the angle from the nearest axis. */
function reduced(x: number): { octant: number; rest: number } {
  const eighths = Math.trunc(x * (4 / Math.PI))
  const even = eighths + (eighths % 2)
  return { octant: even % 8, rest: x - even * QUARTER[0] - even * QUARTER[1] - even * QUARTER[2] }
}

function sine(x: number): number {
  const square = x * x
  return x + x * square * polynomial(SINE, square)
}

function cosine(x: number): number {
  const square = x * x
  return 1 - 0.5 * square + square * square * polynomial(COSINE, square)
}

/** Of a positive number. */
function arc(x: number): number {
  if (x <= 0.66) return arcNearZero(x)
  if (x > TANGENT_OF_67_5) return Math.PI / 2 - arcNearZero(1 / x) + RIGHT_ANGLE_REST
  return Math.PI / 4 + arcNearZero((x - 1) / (x + 1)) + 0.5 * RIGHT_ANGLE_REST
}

function arcNearZero(x: number): number {
  const square = x * x
  const ratio = (square * polynomial(ARC_OVER, square)) / polynomial(ARC_UNDER, square)
  return x * ratio + x
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = coefficients[0]!
  for (let i = 1; i < coefficients.length; i++) value = value * x + coefficients[i]!
  return value
}

const bits = new DataView(new ArrayBuffer(8))

/** x = fraction · 2^exponent, with a fraction from a half to one. */
function parts(x: number): { fraction: number; exponent: number } {
  if (x < 2 ** -1022) {
    const { fraction, exponent } = parts(x * 2 ** 52)
    return { fraction, exponent: exponent - 52 }
  }
  bits.setFloat64(0, x)
  const high = bits.getUint32(0)
  const exponent = (high >>> 20) - 1022
  bits.setUint32(0, (high & 0xfffff) | (1022 << 20))
  return { fraction: bits.getFloat64(0), exponent }
}
