/**
 * Puts things in order as Go's `sort.Sort` does, step for step: where the order leaves open which of two comes first (equal values, NaN),
 * the same one does as in Prometheus. A quicksort that looks for patterns; few are sorted by insertion.
 */
const FEW = 12
/** From so many on the pivot is the median of medians, and a nearly sorted range is mended. */
const MANY = 50
const MOST_MENDED = 5

type Less = (a: number, b: number) => boolean

/** Sorts in place. `less` need not be an order. */
export function goSort(items: number[] | Int32Array, less: Less): void {
  if (items.length > 1) new Sorting(items, less).sort(0, items.length, bitLength(items.length))
}

class Sorting {
  readonly #items: number[] | Int32Array
  readonly #isLess: Less

  constructor(items: number[] | Int32Array, less: Less) {
    this.#items = items
    this.#isLess = less
  }

  /** From `start` to `end` (exclusive); `badPivots` more may be bad before it is left to heaps. */
  sort(start: number, end: number, badPivots: number): void {
    let [from, to, left] = [start, end, badPivots]
    let wasBalanced = true
    let wasPartitioned = true
    for (;;) {
      const length = to - from
      if (length <= FEW) {
        this.#insert(from, to)
        return
      }
      if (left === 0) {
        this.#heapSort(from, to)
        return
      }
      if (!wasBalanced) {
        this.#shuffle(from, to)
        left--
      }
      let { pivot, hint } = this.#choosePivot(from, to)
      if (hint === 'falling') {
        this.#reverse(from, to)
        pivot = to - 1 - (pivot - from)
        hint = 'rising'
      }
      if (wasBalanced && wasPartitioned && hint === 'rising' && this.#mend(from, to)) return
      if (from > 0 && !this.#less(from - 1, pivot)) {
        from = this.#partitionEqual(from, to, pivot)
        continue
      }
      const { middle, was } = this.#partition(from, to, pivot)
      wasPartitioned = was
      const [before, after] = [middle - from, to - middle]
      wasBalanced = Math.min(before, after) >= Math.trunc(length / 8)
      if (before < after) {
        this.sort(from, middle, left)
        from = middle + 1
      } else {
        this.sort(middle + 1, to, left)
        to = middle
      }
    }
  }

  #less(i: number, j: number): boolean {
    return this.#isLess(this.#items[i]!, this.#items[j]!)
  }

  #swap(i: number, j: number): void {
    const item = this.#items[i]!
    this.#items[i] = this.#items[j]!
    this.#items[j] = item
  }

  #insert(from: number, to: number): void {
    for (let i = from + 1; i < to; i++) this.#sink(i, from)
  }

  /** Down as long as it is less than what is below it. */
  #sink(at: number, floor: number): void {
    for (let j = at; j > floor && this.#less(j, j - 1); j--) this.#swap(j, j - 1)
  }

  #heapSort(from: number, to: number): void {
    const count = to - from
    for (let i = Math.trunc((count - 1) / 2); i >= 0; i--) this.#siftDown(i, count, from)
    for (let i = count - 1; i >= 0; i--) {
      this.#swap(from, from + i)
      this.#siftDown(0, i, from)
    }
  }

  #siftDown(start: number, count: number, first: number): void {
    let root = start
    for (;;) {
      let child = 2 * root + 1
      if (child >= count) return
      if (child + 1 < count && this.#less(first + child, first + child + 1)) child++
      if (!this.#less(first + root, first + child)) return
      this.#swap(first + root, first + child)
      root = child
    }
  }

  /** Against inputs that make for bad pivots; always the same for the same length. */
  #shuffle(from: number, to: number): void {
    const length = to - from
    const mask = (1n << BigInt(bitLength(length))) - 1n
    const at = from + Math.trunc(length / 4) * 2 - 1
    let random = BigInt(length)
    for (let i = 0; i < 3; i++) {
      random ^= BigInt.asUintN(64, random << 13n)
      random ^= random >> 7n
      random ^= BigInt.asUintN(64, random << 17n)
      const other = Number(random & mask)
      this.#swap(at - 1 + i, from + (other >= length ? other - length : other))
    }
  }

  #choosePivot(from: number, to: number): { pivot: number; hint: 'rising' | 'falling' | 'unknown' } {
    const length = to - from
    const quarter = Math.trunc(length / 4)
    let swaps = 0
    const median = (x: number, y: number, z: number): number => {
      let [a, b, c] = [x, y, z]
      if (this.#less(b, a)) [a, b, swaps] = [b, a, swaps + 1]
      if (this.#less(c, b)) [b, c, swaps] = [c, b, swaps + 1]
      if (this.#less(b, a)) [a, b, swaps] = [b, a, swaps + 1]
      return b
    }
    const near = (at: number): number => (length < MANY ? at : median(at - 1, at, at + 1))
    const pivot = median(near(from + quarter), near(from + quarter * 2), near(from + quarter * 3))
    return { pivot, hint: swaps === 0 ? 'rising' : swaps === 12 ? 'falling' : 'unknown' }
  }

  #reverse(from: number, to: number): void {
    for (let i = from, j = to - 1; i < j; i++, j--) this.#swap(i, j)
  }

  /** True where it is sorted then: a few neighbours in the wrong order are put right. */
  #mend(from: number, to: number): boolean {
    let i = from + 1
    for (let mended = 0; mended < MOST_MENDED; mended++) {
      while (i < to && !this.#less(i, i - 1)) i++
      if (i === to) return true
      if (to - from < MANY) return false
      this.#swap(i, i - 1)
      if (i - from >= 2) this.#sink(i - 1, 0)
      if (to - i >= 2) {
        for (let j = i + 1; j < to && this.#less(j, j - 1); j++) this.#swap(j, j - 1)
      }
    }
    return false
  }

  /** Those equal to the pivot come first; answers where the greater ones begin. */
  #partitionEqual(from: number, to: number, pivot: number): number {
    this.#swap(from, pivot)
    let [i, j] = [from + 1, to - 1]
    for (;;) {
      while (i <= j && !this.#less(from, i)) i++
      while (i <= j && this.#less(from, j)) j--
      if (i > j) return i
      this.#swap(i++, j--)
    }
  }

  /** The smaller ones, the pivot in the middle, the others; and whether it was so before. */
  #partition(from: number, to: number, pivot: number): { middle: number; was: boolean } {
    this.#swap(from, pivot)
    let [i, j] = [from + 1, to - 1]
    for (let was = true; ; was = false) {
      while (i <= j && this.#less(i, from)) i++
      while (i <= j && !this.#less(j, from)) j--
      if (i > j) {
        this.#swap(j, from)
        return { middle: j, was }
      }
      this.#swap(i++, j--)
    }
  }
}

/** How many bits the number has. */
function bitLength(value: number): number {
  return 32 - Math.clz32(value)
}
