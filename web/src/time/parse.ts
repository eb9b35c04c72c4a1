/** What people type for a time range: `45m`, `last 2 hours`, `yesterday 9am`, `today`, `2026-11-20 to 2026-11-21`, a Unix time. */
import { formatDay } from './format.ts'
import { resolveRange, type TimeRange, timeOf, type Zone } from './range.ts'

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

/** Where and when it is read. */
export interface Reader {
  readonly nowMs: number
  readonly zone: Zone
}

/** Undefined where nobody could say what is meant, or where it ends before it begins. */
export function parseTyped(text: string, reader: Reader): TimeRange | undefined {
  const range = rangeOf(text.trim().replace(/\s+/g, ' '), reader)
  return range === undefined || resolveRange(range, reader.nowMs, reader.zone) === undefined
    ? undefined
    : range
}

function rangeOf(words: string, reader: Reader): TimeRange | undefined {
  if (words === '') return undefined
  if (/^today$/i.test(words)) return { from: 'now/d', to: 'now/d' }
  if (/^yesterday$/i.test(words)) return { from: 'now-1d/d', to: 'now-1d/d' }
  const [from, to, more] = words.split(/ (?:to|until|–|-) |\.\./i)
  if (more !== undefined || from === undefined) return undefined
  if (to !== undefined) {
    const first = momentOf(from, reader)
    // `yesterday 9am to 10am`: both of them of that day.
    const last = clockOf(to) === undefined ? momentOf(to, reader) : sameDay(first, to, reader)
    return first === undefined || last === undefined ? undefined : { from: first, to: last }
  }
  const span = spanOf(from)
  if (span !== undefined) return { from: `now-${span}`, to: 'now' }
  const start = momentOf(from, reader)
  return start === undefined ? undefined : { from: start, to: 'now' }
}

/** `45m`, `last 2 hours`. A lone `M` is a month, as in Grafana's times. */
function spanOf(words: string): string | undefined {
  const found = /^(?:last |past )?(\d{1,5}) ?([a-z]+?)s?$/i.exec(words)
  if (found === null) return undefined
  const unit = found[2] === 'M' ? 'M' : UNITS[found[2]!.toLowerCase()]
  return unit === undefined ? undefined : `${found[1]}${unit}`
}

/** One point in time, as text that a link can carry. */
function momentOf(words: string, reader: Reader): string | undefined {
  const ago = /^(.+) ago$/i.exec(words)
  if (ago !== null) {
    const span = spanOf(ago[1]!)
    return span === undefined ? undefined : `now-${span}`
  }
  // `yesterday 9am`, `2026-11-20 at 9:30 pm`, or a clock alone, of today.
  const [, day = '', clock = ''] = /^(?:(today|yesterday|\d{4}-\d{2}-\d{2})(?: (?:at )?|$))?(.*)$/i.exec(
    words,
  )!
  const start = STARTS[day.toLowerCase()] ?? day
  if (clock !== '' && clockOf(clock) !== undefined)
    return atClock(start === '' ? 'now/d' : start, clock, reader)
  if (clock === '' && start !== '') return start
  return timeOf(words, reader.nowMs, reader.zone) === undefined ? undefined : words
}

const STARTS: Readonly<Record<string, string>> = { today: 'now/d', yesterday: 'now-1d/d' }

function sameDay(first: string | undefined, clock: string, reader: Reader): string | undefined {
  const ms = first === undefined ? undefined : timeOf(first, reader.nowMs, reader.zone)
  if (ms === undefined) return undefined
  return atClock('now/d', clock, { ...reader, nowMs: ms })
}

/** In milliseconds: who gets the link means the same moment, wherever they are. */
function atClock(day: string, clock: string, { nowMs, zone }: Reader): string | undefined {
  const startMs = timeOf(day, nowMs, zone)
  const time = clockOf(clock)
  if (startMs === undefined || time === undefined) return undefined
  const ms = timeOf(`${formatDay(startMs, zone)} ${time}`, nowMs, zone)
  return ms === undefined ? undefined : String(ms)
}

/** `09:00:00` of `9am`; `9:30 pm`, `14:05` and `14:05:30` are clocks too. */
function clockOf(words: string): string | undefined {
  const found = /^(\d{1,2})(?::(\d{2})(?::(\d{2}))?)? ?(am|pm)?$/i.exec(words)
  // A number alone is no clock.
  if (found === null || (found[2] === undefined && found[4] === undefined)) return undefined
  const [, hour, minute = '0', second = '0', half] = found
  const isOfTwelve = half !== undefined
  if (Number(hour) > (isOfTwelve ? 12 : 23) || (isOfTwelve && Number(hour) === 0)) return undefined
  if (Number(minute) > 59 || Number(second) > 59) return undefined
  const hours = (Number(hour) % (isOfTwelve ? 12 : 24)) + (half?.toLowerCase() === 'pm' ? 12 : 0)
  return [hours, minute, second].map(part => String(part).padStart(2, '0')).join(':')
}
