/** How often values fell between bounds: the bars of a histogram, from plain values or from the buckets of an answer over time. */
import type { CellGrid } from './histogram-cells.ts'

export interface Bin {
  readonly lower: number
  readonly upper: number
  readonly count: number
}

export interface BinWishes {
  /** How wide a bin is; the nicest width that makes at most `most` bins unless told. */
  readonly size?: number | undefined
  /** Where one of the bins begins. */
  readonly offset?: number | undefined
  readonly most?: number | undefined
}

const USUAL_BINS = 30
/** Beyond it a width that was asked for is widened: a bar needs a pixel. */
const MOST_BINS = 500
/** So that the distance between two values is a number, too. */
const LARGEST = Number.MAX_VALUE / 4

/** Bins of equal width over finite values, empty ones between others included. */
export function binsOfValues(values: Iterable<number>, wishes: BinWishes = {}): Bin[] {
  const { offset = 0, most = USUAL_BINS } = wishes
  const finite: number[] = []
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const each of values) {
    if (!Number.isFinite(each)) continue
    const value = Math.min(LARGEST, Math.max(-LARGEST, each))
    finite.push(value)
    if (value < min) min = value
    if (value > max) max = value
  }
  if (finite.length === 0) return []
  const asked = wishes.size !== undefined && wishes.size > 0 ? wishes.size : niceSize(max - min, most, max)
  const size = Math.max(asked, (max - min) / MOST_BINS)
  const first = Math.floor((min - offset) / size)
  const counts = new Float64Array(Math.floor((max - offset) / size) - first + 1)
  for (const value of finite) {
    const place = Math.floor((value - offset) / size) - first
    counts[Math.min(Math.max(place, 0), counts.length - 1)]!++
  }
  const bound = (i: number): number => Number(((first + i) * size + offset).toPrecision(12))
  return Array.from(counts, (count, i) => ({ lower: bound(i), upper: bound(i + 1), count }))
}

/** What each bucket saw over all times: together where they count, on average where they are rates. Empty buckets at both ends are left out. */
export function binsOfCells({ times, rows, counts }: CellGrid, over: 'sum' | 'mean'): Bin[] {
  const bins = rows.map(({ lower, upper }, row): Bin => {
    let sum = 0
    let answered = 0
    for (let column = 0; column < times.length; column++) {
      const count = counts[row * times.length + column]!
      if (Number.isNaN(count)) continue
      sum += count
      answered++
    }
    return { lower, upper, count: over === 'mean' && answered > 0 ? sum / answered : sum }
  })
  const first = bins.findIndex(({ count }) => count > 0)
  if (first === -1) return []
  return bins.slice(first, bins.findLastIndex(({ count }) => count > 0) + 1)
}

/** 1, 2, 2.5 or 5 times a power of ten. */
function niceSize(span: number, most: number, around: number): number {
  // All the same value: one bin that has a width all the same.
  const least = span > 0 ? span / most : Math.abs(around) > 0 ? Math.abs(around) / 10 : 1
  const power = 10 ** Math.floor(Math.log10(least))
  const times = [1, 2, 2.5, 5].find(each => each * power >= least * (1 - 1e-9)) ?? 10
  return times * power
}

/** How many of some of the values that made the bins fell into each. */
export function countsIn(bins: readonly Bin[], values: Iterable<number>): number[] {
  const counts = bins.map(() => 0)
  for (const value of values) {
    let low = 0
    let high = bins.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (bins[middle]!.lower <= value) low = middle
      else high = middle - 1
    }
    const bin = bins[low]
    if (bin !== undefined && value >= bin.lower && value <= bin.upper) counts[low]!++
  }
  return counts
}
