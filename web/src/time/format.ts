/** Times as people read them: local or UTC, short within the day, an age beside what may be old. */
import { QUICK_RANGES, type TimeRange, timeOf, type Zone } from './range.ts'

const CACHE = new Map<string, Intl.DateTimeFormat>()

function formatter(zone: Zone, style: 'clock' | 'day' | 'exact'): Intl.DateTimeFormat {
  const key = `${zone} ${style}`
  let found = CACHE.get(key)
  if (found === undefined) {
    const timeZone = zone === 'utc' ? { timeZone: 'UTC' } : {}
    const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const
    const day = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    const shown =
      style === 'clock' ? clock : style === 'day' ? day : { ...day, ...clock, timeZoneName: 'short' as const }
    found = new Intl.DateTimeFormat('sv-SE', { ...shown, ...timeZone })
    CACHE.set(key, found)
  }
  return found
}

export function formatClock(ms: number, zone: Zone): string {
  return formatter(zone, 'clock').format(ms)
}

/** `2026-11-20`, as links write it too. */
export function formatDay(ms: number, zone: Zone): string {
  return formatter(zone, 'day').format(ms)
}

export function formatExact(ms: number, zone: Zone): string {
  return formatter(zone, 'exact').format(ms)
}

/** `just now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 d ago`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds === 0) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`
  return `${Math.floor(seconds / 86_400)} d ago`
}

export function describeRange({ from, to }: TimeRange, zone: Zone): string {
  const same = (range: TimeRange): boolean => range.from === from && range.to === to
  const relative = to === 'now' ? /^now-(\d+)([smhdwMy])$/.exec(from) : null
  const told = relative === null ? undefined : inGreatestUnit(Number(relative[1]), relative[2]!)
  const quick = QUICK_RANGES.find(([, range]) => same(range) || (to === 'now' && range.from === told?.from))
  if (quick !== undefined) return quick[0]
  if (told !== undefined) return `Last ${told.words}`
  const [first, last] = [readable(from, zone), readable(to, zone)]
  // Of one day it is enough to say it once.
  const day = first.slice(0, 'YYYY-MM-DD '.length)
  const isOneDay = from !== to && / \d/.test(first) && last.startsWith(day)
  return `${first} to ${isOneDay ? last.slice(day.length) : last}`
}

/** How many of the next unit one is. Months and years have no fixed length. */
const LARGER: Readonly<Record<string, readonly [times: number, unit: string]>> = {
  s: [60, 'm'],
  m: [60, 'h'],
}

/** `now-900s` is what people call 15 minutes. */
function inGreatestUnit(count: number, unit: string): { readonly from: string; readonly words: string } {
  const [times, larger] = LARGER[unit] ?? []
  if (times !== undefined && count > 0 && count % times === 0) return inGreatestUnit(count / times, larger!)
  const name = NAMES[unit]!
  return { from: `now-${count}${unit}`, words: count === 1 ? name.slice(0, -1) : `${count} ${name}` }
}

const NAMES: Readonly<Record<string, string>> = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  M: 'months',
  y: 'years',
}

/** A moment as a clock shows it, whole minutes without seconds; what is relative, or a day, as it was written. */
function readable(text: string, zone: Zone): string {
  if (text.startsWith('now') || /^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  const ms = timeOf(text, 0, zone)
  if (ms === undefined) return text
  return `${formatDay(ms, zone)} ${formatClock(ms, zone).replace(/:00$/, '')}`
}
