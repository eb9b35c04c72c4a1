/** Parts of a UTC date, of a vector's values in seconds or of the step's own time. Worked out in whole numbers: a Date for each would be slow. */
import { columnOf } from '../../values/column.ts'
import { timesOf } from '../../values/grid.ts'
import { SeriesSet } from '../../values/series-set.ts'
import type { InstantFunction } from './instant-function.ts'
import { mapNumbers } from './numbers.ts'

const DAY = 86_400
const NO_LABELS = new SeriesSet([[]])

interface Civil {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** Days since 1970 as a date, by the calendar of 400 years (from March on, so that a leap day comes last). */
function civilOf(days: number): Civil {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  }
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysInMonth({ year, month }: Civil): number {
  return month === 2 && isLeap(year) ? 29 : MONTHS[month - 1]!
}

function dayOfYear({ year, month, day }: Civil): number {
  let days = day
  for (let before = 1; before < month; before++) days += daysInMonth({ year, month: before, day: 1 })
  return days
}

/** `of` a time in whole seconds. A vector is optional. */
function datePart(of: (seconds: number) => number): InstantFunction {
  const ofValue = (seconds: number): number => of(wholeSeconds(seconds))
  return async call => {
    const { context } = call
    if (call.call.args.length > 0) return mapNumbers(await call.vector(0), context, ofValue)
    const values = timesOf(context.grid).map(ms => of(Math.trunc(ms / 1000)))
    return { series: NO_LABELS, each: async visit => visit(0, columnOf(values, undefined, undefined)) }
  }
}

const FURTHEST = 2 ** 63

/**
 * A value that is no 64-bit number becomes the lowest one on the processors that Prometheus runs on, and Go's calendar, which counts without a
 * sign, takes that for the highest: half past three on a Sunday in December of the year 292277026596.
 */
function wholeSeconds(value: number): number {
  return value >= -FURTHEST && value < FURTHEST ? Math.trunc(value) : FURTHEST
}

/** Exact also where seconds are far beyond 2^53: the rest of a division always is, and the division is rounded. */
function secondOfDay(seconds: number): number {
  const rest = seconds % DAY
  return rest < 0 ? rest + DAY : rest
}

function dayOf(seconds: number): number {
  return Math.round((seconds - secondOfDay(seconds)) / DAY)
}

const ofDate = (of: (date: Civil) => number): InstantFunction =>
  datePart(seconds => of(civilOf(dayOf(seconds))))

export const DATE_FUNCTIONS: readonly (readonly [string, InstantFunction])[] = [
  ['minute', datePart(seconds => Math.floor(secondOfDay(seconds) / 60) % 60)],
  ['hour', datePart(seconds => Math.floor(secondOfDay(seconds) / 3600))],
  // The first of January 1970 was a Thursday.
  ['day_of_week', datePart(seconds => (((dayOf(seconds) + 4) % 7) + 7) % 7)],
  ['day_of_month', ofDate(({ day }) => day)],
  ['day_of_year', ofDate(dayOfYear)],
  ['days_in_month', ofDate(daysInMonth)],
  ['month', ofDate(({ month }) => month)],
  ['year', ofDate(({ year }) => year)],
]
