/** Numbers as people read them: with their unit, in the step that fits, at most three significant digits, never a raw float. */
import { type Step, type Unit, unitOf } from './unit-table.ts'

export interface FormatOptions {
  /** Exactly so many places after the point. Without it, as many as `digits` asks for. */
  readonly decimals?: number | undefined
  /** Significant digits, 3 unless told. Digits before the point are never replaced by zeros in units without steps. */
  readonly digits?: number | undefined
  /** For dates: 'local' (default), 'utc' or a name such as `Europe/Berlin`. */
  readonly zone?: string | undefined
  /** For ages. */
  readonly nowMs?: number | undefined
}

/** A number apart from its unit, so that one may be set larger than the other. */
export interface ValueParts {
  readonly prefix: string
  readonly number: string
  readonly suffix: string
}

export const ABSENT = '–'
const MINUS = '−'
/** From here on numbers are written as powers of ten. */
const POWERS_FROM = 1e13

export function formatValue(
  value: number | null | undefined,
  unit: string | undefined = 'none',
  options: FormatOptions = {},
): string {
  return joined(formatParts(value, unit, options))
}

export function formatParts(
  value: number | null | undefined,
  unitId: string | undefined = 'none',
  options: FormatOptions = {},
): ValueParts {
  if (value === null || value === undefined || Number.isNaN(value)) return words(ABSENT)
  const unit = unitOf(unitId)
  if (unit.kind === 'choice') return words(value === 0 ? unit.no : unit.yes)
  if (!Number.isFinite(value)) {
    return { prefix: '', number: value > 0 ? '∞' : `${MINUS}∞`, suffix: baseSuffix(unit) }
  }
  switch (unit.kind) {
    case 'plain':
      return {
        prefix: unit.prefix,
        number: plainNumber(value * unit.scale, options),
        suffix: unit.suffix,
      }
    case 'ladder': {
      const base = value * unit.scale
      const step = stepFor(Math.abs(base), unit.steps, options)
      return { prefix: unit.prefix, number: plainNumber(base / step.factor, options), suffix: step.suffix }
    }
    case 'duration':
      return words(unit.style === 'clock' ? clock(value * unit.scale) : inWords(value * unit.scale))
    case 'date':
      return words(
        unit.style === 'iso' ? isoDate(value, options.zone) : age(value, options.nowMs ?? Date.now()),
      )
  }
}

/** For hover and copy: all digits, grouped, in the unit's base; times in the step that fits. */
export function formatExact(value: number | null | undefined, unitId: string | undefined = 'none'): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return formatValue(value, unitId)
  const unit = unitOf(unitId)
  if (unit.kind !== 'ladder' && unit.kind !== 'plain') return formatValue(value, unitId)
  const base = value * unit.scale
  const step =
    unit.kind === 'ladder' && unit.rhythm === 'time' ? stepFor(Math.abs(base), unit.steps, {}) : undefined
  const suffix = step?.suffix ?? baseSuffix(unit)
  const scaled = base / (step?.factor ?? 1)
  const tiny = scaled !== 0 && Math.abs(scaled) < 1e-9
  const number = tiny ? exponent(scaled, 10) : group(withoutNoise(scaled))
  return joined({ prefix: unit.prefix, number, suffix })
}

/** One step and one number of places for all ticks of an axis: `0 s`, `0.5 s`, `1 s` and not `500 ms` beside `1 s`. */
export function tickFormatter(
  ticks: readonly number[],
  unitId: string | undefined = 'none',
  options: FormatOptions = {},
): (value: number) => string {
  const unit = unitOf(unitId)
  if (unit.kind !== 'ladder' && unit.kind !== 'plain') return value => formatValue(value, unitId, options)
  const largest = Math.max(...ticks.map(tick => Math.abs(tick * unit.scale)), 0)
  let step: Step =
    unit.kind === 'plain' ? { factor: 1, suffix: unit.suffix } : stepFor(largest, unit.steps, options)
  let places = options.decimals ?? placesIn(ticks, unit.scale / step.factor)
  // Two ticks that read alike say nothing: half of something that is counted in ones has its place after the point.
  if (areAlike(ticks, unit.scale / step.factor, places)) places = placesIn(ticks, unit.scale / step.factor)
  const below = unit.kind === 'ladder' ? unit.steps[unit.steps.indexOf(step) - 1] : undefined
  // `250 req/s` up to `1,000 req/s` reads better than `0.25 k req/s` up to `1.00 k req/s`.
  if (
    places > 1 &&
    options.decimals === undefined &&
    below !== undefined &&
    largest / below.factor < 10_000
  ) {
    const placesBelow = placesIn(ticks, unit.scale / below.factor)
    if (placesBelow < places) {
      step = below
      places = placesBelow
    }
  }
  return value => {
    if (value === 0 && options.decimals === undefined) return formatValue(0, unitId)
    const scaled = (value * unit.scale) / step.factor
    const number =
      Math.abs(scaled) >= POWERS_FROM || places > 9 ? exponent(scaled, 3) : group(scaled.toFixed(places))
    return joined({ prefix: unit.prefix, number, suffix: step.suffix })
  }
}

function areAlike(ticks: readonly number[], scale: number, places: number): boolean {
  return places < 9 && new Set(ticks.map(tick => (tick * scale).toFixed(places))).size < ticks.length
}

