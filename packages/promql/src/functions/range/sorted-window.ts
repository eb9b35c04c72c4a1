/**
 * The values of a window in order. Windows that slide share most of their values, so the ones that leave are taken out and the ones that come are
 * put in, instead of sorting anew.
 */
export class SortedWindow {
  #room = new Float64Array(64)
  #from = 0
  #to = 0
  #numbers = 0

  /** Forgets the series: the next window is another one's. */
  clear(): void {
    this.#from = 0
    this.#to = 0
    this.#numbers = 0
  }

  /**
   * The values in order, NaN first, in the first `to - from` places; valid until the next call. Since `clear` neither `from` nor `to` may have
   * gone back.
   */
  sorted(values: Float64Array, from: number, to: number): Float64Array {
    const size = to - from
    if (this.#room.length < size) this.#grow(size)
    const changes = from - this.#from + (to - this.#to)
    if (from >= this.#to || changes > size / 2) this.#sort(values, from, to)
    else this.#slide(values, from, to)
    this.#from = from
    this.#to = to
    if (this.#numbers === size) return this.#room
    const withNaN = new Float64Array(size).fill(Number.NaN)
    withNaN.set(this.#room.subarray(0, this.#numbers), size - this.#numbers)
    return withNaN
  }

  #grow(size: number): void {
    const larger = new Float64Array(size * 2)
    larger.set(this.#room)
    this.#room = larger
  }

  #sort(values: Float64Array, from: number, to: number): void {
    const room = this.#room
    let numbers = 0
    for (let i = from; i < to; i++) {
      const value = values[i]!
      if (!Number.isNaN(value)) room[numbers++] = value
    }
    room.subarray(0, numbers).sort()
    this.#numbers = numbers
  }

  #slide(values: Float64Array, from: number, to: number): void {
    let leaving = this.#from
    let coming = this.#to
    while (leaving < from || coming < to) {
      const old = leaving < from ? values[leaving++]! : Number.NaN
      const value = coming < to ? values[coming++]! : Number.NaN
      const at = Number.isNaN(old) ? this.#numbers++ : this.#find(old)
      if (Number.isNaN(value)) this.#close(at)
      else this.#put(value, at)
    }
  }

  /** Where the value is, which is among the numbers. */
  #find(value: number): number {
    const room = this.#room
    let low = 0
    let high = this.#numbers
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isBefore(room[middle]!, value)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Leaves no gap. */
  #close(at: number): void {
    this.#room.copyWithin(at, at + 1, this.#numbers)
    this.#numbers--
  }

  /** From the gap at this place to its own. */
  #put(value: number, gap: number): void {
    const room = this.#room
    const last = this.#numbers - 1
    let at = gap
    while (at < last && isBefore(room[at + 1]!, value)) {
      room[at] = room[at + 1]!
      at++
    }
    while (at > 0 && isBefore(value, room[at - 1]!)) {
      room[at] = room[at - 1]!
      at--
    }
    room[at] = value
  }
}

/** As arrays of numbers sort themselves: -0 comes before 0. */
function isBefore(a: number, b: number): boolean {
  return a < b || (a === 0 && b === 0 && Object.is(a, -0) && !Object.is(b, -0))
}
