/** Writes chunks; see chunk-format.ts. Whatever doubles and ascending whole times go in, the very same bits come out. */
import { exactExponent, POWERS_OF_TEN, RAW_EXPONENT } from '../clickhouse/decimal.ts'
import { BLOCK_SAMPLES, ENTRY_BYTES, FORMAT_VERSION, HEAD_BYTES, RAW, SLOPE } from './chunk-format.ts'

/** A patch takes nine bytes: where many values are no decimals all of them stand as doubles. */
const MOST_VALUE_PATCHES = 12
/** A patch takes five bytes, and is looked through for each time that is asked for. */
const MOST_TIME_PATCHES = 20
/** So that sums of base, line and residual stay whole. */
const LARGEST = 2 ** 52
const MOST_VALUE_PLANES = 6
const MOST_BLOCK_BYTES = 64 + BLOCK_SAMPLES * 16

export class ChunkEncoder {
  #bytes = new Uint8Array(64 * 1024)
  #view = new DataView(this.#bytes.buffer)
  #at = 0
  readonly #numbers = new Float64Array(BLOCK_SAMPLES)
  readonly #isPatch = new Uint8Array(BLOCK_SAMPLES)

  /** Samples `from` to `to` as a chunk of its own memory. Times must be whole, ascend, and lie within 49 days. */
  encode(timesMs: Float64Array, values: Float64Array, from: number, to: number): Uint8Array {
    const count = to - from
    const blocks = Math.ceil(count / BLOCK_SAMPLES)
    this.#at = 0
    this.#reserve(HEAD_BYTES + blocks * ENTRY_BYTES)
    const firstMs = timesMs[from]!
    if (!(timesMs[to - 1]! - firstMs < 2 ** 32)) throw new RangeError('a chunk spans 49 days at most')
    this.#bytes.fill(0, 0, HEAD_BYTES)
    this.#view.setUint8(0, FORMAT_VERSION)
    this.#view.setUint32(4, count, true)
    this.#view.setFloat64(8, firstMs, true)
    this.#at = HEAD_BYTES + blocks * ENTRY_BYTES
    for (let block = 0; block < blocks; block++) {
      this.#reserve(MOST_BLOCK_BYTES)
      const start = from + block * BLOCK_SAMPLES
      const end = Math.min(to, start + BLOCK_SAMPLES)
      this.#view.setUint32(HEAD_BYTES + block * ENTRY_BYTES, timesMs[start]! - firstMs, true)
      this.#view.setUint32(HEAD_BYTES + block * ENTRY_BYTES + 4, this.#at, true)
      this.#writeTimes(timesMs.subarray(start, end))
      this.#writeValues(values.subarray(start, end))
    }
    return this.#bytes.slice(0, this.#at)
  }

