/** Where the ticks of a value axis stand: three to five, at numbers that people count in, which depends on the unit. */
import { type Unit, unitOf } from './unit-table.ts'

export interface Range {
  readonly min: number
  readonly max: number
}

const MOST = 5

/** Ticks within the range; an empty list where there is no range. */
export function niceTicks(
  min: number,
  max: number,
  unit: string | undefined = 'none',
  most = MOST,
): number[] {
  if (!(max > min) || !Number.isFinite(max - min)) return Number.isFinite(min) && min === max ? [min] : []
  const increment = niceIncrement(max - min, unit, most)
  return multiplesWithin(min, max, increment)
}

/** Powers of ten (or two) within the range, thinned to what fits; between them where there are fewer than three. */
export function logTicks(min: number, max: number, base: 2 | 10 = 10, most = MOST): number[] {
  if (!(min > 0) || !(max > min) || !Number.isFinite(max)) return []
  const log = (value: number): number => (base === 10 ? Math.log10(value) : Math.log2(value))
  const first = Math.ceil(log(min) - 1e-9)
  const last = Math.floor(log(max) + 1e-9)
  const stride = Math.max(1, Math.ceil((last - first + 1) / most))
  const powers: number[] = []
  for (let power = first; power <= last; power += stride) powers.push(base ** power)
  if (powers.length >= 3 || base === 2) return powers
  const between: number[] = []
  for (let power = first - 1; power <= last; power++) {
    for (const times of [1, 2, 5]) {
      const value = Number((times * 10 ** power).toPrecision(12))
      if (value >= min && value <= max) between.push(value)
    }
  }
  return between.length > most ? powers : between.length >= 2 ? between : niceTicks(min, max)
}

export interface RangeWishes {
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly log?: 2 | 10 | undefined
  /** Areas and bars are lengths, so they begin at zero. */
  readonly fromZero?: boolean | undefined
  readonly unit?: string | undefined
}

/** What sums and rates of one and the same number differ by, as a share of it: no movement that anybody should see. */
const NOISE = 1e-9

/**
 * The range of an axis for data between two values. Zero is part of it unless all the data is far from it compared with its spread: a line that
 * moves between 95 and 100 is drawn as a line that moves.
 */
export function niceRange(dataMin: number | null, dataMax: number | null, wishes: RangeWishes = {}): Range {
  if (wishes.log !== undefined) return logRange(dataMin, dataMax, wishes.log, wishes)
  let min = finite(dataMin) ?? 0
  let max = finite(dataMax) ?? min
  const spread = max - min
  const size = Math.max(Math.abs(min), Math.abs(max))
  const isFlat = spread <= size * NOISE
  if (wishes.fromZero === true || isFlat || spread >= 0.25 * size) {
    min = Math.min(0, min)
    max = Math.max(0, max)
  } else {
    const air = spread * 0.08
    min = min > 0 ? Math.max(0, min - air) : min - air
    max += air
  }
  if (min === max) max = min + 1
  const increment = niceIncrement(max - min, wishes.unit, MOST)
  const air = (max - min) * 0.04
  // A curve that touches the frame looks cut off; one that has half the frame above it looks small.
  const top =
    max === 0 ? 0 : roundUp(max, increment) - max < increment * 0.4 ? roundUp(max, increment) : max + air
  const bottom =
    min === 0 ? 0 : min - roundDown(min, increment) < increment * 0.4 ? roundDown(min, increment) : min - air
  const low = finite(wishes.min ?? bottom) ?? bottom
  const high = finite(wishes.max ?? top) ?? top
  if (high > low) return { min: low, max: high }
  return wishes.min !== undefined ? { min: low, max: low + 1 } : { min: high - 1, max: high }
}

function logRange(dataMin: number | null, dataMax: number | null, base: 2 | 10, wishes: RangeWishes): Range {
  const most = wishes.max ?? finite(dataMax) ?? base
  const top = most > 0 ? most : 1
  const least = wishes.min ?? finite(dataMin) ?? top / base
  // Zero and less have no place on this axis; three decades below the top are shown instead.
  const bottom = least > 0 ? least : top / base ** (base === 10 ? 3 : 8)
  const log = (value: number): number => (base === 10 ? Math.log10(value) : Math.log2(value))
  const min = wishes.min !== undefined && wishes.min > 0 ? wishes.min : base ** Math.floor(log(bottom) + 1e-9)
  const max = wishes.max !== undefined && wishes.max > min ? wishes.max : base ** Math.ceil(log(top) - 1e-9)
  return max > min ? { min, max } : { min, max: min * base }
}

/** The smallest distance that people count in at which no more than so many ticks fit. */
export function niceIncrement(span: number, unitId: string | undefined = 'none', most = MOST): number {
  const unit = unitOf(unitId)
  const scale = unit.kind === 'ladder' || unit.kind === 'plain' || unit.kind === 'duration' ? unit.scale : 1
  return incrementFor((span * scale) / Math.max(1, most - 0.5), rhythmOf(unit)) / scale
}

const SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
] as const

function incrementFor(least: number, rhythm: 'decimal' | 'binary' | 'time'): number {
  if (rhythm === 'binary' && least > 1) {
    return 2 ** Math.ceil(Math.log2(least) - 1e-9)
  }
  if (rhythm === 'time' && least > 0.5) {
    const found = SECONDS.find(seconds => seconds >= least * (1 - 1e-9))
    return found ?? decimal(least / 86_400) * 86_400
  }
  return decimal(least)
}

function decimal(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = [1, 2, 2.5, 5, 10].find(each => each * power >= least * (1 - 1e-9)) ?? 10
  return Number((factor * power).toPrecision(12))
}

function rhythmOf(unit: Unit): 'decimal' | 'binary' | 'time' {
  if (unit.kind === 'ladder') return unit.rhythm
  return unit.kind === 'duration' ? 'time' : 'decimal'
}

function multiplesWithin(min: number, max: number, increment: number): number[] {
  const slack = increment * 1e-6
  const ticks: number[] = []
  const first = Math.ceil((min - slack) / increment)
  // Where digits end, one more is the same number.
  if (increment < Math.max(Math.abs(min), Math.abs(max)) * 5e-15) return [min, max]
  for (let i = first; i * increment <= max + slack && ticks.length < 100; i++) {
    // -0 and 0.30000000000000004 are no ticks.
    ticks.push(Number((i * increment).toPrecision(15)) || 0)
  }
  return ticks
}

function roundUp(value: number, increment: number): number {
  return Number((Math.ceil(value / increment - 1e-9) * increment).toPrecision(12))
}

function roundDown(value: number, increment: number): number {
  return Number((Math.floor(value / increment + 1e-9) * increment).toPrecision(12))
}

/** So that the distance between the two ends is a number, too. */
const LARGEST = Number.MAX_VALUE / 4

function finite(value: number | null): number | undefined {
  return value !== null && Number.isFinite(value) ? Math.min(LARGEST, Math.max(-LARGEST, value)) : undefined
}
