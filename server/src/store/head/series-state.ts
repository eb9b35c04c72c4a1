/**
 * What the head keeps of each series beside its labels and samples: one cache line (64 bytes) of numbers per series, because taking
 * in a sample reads and writes nearly all of them and separate arrays would cost a cache miss each.
 */
const STRIDE_WORDS = 16
const STRIDE_DOUBLES = 8

/** Doubles, by index within the line. */
export const LAST_MS = 0
export const LAST_VALUE = 1
export const BASE_MS = 2

/** 32-bit words, by index within the line. */
export const SLAB = 6
export const SIZE_CLASS = 7
/** Samples in the slab from FIRST (inclusive) to COUNT (exclusive); what lies before FIRST has left the window. */
export const FIRST = 8
export const COUNT = 9
/** Decimal digits that the series' values have needed so far: see decimal.ts. */
export const EXPONENT = 10
export const ID_LOW = 11
export const ID_HIGH = 12
/** The last day (since the epoch) for which the series' row is in ClickHouse or on its way. */
export const DAY = 13
/** Samples in a row whose value is no short decimal. */
export const RAW_RUN = 14
/** 0: free, 1: in use. */
export const IN_USE = 15

export class SeriesStates {
  words = new Int32Array(1024 * STRIDE_WORDS)
  doubles = new Float64Array(this.words.buffer)
  #count = 0
  readonly #free: number[] = []
  /** The few series with more samples than the largest slab holds, and from when on all of theirs are at hand. */
  readonly #seams = new Map<number, number>()

  /** One more than the highest ref ever in use. */
  get count(): number {
    return this.#count
  }

  get bytes(): number {
    return this.words.byteLength
  }

  wordAt(ref: number): number {
    return ref * STRIDE_WORDS
  }

  doubleAt(ref: number): number {
    return ref * STRIDE_DOUBLES
  }

  isInUse(ref: number): boolean {
    return ref < this.#count && this.words[ref * STRIDE_WORDS + IN_USE] === 1
  }

  add(idLow: number, idHigh: number): number {
    const ref = this.#free.pop() ?? this.#count++
    if ((ref + 1) * STRIDE_WORDS > this.words.length) {
      const larger = new Int32Array(this.words.length * 2)
      larger.set(this.words)
      this.words = larger
      this.doubles = new Float64Array(larger.buffer)
    }
    const word = ref * STRIDE_WORDS
    this.words.fill(0, word, word + STRIDE_WORDS)
    this.words[word + SLAB] = -1
    this.words[word + ID_LOW] = idLow
    this.words[word + ID_HIGH] = idHigh
    this.words[word + DAY] = -1
    this.words[word + IN_USE] = 1
    this.doubles[ref * STRIDE_DOUBLES + LAST_MS] = Number.NEGATIVE_INFINITY
    return ref
  }

  /** From when on no sample of the series was left out for want of room. */
  seamOf(ref: number): number {
    return this.#seams.get(ref) ?? Number.NEGATIVE_INFINITY
  }

  get hasSeams(): boolean {
    return this.#seams.size > 0
  }

  raiseSeam(ref: number, fromMs: number): void {
    if (fromMs > this.seamOf(ref)) this.#seams.set(ref, fromMs)
  }

  forgetSeamBefore(ref: number, timeMs: number): void {
    if (this.#seams.size > 0 && this.seamOf(ref) <= timeMs) this.#seams.delete(ref)
  }

  /** The series is gone; its place stays empty until it is freed. */
  remove(ref: number): void {
    this.#seams.delete(ref)
    this.words[ref * STRIDE_WORDS + IN_USE] = 0
  }

  free(ref: number): void {
    this.#free.push(ref)
  }
}
