/** The name of a metric family, as Prometheus 3 makes it from an OpenTelemetry name, unit and type. */
import { addsSuffixes, allowsUtf8, type TranslationStrategy } from './translation.ts'
import { cleanUnit, unitSuffixes } from './unit-name.ts'

/** Only monotonic sums and gauges matter to a name. */
export type NamedType = 'counter' | 'gauge' | 'other'

/** Undefined where nothing that can be a name is left. */
export function metricName(
  name: string,
  unit: string,
  type: NamedType,
  strategy: TranslationStrategy,
): string | undefined {
  const suffixes = addsSuffixes(strategy)
  if (allowsUtf8(strategy)) {
    const kept = suffixes ? withSuffixes(name, unit, type) : name
    return kept === '' ? undefined : kept
  }
  const escaped = suffixes ? fromTokens(name, unit, type) : escapedOnly(name)
  if (escaped === '' || (escaped !== name && /^_+$/.test(escaped))) return undefined
  return escaped
}

function escapedOnly(name: string): string {
  return notDigitFirst(
    name
      .replace(/[^a-zA-Z0-9:_]+/g, ' ')
      .trim()
      .replaceAll(' ', '_'),
  )
}

function fromTokens(name: string, unit: string, type: NamedType): string {
  let tokens = name.split(/[^a-zA-Z0-9:]+/).filter(token => token !== '')
  const suffixes = unitSuffixes(unit)
  let main = cleanUnit(suffixes.main)
  let per = cleanUnit(suffixes.per)
  if (tokens.includes(main)) main = ''
  per = per === 'per_' ? '' : per.replace(/_$/, '')
  if (tokens.includes(per)) per = ''
  if (per !== '') main = main.replace(/_$/, '')
  if (main !== '') tokens.push(main)
  if (per !== '') tokens.push(per)
  if (type === 'counter') tokens = atTheEnd(tokens, 'total')
  if (type === 'gauge' && unit === '1') tokens = atTheEnd(tokens, 'ratio')
  return notDigitFirst(tokens.join('_'))
}

function atTheEnd(tokens: readonly string[], word: string): string[] {
  return [...tokens.filter(token => token !== word), word]
}

function notDigitFirst(name: string): string {
  return /^\d/.test(name) ? `_${name}` : name
}

/** Without escaping: a suffix that is there already is taken off first, so that the order is always unit, per, total, ratio. */
function withSuffixes(name: string, unit: string, type: NamedType): string {
  const { main, per } = unitSuffixes(unit)
  const ratio = type === 'gauge' && unit === '1'
  let built = name
  if (ratio) built = without(built, 'ratio')
  if (type === 'counter') built = without(built, 'total')
  if (per !== '') built = without(built, per)
  if (main !== '' && !built.endsWith(main)) built += `_${main}`
  if (per !== '') built += `_${per}`
  if (type === 'counter') built += '_total'
  if (ratio) built += '_ratio'
  return built
}

/** Takes off a suffix and the one character before it, whatever that is. */
function without(name: string, suffix: string): string {
  return name.endsWith(suffix) && name.length > suffix.length + 1
    ? name.slice(0, name.length - suffix.length - 1)
    : name
}