function joined({ prefix, number, suffix }: ValueParts): string {
  const negative = number.startsWith(MINUS)
  const signed = negative ? `${MINUS}${prefix}${number.slice(1)}` : `${prefix}${number}`
  if (suffix === '') return signed
  return suffix === '°' ? `${signed}${suffix}` : `${signed} ${suffix}`
}

function words(text: string): ValueParts {
  return { prefix: '', number: text, suffix: '' }
}

function baseSuffix(unit: Unit): string {
  if (unit.kind === 'plain') return unit.suffix
  return unit.kind === 'ladder' ? unit.steps.find(step => step.factor === 1)!.suffix : ''
}

/** The largest step of which the value is at least one, after rounding: 999.9 B/s is `1 kB/s`, not `1000 B/s`. */
function stepFor(size: number, steps: readonly Step[], options: FormatOptions): Step {
  const base = steps.find(step => step.factor === 1)!
  if (size === 0) return base
  let chosen = steps[0]!.factor < 1 ? steps[0]! : base
  for (const step of steps) if (rounded(size / step.factor, options) >= 1) chosen = step
  for (let i = steps.indexOf(chosen); i + 1 < steps.length; i++) {
    const next = steps[i + 1]!
    if (rounded(size / chosen.factor, options) * chosen.factor < next.factor) break
    chosen = next
  }
  // A power of ten of exa-anything says less than a power of ten.
  return size / chosen.factor >= POWERS_FROM ? base : chosen
}

function rounded(value: number, { decimals, digits = 3 }: FormatOptions): number {
  if (decimals !== undefined && decimals > 2) return Number(value.toFixed(Math.min(decimals, 20)))
  // Digits before the point always stay, and 999.96 is not yet the next step.
  const before = Math.floor(Math.log10(value)) + 1
  return Number(value.toPrecision(Math.min(21, Math.max(1, digits, before))))
}

function plainNumber(value: number, { decimals, digits = 3 }: FormatOptions): string {
  const size = Math.abs(value)
  if (size >= POWERS_FROM) return exponent(value, digits)
  if (decimals !== undefined) return group(value.toFixed(Math.max(0, Math.min(decimals, 20))))
  if (size === 0) return '0'
  if (size < 1e-6) return exponent(value, digits)
  const before = Math.floor(Math.log10(size)) + 1
  const places = Math.max(0, Math.min(20, digits - before))
  return group(trimmed(value.toFixed(places)))
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Fifteen digits: what a double holds for certain. Cuts `0.30000000000000004`. */
function withoutNoise(value: number): string {
  const text = Number(value.toPrecision(15)).toString()
  return text.includes('e') ? trimmed(value.toFixed(15)) : text
}

function group(text: string): string {
  const [whole = '', rest] = text.replace(/^-/, '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  const zero = /^[0.]*$/.test(text.replace(/^-/, ''))
  return `${text.startsWith('-') && !zero ? MINUS : ''}${grouped}${rest === undefined ? '' : `.${rest}`}`
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `1.24·10⁻⁹` */
function exponent(value: number, digits: number): string {
  const [mantissa = '', power = '0'] = value.toExponential(Math.max(0, digits - 1)).split('e')
  const raised = [...power.replace(/^\+/, '')]
    .map(sign => (sign === '-' ? '⁻' : RAISED[Number(sign)]))
    .join('')
  return `${trimmed(mantissa).replace('-', MINUS)}·10${raised}`
}

/** The fewest places at which no two ticks read alike and none is off by more than a hundredth of their distance. */
function placesIn(ticks: readonly number[], factor: number): number {
  const values = ticks.map(tick => tick * factor)
  const distance = values.length > 1 ? Math.abs(values[1]! - values[0]!) : Math.abs(values[0] ?? 1) || 1
  for (let places = 0; places < 10; places++) {
    if (values.every(value => Math.abs(Number(value.toFixed(places)) - value) <= distance / 100))
      return places
  }
  return 10
}

const PARTS = [
  [31_536_000, 'y'],
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** The two largest parts: `1 d 3 h`, `4 min 10 s`, `250 ms`. */
function inWords(seconds: number): string {
  const sign = seconds < 0 ? MINUS : ''
  if (Math.abs(seconds) < 1) return formatValue(seconds, 's')
  let rest = Math.abs(seconds)
  // Round where the second part ends, else 59.9999 s would read `59 s`.
  const first = PARTS.findIndex(([size]) => Math.round(rest) >= size)
  const smallest = PARTS[Math.min(first + 1, PARTS.length - 1)]![0]
  rest = Math.round(rest / smallest) * smallest
  const parts: string[] = []
  for (const [size, name] of PARTS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${name}`)
  }
  return sign + parts.slice(0, 2).join(' ')
}

/** `26:04:09`, hours without end. */
function clock(seconds: number): string {
  const total = Math.round(Math.abs(seconds))
  const two = (count: number): string => String(count).padStart(2, '0')
  const text = `${two(Math.floor(total / 3600))}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`
  return seconds < 0 ? MINUS + text : text
}

const LARGEST_DATE_MS = 8.64e15

function isoDate(ms: number, zone = 'local'): string {
  if (Math.abs(ms) > LARGEST_DATE_MS) return ABSENT
  return new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone === 'local' ? {} : { timeZone: zone === 'utc' ? 'UTC' : zone }),
  }).format(ms)
}

function age(ms: number, nowMs: number): string {
  const seconds = (nowMs - ms) / 1000
  if (Math.abs(seconds) < 1) return 'now'
  return seconds > 0 ? `${inWords(seconds)} ago` : `in ${inWords(-seconds)}`
}
