/** A moment in the words of moment.js's patterns, which is what `${__from:date:YYYY-MM-DD}` is written in. */

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
)
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

const TOKENS =
  /\[([^\]]*)\]|YYYY|YY|Y|MMMM|MMM|MM|Mo|M|DDDD|DDD|DD|Do|D|dddd|ddd|dd|do|d|E|WW|W|HH|H|hh|h|kk|k|mm|m|ss|s|SSS|SS|S|A|a|ZZ|Z|z|X|x|Q/g

interface Parts {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
}

/** `zone` is an IANA name, `utc`, or undefined for where the reader is. */
export function formatDate(atMs: number, pattern: string, zone?: string): string {
  if (!Number.isFinite(atMs) || Math.abs(atMs) > 8.64e15) return 'Invalid date'
  const parts = partsOf(atMs, zone)
  return pattern.replace(TOKENS, (token, literal: string | undefined) =>
    literal !== undefined ? literal : tokenText(token, parts, atMs, zone),
  )
}

function tokenText(token: string, parts: Parts, atMs: number, zone: string | undefined): string {
  const { year, month, day, hour, minute, second, ms } = parts
  const midnight = Date.UTC(year, month - 1, day)
  const weekday = new Date(midnight).getUTCDay()
  const dayOfYear = Math.round((midnight - Date.UTC(year, 0, 1)) / 86_400_000) + 1
  switch (token) {
    case 'YYYY':
      return padded(year, 4)
    case 'YY':
      return padded(year % 100, 2)
    case 'Y':
      return String(year)
    case 'MMMM':
      return MONTHS[month - 1]!
    case 'MMM':
      return MONTHS[month - 1]!.slice(0, 3)
    case 'MM':
      return padded(month, 2)
    case 'Mo':
      return ordinal(month)
    case 'M':
      return String(month)
    case 'DDDD':
      return padded(dayOfYear, 3)
    case 'DDD':
      return String(dayOfYear)
    case 'DD':
      return padded(day, 2)
    case 'Do':
      return ordinal(day)
    case 'D':
      return String(day)
    case 'dddd':
      return DAYS[weekday]!
    case 'ddd':
      return DAYS[weekday]!.slice(0, 3)
    case 'dd':
      return DAYS[weekday]!.slice(0, 2)
    case 'do':
      return ordinal(weekday)
    case 'd':
      return String(weekday)
    case 'E':
      return String(weekday === 0 ? 7 : weekday)
    case 'WW':
      return padded(weekOf(midnight), 2)
    case 'W':
      return String(weekOf(midnight))
    case 'HH':
      return padded(hour, 2)
    case 'H':
      return String(hour)
    case 'hh':
      return padded(hour % 12 || 12, 2)
    case 'h':
      return String(hour % 12 || 12)
    case 'kk':
      return padded(hour || 24, 2)
    case 'k':
      return String(hour || 24)
    case 'mm':
      return padded(minute, 2)
    case 'm':
      return String(minute)
    case 'ss':
      return padded(second, 2)
    case 's':
      return String(second)
    case 'SSS':
      return padded(ms, 3)
    case 'SS':
      return padded(Math.floor(ms / 10), 2)
    case 'S':
      return String(Math.floor(ms / 100))
    case 'A':
      return hour < 12 ? 'AM' : 'PM'
    case 'a':
      return hour < 12 ? 'am' : 'pm'
    case 'Z':
      return offsetText(atMs, parts, ':')
    case 'ZZ':
      return offsetText(atMs, parts, '')
    case 'z':
      return zone === 'utc' ? 'UTC' : ''
    case 'X':
      return String(Math.floor(atMs / 1_000))
    case 'x':
      return String(Math.floor(atMs))
    case 'Q':
      return String(Math.floor((month - 1) / 3) + 1)
    default:
      return token
  }
}

function partsOf(atMs: number, zone: string | undefined): Parts {
  const date = new Date(atMs)
  if (zone === 'utc' || zone === 'UTC')
    return {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      ms: date.getUTCMilliseconds(),
    }
  const there = zone === undefined || zone === '' || zone === 'browser' ? undefined : wordsIn(date, zone)
  return there === undefined
    ? {
        year: date.getFullYear(),
        month: date.getMonth() + 1,
        day: date.getDate(),
        hour: date.getHours(),
        minute: date.getMinutes(),
        second: date.getSeconds(),
        ms: date.getMilliseconds(),
      }
    : { ...there, ms: date.getMilliseconds() }
}

/** Undefined where nobody knows of such a zone. */
function wordsIn(date: Date, zone: string): Omit<Parts, 'ms'> | undefined {
  try {
    const words = new Map(
      new Intl.DateTimeFormat('en', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      })
        .formatToParts(date)
        .map(({ type, value }) => [type, Number(value)]),
    )
    const part = (type: Intl.DateTimeFormatPartTypes): number => words.get(type) ?? 0
    return {
      year: part('year'),
      month: part('month'),
      day: part('day'),
      hour: part('hour'),
      minute: part('minute'),
      second: part('second'),
    }
  } catch {
    return undefined
  }
}

function offsetText(
  atMs: number,
  { year, month, day, hour, minute, second, ms }: Parts,
  between: string,
): string {
  const minutes = Math.round((Date.UTC(year, month - 1, day, hour, minute, second, ms) - atMs) / 60_000)
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${padded(Math.floor(size / 60), 2)}${between}${padded(size % 60, 2)}`
}

/** Weeks begin on Monday; the first one has the year's first Thursday. */
function weekOf(midnight: number): number {
  const date = new Date(midnight)
  date.setUTCDate(date.getUTCDate() + 4 - (date.getUTCDay() || 7))
  return Math.ceil(((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000 + 1) / 7)
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0')
}

function ordinal(number: number): string {
  const teen = number % 100 >= 11 && number % 100 <= 13
  return `${number}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')}`
}
