/** What people type for a time range: `45m`, `last 2 hours`, `yesterday 9am`, `today`, `2026-11-20 to 2026-11-21`, a Unix time. */
import { type TimeRange, timeOf } from './range.ts'

const UNITS: Readonly<Record<string, string>> = {
  s: 's',
  sec: 's',
  second: 's',
  m: 'm',
  min: 'm',
  minute: 'm',
  h: 'h',
  hr: 'h',
  hour: 'h',
  d: 'd',
  day: 'd',
  w: 'w',
  week: 'w',
  mo: 'M',
  month: 'M',
  y: 'y',
  year: 'y',
}

/** Undefined where nobody could say what is meant. */
export function parseTyped(text: string): TimeRange | undefined {
  const words = text.trim().toLowerCase().replace(/\s+/g, ' ')
  if (words === '') return undefined
  if (words === 'today') return { from: 'now/d', to: 'now/d' }
  if (words === 'yesterday') return { from: 'now-1d/d', to: 'now-1d/d' }
  const [from, to, more] = words.split(/ (?:to|until|–|-) |\.\./)
  if (more !== undefined || from === undefined) return undefined
  if (to !== undefined) {
    const [first, last] = [moment(from), moment(to)]
    return first === undefined || last === undefined ? undefined : { from: first, to: last }
  }
  const span = spanOf(from)
  if (span !== undefined) return { from: `now-${span}`, to: 'now' }
  const start = moment(from)
  return start === undefined ? undefined : { from: start, to: 'now' }
}

function spanOf(words: string): string | undefined {
  const found = /^(?:last |past )?(\d{1,5}) ?([a-z]+?)s?$/.exec(words)
  const unit = UNITS[found?.[2] ?? '']
  return found === null || unit === undefined ? undefined : `${found[1]}${unit}`
}

/** One point in time, as text that a link can carry. */
function moment(words: string): string | undefined {
  const named = /^(today|yesterday)(?: (?:at )?(.+))?$/.exec(words)
  if (named !== null) {
    const [, day, clock] = named
    const start = day === 'today' ? 'now/d' : 'now-1d/d'
    if (clock === undefined) return start
    const minutes = clockOf(clock)
    if (minutes === undefined) return undefined
    const startMs = timeOf(start, Date.now(), 'local')
    return startMs === undefined ? undefined : String(startMs + minutes * 60_000)
  }
  const ago = /^(.+) ago$/.exec(words)
  const span = ago === null ? undefined : spanOf(ago[1]!)
  if (span !== undefined) return `now-${span}`
  return timeOf(words, Date.now(), 'local') === undefined ? undefined : words
}

/** Minutes since midnight of `9am`, `9:30 pm`, `14:05`. */
function clockOf(words: string): number | undefined {
  const found = /^(\d{1,2})(?::(\d{2}))? ?(am|pm)?$/.exec(words)
  if (found === null) return undefined
  const [, hour, minute = '0', half] = found
  const hours = (Number(hour) % (half === undefined ? 24 : 12)) + (half === 'pm' ? 12 : 0)
  return Number(hour) > (half === undefined ? 23 : 12) || Number(minute) > 59
    ? undefined
    : hours * 60 + Number(minute)
}