  #writeTimes(timesMs: Float64Array): void {
    const count = timesMs.length
    const firstMs = timesMs[0]!
    const deviations = this.#numbers
    const step = commonStep(timesMs)
    let patches = 0
    let least = 0
    let most = 0
    for (let i = 0; i < count; i++) {
      const deviation = timesMs[i]! - firstMs - i * step
      deviations[i] = deviation
      if (deviation === 0) continue
      patches++
      if (deviation < least) least = deviation
      if (deviation > most) most = deviation
    }
    const planes = planesOf(most - least)
    const isSparse =
      patches <= MOST_TIME_PATCHES && 5 * patches <= planes * count && most < 2 ** 31 && least > -(2 ** 31)
    this.#u8(isSparse ? 0 : planes)
    this.#u8(isSparse ? patches : 0)
    this.#u32(step)
    this.#u32(isSparse ? 0 : -least)
    if (isSparse) {
      for (let i = 0; i < count; i++) if (deviations[i] !== 0) this.#u8(i)
      for (let i = 0; i < count; i++) if (deviations[i] !== 0) this.#i32(deviations[i]!)
      return
    }
    for (let i = 0; i < count; i++) deviations[i]! -= least
    this.#planes(count, planes)
  }

  #writeValues(values: Float64Array): void {
    const exponent = this.#fitDecimals(values)
    if (exponent === RAW_EXPONENT || !this.#writeDecimals(values, exponent)) this.#writeRaw(values)
  }

  /** The exponent under which all values but a few are exact, which are marked as patches; RAW_EXPONENT where there is none. */
  #fitDecimals(values: Float64Array): number {
    const isPatch = this.#isPatch.fill(0)
    const numbers = this.#numbers
    let exponent = 0
    let patches = 0
    for (let i = 0; i < values.length; i++) {
      const fitting = exactExponent(values[i]!, exponent)
      if (fitting === RAW_EXPONENT || Number.isNaN(values[i]!)) {
        if (++patches > MOST_VALUE_PATCHES) return RAW_EXPONENT
        isPatch[i] = 1
      } else if (fitting > exponent) exponent = fitting
    }
    const power = POWERS_OF_TEN[exponent]!
    for (let i = 0; i < values.length; i++) {
      if (isPatch[i] === 1) continue
      const mantissa = Math.round(values[i]! * power)
      numbers[i] = mantissa + 0
      // What was exact under a smaller exponent nearly always is under this one.
      if (mantissa / power === values[i] && mantissa < LARGEST && mantissa > -LARGEST) continue
      if (++patches > MOST_VALUE_PATCHES) return RAW_EXPONENT
      isPatch[i] = 1
    }
    return exponent
  }

  /** False where the decimals lie too far apart. */
  #writeDecimals(values: Float64Array, exponent: number): boolean {
    const count = values.length
    const numbers = this.#numbers
    const isPatch = this.#isPatch
    const flat = this.#residuals(count, 0)
    const slope = this.#slope(count)
    const sloped = slope === 0 ? flat : this.#residuals(count, slope)
    // A line costs four bytes.
    const isSloped = (sloped.most - sloped.least) * 2 < flat.most - flat.least
    const { least, most } = isSloped ? sloped : flat
    const planes = planesOf(most - least)
    if (planes > MOST_VALUE_PLANES) return false
    let patches = 0
    for (let i = 0; i < count; i++) patches += isPatch[i]!
    this.#u8(exponent | (isSloped ? SLOPE : 0))
    this.#u8(planes)
    this.#u8(patches)
    this.#f64(least)
    if (isSloped) this.#f32(slope)
    this.#writePatches(values, patches)
    for (let i = 0; i < count; i++) {
      numbers[i] = isPatch[i] === 1 ? 0 : numbers[i]! - (isSloped ? Math.floor(i * slope) : 0) - least
    }
    this.#planes(count, planes)
    return true
  }

  #residuals(count: number, slope: number): { least: number; most: number } {
    let least = Number.POSITIVE_INFINITY
    let most = Number.NEGATIVE_INFINITY
    for (let i = 0; i < count; i++) {
      if (this.#isPatch[i] === 1) continue
      const residual = this.#numbers[i]! - Math.floor(i * slope)
      if (residual < least) least = residual
      if (residual > most) most = residual
    }
    return least > most ? { least: 0, most: 0 } : { least, most }
  }

  /** Of the line from the first value to the last. */
  #slope(count: number): number {
    let first = 0
    while (first < count && this.#isPatch[first] === 1) first++
    let last = count - 1
    while (last > first && this.#isPatch[last] === 1) last--
    if (last <= first) return 0
    const slope = Math.fround((this.#numbers[last]! - this.#numbers[first]!) / (last - first))
    return Math.abs(slope) < 2 ** 44 ? slope : 0
  }

  #writeRaw(values: Float64Array): void {
    const count = values.length
    const bits = new Uint8Array(values.buffer, values.byteOffset, count * 8)
    let mask = 0
    for (let i = 8; i < bits.length; i++) if (bits[i] !== bits[i & 7]) mask |= 1 << (i & 7)
    this.#u8(RAW)
    this.#u8(mask)
    this.#u8(0)
    for (let i = 0; i < 8; i++) this.#u8(bits[i]!)
    for (let plane = 0; plane < 8; plane++) {
      if ((mask & (1 << plane)) === 0) continue
      for (let i = 0; i < count; i++) this.#bytes[this.#at++] = bits[8 * i + plane]!
    }
  }

  #writePatches(values: Float64Array, patches: number): void {
    if (patches === 0) return
    const bits = new Uint8Array(values.buffer, values.byteOffset, values.length * 8)
    for (let i = 0; i < values.length; i++) if (this.#isPatch[i] === 1) this.#u8(i)
    for (let i = 0; i < values.length; i++) {
      if (this.#isPatch[i] === 0) continue
      for (let byte = 0; byte < 8; byte++) this.#u8(bits[8 * i + byte]!)
    }
  }

  /** The first `count` numbers, byte by byte. */
  #planes(count: number, planes: number): void {
    const numbers = this.#numbers
    const bytes = this.#bytes
    let at = this.#at
    for (let plane = 0, unit = 1; plane < planes; plane++, unit *= 256) {
      for (let i = 0; i < count; i++) bytes[at++] = Math.floor(numbers[i]! / unit) % 256
    }
    this.#at = at
  }

  #u8(value: number): void {
    this.#bytes[this.#at++] = value
  }

  #u32(value: number): void {
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  #i32(value: number): void {
    this.#view.setInt32(this.#at, value, true)
    this.#at += 4
  }

  #f32(value: number): void {
    this.#view.setFloat32(this.#at, value, true)
    this.#at += 4
  }

  #f64(value: number): void {
    this.#view.setFloat64(this.#at, value, true)
    this.#at += 8
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(this.#at + more, this.#bytes.length * 2))
    larger.set(this.#bytes)
    this.#bytes = larger
    this.#view = new DataView(larger.buffer)
  }
}

/** The distance that most neighbours have, where two of three candidates agree; else the average one. Never 0. */
function commonStep(timesMs: Float64Array): number {
  const count = timesMs.length
  if (count === 1) return 1
  const average = Math.max(1, Math.round((timesMs[count - 1]! - timesMs[0]!) / (count - 1)))
  const middle = count >> 1
  const first = timesMs[1]! - timesMs[0]!
  const central = timesMs[middle]! - timesMs[middle - 1]!
  const last = timesMs[count - 1]! - timesMs[count - 2]!
  const common = first === central || first === last ? first : central === last ? last : average
  // A bias has 32 bits.
  return common * count < 2 ** 32 ? common : average
}

/** Bytes that a whole number up to `most` takes. */
function planesOf(most: number): number {
  let planes = 0
  for (let rest = most; rest >= 1; rest /= 256) planes++
  return planes
}
