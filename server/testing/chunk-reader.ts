/** Reads the chunks of Prometheus back, written from their description alone so that it does not share the mistakes of what writes them. */

export interface ReadHistogram {
  readonly timeMs: number
  readonly header: number
  readonly schema: number
  readonly zeroThreshold: number
  readonly positiveSpans: readonly { offset: number; length: number }[]
  readonly negativeSpans: readonly { offset: number; length: number }[]
  readonly customValues: readonly number[]
  /** Count, zero count, sum, positive and negative counts. */
  readonly numbers: readonly bigint[]
}

class Bits {
  readonly #bytes: Uint8Array
  #at: number

  constructor(bytes: Uint8Array, fromByte: number) {
    this.#bytes = bytes
    this.#at = fromByte * 8
  }

  take(count: number): bigint {
    let value = 0n
    for (let i = 0; i < count; i++, this.#at++) {
      const byte = this.#bytes[this.#at >> 3]
      if (byte === undefined) throw new Error('the chunk ends too soon')
      value = (value << 1n) | BigInt((byte >> (7 - (this.#at & 7))) & 1)
    }
    return value
  }

  signed(count: number): number {
    const value = this.take(count)
    return Number(value > 1n << BigInt(count - 1) ? value - (1n << BigInt(count)) : value)
  }

  ones(most: number): number {
    let ones = 0
    while (ones < most && this.take(1) === 1n) ones++
    return ones
  }

  uvarint(): bigint {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.take(8)
      value |= (byte & 127n) << shift
      if (byte < 128n) return value
    }
  }

  varint(): number {
    const value = this.uvarint()
    return Number(value & 1n ? -(value >> 1n) - 1n : value >> 1n)
  }

  varbit(read: (bits: number) => number): number {
    const ones = this.ones(8)
    return ones === 0 ? 0 : read([3, 6, 9, 12, 18, 25, 56, 64][ones - 1]!)
  }

  varbitInt(): number {
    return this.varbit(bits => (bits === 64 ? Number(BigInt.asIntN(64, this.take(64))) : this.signed(bits)))
  }

  varbitUint(): number {
    return this.varbit(bits => Number(this.take(bits)))
  }

  double(): number {
    return new Float64Array(BigUint64Array.of(this.take(64)).buffer)[0]!
  }
}

class XorReader {
  value = 0n
  #leading = 0
  #trailing = 0

  next(bits: Bits): bigint {
    if (bits.take(1) === 0n) return this.value
    if (bits.take(1) === 1n) {
      this.#leading = Number(bits.take(5))
      const significant = Number(bits.take(6)) || 64
      this.#trailing = 64 - this.#leading - significant
    }
    this.value ^= bits.take(64 - this.#leading - this.#trailing) << BigInt(this.#trailing)
    return this.value
  }
}

/** Times, and the bits of the values. */
export function readXorChunk(chunk: Uint8Array): [timeMs: number, bits: bigint][] {
  const count = chunk[0]! * 256 + chunk[1]!
  const bits = new Bits(chunk, 2)
  const value = new XorReader()
  const samples: [number, bigint][] = []
  let timeMs = 0
  let deltaMs = 0
  for (let i = 0; i < count; i++) {
    if (i === 0) {
      timeMs = bits.varint()
      value.value = bits.take(64)
      samples.push([timeMs, value.value])
      continue
    }
    if (i === 1) deltaMs = Number(bits.uvarint())
    else {
      const size = [0, 14, 17, 20, 64][bits.ones(4)]!
      if (size === 64) deltaMs += Number(BigInt.asIntN(64, bits.take(64)))
      else if (size > 0) deltaMs += bits.signed(size)
    }
    timeMs += deltaMs
    samples.push([timeMs, value.next(bits)])
  }
  return samples
}

interface Layout extends Omit<ReadHistogram, 'timeMs' | 'numbers'> {
  readonly count: number
  readonly buckets: number
}

function readLayout(chunk: Uint8Array, bits: Bits): Layout {
  const spans = () =>
    Array.from({ length: bits.varbitUint() }, () => ({ length: bits.varbitUint(), offset: bits.varbitInt() }))
  const threshold = Number(bits.take(8))
  const zeroThreshold = threshold === 0 ? 0 : threshold === 255 ? bits.double() : 2 ** (threshold - 244)
  const schema = bits.varbitInt()
  const positiveSpans = spans()
  const negativeSpans = spans()
  const customValues =
    schema === -53
      ? Array.from({ length: bits.varbitUint() }, () => (bits.take(1) === 0n ? bits.double() : Number.NaN))
      : []
  const buckets = [...positiveSpans, ...negativeSpans].reduce((sum, { length }) => sum + length, 0)
  const count = chunk[0]! * 256 + chunk[1]!
  return {
    header: chunk[2]!,
    count,
    buckets,
    schema,
    zeroThreshold,
    positiveSpans,
    negativeSpans,
    customValues,
  }
}

export function readFloatHistogramChunk(chunk: Uint8Array): ReadHistogram[] {
  const bits = new Bits(chunk, 3)
  const { count, buckets, ...layout } = readLayout(chunk, bits)
  const written = Array.from({ length: 3 + buckets }, () => new XorReader())
  const histograms: ReadHistogram[] = []
  let timeMs = 0
  let deltaMs = 0
  for (let i = 0; i < count; i++) {
    if (i === 0) timeMs = bits.varbitInt()
    else {
      deltaMs += bits.varbitInt()
      timeMs += deltaMs
    }
    const numbers = written.map(each => {
      if (i > 0) return each.next(bits)
      each.value = bits.take(64)
      return each.value
    })
    histograms.push({ timeMs, ...layout, numbers })
  }
  return histograms
}

/** Whole counts, which only Prometheus writes: each as the change of its change, buckets (positive ones) as steps from one to the next. */
export function readHistogramChunk(chunk: Uint8Array): ReadHistogram[] {
  const bits = new Bits(chunk, 3)
  const { count, buckets, ...layout } = readLayout(chunk, bits)
  const sum = new XorReader()
  const integers = new Array<number>(3 + buckets).fill(0)
  const changes = new Array<number>(3 + buckets).fill(0)
  const advance = (at: number, first: () => number, i: number): void => {
    if (i === 0) integers[at] = first()
    else {
      changes[at]! += bits.varbitInt()
      integers[at]! += changes[at]!
    }
  }
  const histograms: ReadHistogram[] = []
  for (let i = 0; i < count; i++) {
    advance(0, () => bits.varbitInt(), i)
    advance(1, () => bits.varbitUint(), i)
    advance(2, () => bits.varbitUint(), i)
    if (i === 0) sum.value = bits.take(64)
    else sum.next(bits)
    for (let bucket = 0; bucket < buckets; bucket++) advance(3 + bucket, () => bits.varbitInt(), i)
    let bucketCount = 0
    const counts = integers.slice(3).map(step => (bucketCount += step))
    const [timeMs, all, zero] = integers as [number, number, number]
    const [allBits, zeroBits, ...countBits] = new BigUint64Array(Float64Array.of(all, zero, ...counts).buffer)
    histograms.push({ timeMs, ...layout, numbers: [allBits!, zeroBits!, sum.value, ...countBits] })
  }
  return histograms
}
