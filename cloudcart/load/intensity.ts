/**
 * How busy the shop is at a time, 1 being the mean: two humps a day by the local hour, weekends busier than Mondays, and once or twice
 * a day a sale. A function of time alone, so that generated history and live load tell one story.
 */
import { mix } from './random.ts'

/** It never gets quieter than this share of the mean: somebody always looks at the demo. */
export const QUIETEST = 0.4

const FLOOR = 0.42
const LUNCH = { hour: 12.5, width: 2.6, height: 0.8 }
const EVENING = { hour: 20, width: 2.2, height: 1.1 }
/** Sunday first, as `Date.getDay` counts; their mean is 1. */
const WEEK = [1.09, 0.91, 0.92, 0.94, 0.98, 1.04, 1.12]

const SALE_FACTOR = 3
const SALE_MINUTES = 10
/** A sale begins at one of these moments, ten minutes apart, between 9:00 and 22:00. */
const FIRST_SALE_MINUTE = 9 * 60
const SALE_SLOTS = 78
const SALES_A_DAY = 1.5
const RAMP_MINUTES = 0.5

export function intensityAt(timeMs: number): number {
  const at = new Date(timeMs)
  const minute = at.getHours() * 60 + at.getMinutes() + at.getSeconds() / 60
  const ordinary = (shapeAt(minute / 60) / MEAN_OF_DAY) * WEEK[at.getDay()]!
  return Math.max(QUIETEST, ordinary) * saleFactorAt(at, minute)
}

/** The minutes of the local day at which sales begin: one or two, the same whenever one asks. */
export function saleMinutesOf(day: Date): readonly number[] {
  const key = mix(day.getFullYear() * 372 + day.getMonth() * 31 + day.getDate())
  const first = key % SALE_SLOTS
  const minutes = [FIRST_SALE_MINUTE + first * SALE_MINUTES]
  if ((key & 0x10000) === 0) return minutes
  const second = (first + 20 + (mix(key) % (SALE_SLOTS - 40))) % SALE_SLOTS
  return [...minutes, FIRST_SALE_MINUTE + second * SALE_MINUTES]
}

function saleFactorAt(day: Date, minute: number): number {
  for (const start of saleMinutesOf(day)) {
    const inside = Math.min(minute - start, start + SALE_MINUTES - minute)
    if (inside >= 0) return 1 + (SALE_FACTOR - 1) * Math.min(1, inside / RAMP_MINUTES)
  }
  return 1
}

function shapeAt(hour: number): number {
  return FLOOR + hump(hour, LUNCH) + hump(hour, EVENING)
}

function hump(hour: number, { hour: middle, width, height }: typeof LUNCH): number {
  const apart = Math.abs(hour - middle)
  const distance = Math.min(apart, 24 - apart) / width
  return height * Math.exp((-distance * distance) / 2)
}

/** Sales included, as often as they come. */
const MEAN_OF_DAY = (() => {
  const plateau = SALE_MINUTES - RAMP_MINUTES
  const saleShare = (SALES_A_DAY / SALE_SLOTS) * (SALE_FACTOR - 1) * (plateau / SALE_MINUTES)
  let sum = 0
  for (let minute = 0; minute < 1440; minute++) {
    const inSales = minute >= FIRST_SALE_MINUTE && minute < FIRST_SALE_MINUTE + SALE_SLOTS * SALE_MINUTES
    sum += shapeAt(minute / 60) * (1 + (inSales ? saleShare : 0))
  }
  return sum / 1440
})()
