/** `min_over_time` and `max_over_time`. */
import type { Samples } from '../../source.ts'
import type { ColumnBuilder } from '../../values/column.ts'
import { eachWindow, type OfValues, withFastWay } from './floats-over-time.ts'
import type { RangeFunction } from './range-function.ts'
import type { Windows } from './windows.ts'

/** A NaN gives way to whatever comes after it, and takes nothing's place. */
const min: OfValues = (values, from, to) => {
  let least = values[from]!
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN, in a loop over every sample.
    if (value < least || least !== least) least = value
  }
  return least
}

const max: OfValues = (values, from, to) => {
  let most = values[from]!
  for (let i = from + 1; i < to; i++) {
    const value = values[i]!
    // biome-ignore lint/suspicious/noSelfCompare: as above.
    if (value > most || most !== most) most = value
  }
  return most
}

/** From so many steps to a window on, it is quicker to slide than to look at each window. */
const WORTH_SLIDING = 8

export function extremeOverTime(which: 'min' | 'max'): RangeFunction {
  const ofWindow = which === 'min' ? min : max
  return withFastWay(() => {
    const candidates = new Candidates(which === 'min' ? -1 : 1)
    return {
      ofWindow,
      ofSeries(samples, windows, out) {
        const { lengthMs, stepMs } = windows.spec
        if (stepMs === 0 || lengthMs < stepMs * WORTH_SLIDING) eachWindow(samples, windows, out, ofWindow)
        else candidates.slide(samples, windows, out)
      },
    }
  })
}

/** The values that may still become a window's extreme: each is beaten by none that came after it. */
class Candidates {
  readonly #sign: number
  #at = new Int32Array(0)
  #keys = new Float64Array(0)

  /** 1: the highest is wanted, -1: the lowest. */
  constructor(sign: 1 | -1) {
    this.#sign = sign
  }

  slide({ values, valuesAt, count }: Samples, { from, to }: Windows, out: ColumnBuilder): void {
    if (this.#at.length < count) {
      this.#at = new Int32Array(count)
      this.#keys = new Float64Array(count)
    }
    const sign = this.#sign
    const at = this.#at
    const keys = this.#keys
    let head = 0
    let tail = 0
    let next = 0
    for (let step = 0; step < from.length; step++) {
      const first = from[step]!
      const end = to[step]!
      if (first === end) continue
      while (head < tail && at[head]! < first) head++
      if (head === tail) {
        head = 0
        tail = 0
      }
      for (next = Math.max(next, first); next < end; next++) {
        const key = sign * values[valuesAt + next]!
        // biome-ignore lint/suspicious/noSelfCompare: the quickest test for NaN, in a loop over every sample.
        if (key !== key) continue
        while (tail > head && key > keys[tail - 1]!) tail--
        at[tail] = next
        keys[tail++] = key
      }
      out.setFloat(step, head === tail ? Number.NaN : values[valuesAt + at[head]!]!)
    }
  }
}
