/** Where the ticks of a time axis stand, and what they say: on the hours and days of the zone, with the day where it changes. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const INCREMENTS = [
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
  500,
  ...[1, 2, 5, 10, 15, 30].map(each => each * SECOND),
  ...[1, 2, 5, 10, 15, 30].map(each => each * MINUTE),
  ...[1, 2, 3, 4, 6, 12].map(each => each * HOUR),
  ...[1, 2, 4, 7, 14].map(each => each * DAY),
] as const

const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120, 240] as const
const MONTH = 30.44 * DAY

export interface TimeTick {
  readonly atMs: number
  readonly label: string
}

/** At most so many ticks, at least one where the range holds a round time. */
export function timeTicks(fromMs: number, toMs: number, most: number, zone = 'local'): TimeTick[] {
  const span = toMs - fromMs
  if (!(span > 0) || !Number.isFinite(span) || most < 1) return []
  const least = span / most
  const increment = INCREMENTS.find(each => each >= least)
  const times =
    increment === undefined
      ? monthTicks(fromMs, toMs, MONTHS.find(each => each * MONTH >= least) ?? 600, zone)
      : evenTicks(fromMs, toMs, increment, zone)
  const distance = increment ?? MONTH
  return times.map((atMs, i) => ({ atMs, label: labelOf(atMs, distance, times[i - 1], zone) }))
}

function evenTicks(fromMs: number, toMs: number, increment: number, zone: string): number[] {
  const ticks: number[] = []
  // Local times count from local midnight. Each tick has its own offset: clocks may change within the range.
  const startOffset = increment >= MINUTE ? zoneOffsetMs(fromMs, zone) : 0
  // Weeks begin on Mondays; the epoch was a Thursday.
  const anchor = increment % (7 * DAY) === 0 ? 4 * DAY : 0
  const first = Math.ceil((fromMs + startOffset - anchor) / increment) * increment + anchor
  for (let local = first; ticks.length < 200; local += increment) {
    const atMs = increment >= HOUR ? local - zoneOffsetMs(local - startOffset, zone) : local - startOffset
    if (atMs > toMs) break
    if (atMs >= fromMs && atMs !== ticks.at(-1)) ticks.push(atMs)
  }
  return ticks
}

function monthTicks(fromMs: number, toMs: number, months: number, zone: string): number[] {
  const ticks: number[] = []
  const local = new Date(fromMs + zoneOffsetMs(fromMs, zone))
  let month = Math.ceil((local.getUTCFullYear() * 12 + local.getUTCMonth()) / months) * months
  for (; ticks.length < 200; month += months) {
    const utc = Date.UTC(Math.floor(month / 12), month % 12, 1)
    const atMs = utc - zoneOffsetMs(utc, zone)
    if (!(atMs <= toMs)) break
    if (atMs >= fromMs) ticks.push(atMs)
  }
  return ticks
}

function labelOf(atMs: number, increment: number, previousMs: number | undefined, zone: string): string {
  const local = new Date(atMs + zoneOffsetMs(atMs, zone))
  const previous =
    previousMs === undefined ? undefined : new Date(previousMs + zoneOffsetMs(previousMs, zone))
  const day = `${local.getUTCDate()} ${MONTH_NAMES[local.getUTCMonth()]}`
  if (increment >= MONTH) {
    const year = String(local.getUTCFullYear())
    if (local.getUTCMonth() === 0) return year
    return `${MONTH_NAMES[local.getUTCMonth()]}${previous === undefined ? ` ${year}` : ''}`
  }
  if (increment >= DAY) return day
  const midnight = (atMs + zoneOffsetMs(atMs, zone)) % DAY === 0
  // Midnight says the day, and so does the first tick after one that had no tick of its own.
  if (midnight || (previous !== undefined && previous.getUTCDate() !== local.getUTCDate())) return day
  const text = local.toISOString()
  if (increment >= MINUTE) return text.slice(11, 16)
  return increment >= SECOND ? text.slice(11, 19) : text.slice(14, 23)
}

const MONTH_NAMES = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
] as const

const FORMATTERS = new Map<string, Intl.DateTimeFormat>()

/** What is added to a time to read the zone's clock from its UTC fields. */
export function zoneOffsetMs(atMs: number, zone: string): number {
  if (zone === 'utc' || zone === 'UTC' || !Number.isFinite(atMs)) return 0
  if (zone === 'local') return -new Date(atMs).getTimezoneOffset() * MINUTE
  let formatter = FORMATTERS.get(zone)
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    FORMATTERS.set(zone, formatter)
  }
  const wholeSecond = Math.floor(atMs / SECOND) * SECOND
  return Date.parse(`${formatter.format(wholeSecond).replace(' ', 'T')}Z`) - wholeSecond
}

/** For tooltips and tables: `2026-11-21 14:02:30`, with milliseconds where there are any. */
export function formatMoment(atMs: number, zone = 'local'): string {
  const local = new Date(atMs + zoneOffsetMs(atMs, zone))
  if (Number.isNaN(local.getTime())) return '–'
  const text = local.toISOString().replace('T', ' ')
  return atMs % SECOND === 0 ? text.slice(0, 19) : text.slice(0, 23)
}
