/**
 * The one time range of a page, as its text: `now-6h` to `now`, `now/d`, a date, a Unix time. The text is what links carry, so that relative
 * stays relative; it becomes milliseconds only when something is asked.
 */
export interface TimeRange {
  readonly from: string
  readonly to: string
}

export interface ResolvedRange {
  readonly fromMs: number
  readonly toMs: number
}

export const DEFAULT_RANGE: TimeRange = { from: 'now-1h', to: 'now' }

/** The ranges that people pick most, shortest first. */
export const QUICK_RANGES: readonly (readonly [label: string, range: TimeRange])[] = [
  ['Last 5 minutes', { from: 'now-5m', to: 'now' }],
  ['Last 15 minutes', { from: 'now-15m', to: 'now' }],
  ['Last 30 minutes', { from: 'now-30m', to: 'now' }],
  ['Last hour', { from: 'now-1h', to: 'now' }],
  ['Last 3 hours', { from: 'now-3h', to: 'now' }],
  ['Last 6 hours', { from: 'now-6h', to: 'now' }],
  ['Last 12 hours', { from: 'now-12h', to: 'now' }],
  ['Last 24 hours', { from: 'now-24h', to: 'now' }],
  ['Last 2 days', { from: 'now-2d', to: 'now' }],
  ['Last 7 days', { from: 'now-7d', to: 'now' }],
  ['Last 30 days', { from: 'now-30d', to: 'now' }],
  ['Today', { from: 'now/d', to: 'now/d' }],
  ['Yesterday', { from: 'now-1d/d', to: 'now-1d/d' }],
  ['This week', { from: 'now/w', to: 'now/w' }],
]

export type Zone = 'local' | 'utc'

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
/** As in Grafana moves and roundings follow one another: `now-1d/d+9h` was nine o'clock yesterday. */
const RELATIVE = /^now((?:[+-]\d{1,6}[smhdwMy]|\/[smhdwMy]){0,8})$/
const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?(?:Z|([+-])(\d{2}):?(\d{2}))?$/i

export function isRelative({ from, to }: TimeRange): boolean {
  return from.startsWith('now') || to.startsWith('now')
}

/** Whether it goes along with the time: only then is there anything new to see. */
export function endsNow({ to }: TimeRange): boolean {
  return to === 'now' || /^now\/.$/.test(to)
}

/** As long, and up to now. */
export function upToNow({ fromMs, toMs }: ResolvedRange, times = 1): TimeRange {
  return { from: `now-${Math.max(1, Math.round(((toMs - fromMs) * times) / 1000))}s`, to: 'now' }
}

/** Undefined where the text is no time, or the range is empty. */
export function resolveRange({ from, to }: TimeRange, nowMs: number, zone: Zone): ResolvedRange | undefined {
  const fromMs = timeOf(from, nowMs, zone, 'start')
  const toMs = timeOf(to, nowMs, zone, 'end')
  return fromMs === undefined || toMs === undefined || fromMs >= toMs ? undefined : { fromMs, toMs }
}

/** Rounding (`/d`) goes to the beginning of the unit, or to its end where the end of a range is meant. */
export function timeOf(
  text: string,
  nowMs: number,
  zone: Zone,
  edge: 'start' | 'end' = 'start',
): number | undefined {
  const word = text.trim()
  const relative = RELATIVE.exec(word)
  if (relative !== null) {
    return [...relative[1]!.matchAll(/([+-])(\d+)(.)|\/(.)/g)].reduce(
      (ms, [, sign, count, unit, rounding]) =>
        rounding === undefined
          ? shift(ms, (sign === '-' ? -1 : 1) * Number(count), unit!, zone)
          : round(ms, rounding, zone, edge),
      nowMs,
    )
  }
  if (/^-?\d{9,14}(\.\d+)?$/.test(word)) {
    const number = Number(word)
    // Seconds until the year 5138, milliseconds beyond: as Grafana's links have them.
    return Math.abs(number) < 1e11 ? number * 1000 : number
  }
  return dateMs(word, zone, edge)
}

function dateMs(word: string, zone: Zone, edge: 'start' | 'end'): number | undefined {
  const date = DATE.exec(word)
  if (date === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = date
  const [y, m, d] = [Number(year), Number(month), Number(day)]
  const isDay = m >= 1 && m <= 12 && d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate()
  if (!isDay || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59)
    return undefined
  const wholeDay = hour === undefined && edge === 'end'
  const parts = [
    ...([y, m - 1, d + (wholeDay ? 1 : 0)] as const),
    ...([Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0)] as const),
    Math.floor(Number(`0.${fraction ?? 0}`) * 1000),
  ] as const
  if (sign === undefined)
    return /z$/i.test(word) || zone === 'utc' ? Date.UTC(...parts) : new Date(...parts).getTime()
  const aheadMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000
  return Date.UTC(...parts) - (sign === '-' ? -aheadMs : aheadMs)
}

function shift(ms: number, count: number, unit: string, zone: Zone): number {
  if (unit === 'M' || unit === 'y')
    return moved(ms, zone, date => date.setMonth(date.getMonth() + count * (unit === 'y' ? 12 : 1)))
  // A day is a day also when the clocks change.
  if (unit === 'd' || unit === 'w')
    return moved(ms, zone, date => date.setDate(date.getDate() + count * (unit === 'w' ? 7 : 1)))
  return ms + count * UNIT_MS[unit as keyof typeof UNIT_MS]
}

function round(ms: number, unit: string, zone: Zone, edge: 'start' | 'end'): number {
  const start = moved(ms, zone, date => {
    if (unit === 's') date.setMilliseconds(0)
    else if (unit === 'm') date.setSeconds(0, 0)
    else if (unit === 'h') date.setMinutes(0, 0, 0)
    else date.setHours(0, 0, 0, 0)
    if (unit === 'w') date.setDate(date.getDate() - ((date.getDay() + 6) % 7))
    if (unit === 'M' || unit === 'y') date.setDate(1)
    if (unit === 'y') date.setMonth(0)
  })
  return edge === 'start' ? start : shift(start, 1, unit, zone)
}

/** In UTC a date is moved as if this machine stood in Greenwich. */
function moved(ms: number, zone: Zone, change: (date: Date) => void): number {
  if (zone === 'local') {
    const date = new Date(ms)
    change(date)
    return date.getTime()
  }
  const utc = new Date(ms)
  const date = new Date(
    utc.getUTCFullYear(),
    utc.getUTCMonth(),
    utc.getUTCDate(),
    utc.getUTCHours(),
    utc.getUTCMinutes(),
    utc.getUTCSeconds(),
    utc.getUTCMilliseconds(),
  )
  change(date)
  return Date.UTC(
    date.getFullYear(),
    date.getMonth(),
    date.getDate(),
    date.getHours(),
    date.getMinutes(),
    date.getSeconds(),
    date.getMilliseconds(),
  )
}
