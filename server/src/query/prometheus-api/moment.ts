/**
 * Times and durations as Prometheus's API reads them: in Go's notations of numbers, and with what Go makes of times that are out of its range.
 *
 * A time is kept in seconds and nanoseconds because Prometheus turns it into milliseconds in two ways, which differ for times far away.
 */
import { parseDurationMs } from '@vedette/model'

export interface Moment {
  readonly seconds: bigint
  /** From 0 to 999,999,999. */
  readonly nanoseconds: bigint
}

const SECOND_NS = 1_000_000_000n
const MILLISECOND_NS = 1_000_000n
/** Between Go's first year and 1970: its times are compared by the seconds since then. */
const SECONDS_BEFORE_1970 = 62_135_596_800n
const LEAST_INT64 = -(2n ** 63n)

/** Seconds since the epoch, or RFC 3339. */
export function parseMoment(text: string): Moment | undefined {
  const seconds = parseGoFloat(text)
  if (seconds !== undefined) {
    const whole = Math.trunc(seconds)
    const thousandths = roundedAwayFromZero((seconds - whole) * 1000)
    return momentOf(int64(whole), int64((thousandths / 1000) * 1e9))
  }
  // Clients of Go send these two where they mean "no limit".
  if (text === '-292273086-05-16T16:47:06Z') return { seconds: -9223309901257974n, nanoseconds: 0n }
  if (text === '292277025-08-18T07:12:54.999999999Z') {
    return { seconds: 9223309901257974n, nanoseconds: 999_999_999n }
  }
  return parseRfc3339(text)
}

/** As queries take it. */
export function queryMs({ seconds, nanoseconds }: Moment): number {
  return Number(BigInt.asIntN(64, seconds * SECOND_NS + nanoseconds) / MILLISECOND_NS)
}

/** As everything else takes it. */
export function timestampMs({ seconds, nanoseconds }: Moment): number {
  return Number(BigInt.asIntN(64, seconds * 1000n + nanoseconds / MILLISECOND_NS))
}

export function isBefore(a: Moment, b: Moment): boolean {
  const x = sinceFirstYear(a)
  const y = sinceFirstYear(b)
  return x < y || (x === y && a.nanoseconds < b.nanoseconds)
}

/** Never more than 292 years. */
export function nanosecondsBetween(a: Moment, b: Moment): bigint {
  const between = (sinceFirstYear(b) - sinceFirstYear(a)) * SECOND_NS + b.nanoseconds - a.nanoseconds
  const most = 2n ** 63n - 1n
  return between > most ? most : between < LEAST_INT64 ? LEAST_INT64 : between
}

/** Seconds or a duration, in nanoseconds; or why it is neither. */
export function parseDurationNs(text: string): bigint | string {
  const seconds = parseGoFloat(text)
  if (seconds !== undefined) {
    const ns = seconds * 1e9
    if (Math.abs(ns) > 2 ** 63) {
      return `cannot parse ${JSON.stringify(text)} to a valid duration. It overflows int64`
    }
    return int64(ns)
  }
  const durationMs = parseDurationMs(text)
  const ns = durationMs === undefined ? undefined : BigInt(durationMs) * MILLISECOND_NS
  return ns === undefined || ns >= 2n ** 63n ? `cannot parse ${JSON.stringify(text)} to a valid duration` : ns
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?\d+)$/
const INFINITE = /^([+-]?)inf(?:inity)?$/i

/** undefined where it is no number, or too large for one. */
function parseGoFloat(text: string): number | undefined {
  if (/^nan$/i.test(text)) return Number.NaN
  const infinite = INFINITE.exec(text)
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/(?<![\da-fA-FxX])_|_(?![\da-fA-F])/.test(text)) return undefined
  const plain = text.replaceAll('_', '')
  const hexadecimal = HEXADECIMAL.exec(plain)
  const value = DECIMAL.test(plain)
    ? Number(plain)
    : hexadecimal === null
      ? Number.NaN
      : hexadecimalValue(hexadecimal)
  return Number.isFinite(value) ? value : undefined
}

function hexadecimalValue([, sign, whole = '', fraction = '', power]: RegExpExecArray): number {
  const value = Number.parseInt(whole + fraction, 16) * 2 ** (Number(power) - 4 * fraction.length)
  return sign === '-' ? -value : value
}

const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/

function parseRfc3339(text: string): Moment | undefined {
  const parts = RFC3339.exec(text)
  if (parts === null) return undefined
  const number = (index: number) => Number(parts[index] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  // Years below 100 would be taken for those of the last century; the calendar repeats each 400 years.
  const daysInMonth = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth || hour > 23 || minute > 59 || second > 59) {
    return undefined
  }
  const [zoneHours, zoneMinutes] = [number(9), number(10)]
  if (zoneHours > 24 || zoneMinutes > 60) return undefined
  const zone = (zoneHours * 3600 + zoneMinutes * 60) * (parts[8] === '-' ? -1 : 1)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  const fraction = (parts[7] ?? '').slice(0, 9).padEnd(9, '0')
  return { seconds: BigInt(date.getTime() / 1000 - zone), nanoseconds: BigInt(fraction) }
}

/** As Go's `time.Unix` makes one of any two numbers. */
function momentOf(seconds: bigint, nanoseconds: bigint): Moment {
  const carried = nanoseconds / SECOND_NS
  const rest = nanoseconds - carried * SECOND_NS
  return rest < 0n
    ? { seconds: seconds + carried - 1n, nanoseconds: rest + SECOND_NS }
    : { seconds: seconds + carried, nanoseconds: rest }
}

function sinceFirstYear({ seconds }: Moment): bigint {
  return BigInt.asIntN(64, seconds + SECONDS_BEFORE_1970)
}

/** What is no number or out of range becomes the least one, as on the processors that Prometheus mostly runs on. */
function int64(value: number): bigint {
  return Math.abs(value) < 2 ** 63 ? BigInt(Math.trunc(value)) : LEAST_INT64
}

function roundedAwayFromZero(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value)
}
