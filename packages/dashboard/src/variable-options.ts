/** The choices of a variable, and which of them is taken: what the address says, what the dashboard was saved with, or what there is. */
import type { Variable } from './dashboard.ts'
import { interpolate } from './interpolate.ts'
import type { Scope, ScopedValue } from './scope.ts'
import { calculateInterval, intervalText, parseInterval } from './steps.ts'
import {
  ALL_TEXT,
  ALL_VALUE,
  AUTO_VALUE,
  type Choice,
  type Choices,
  choicesFrom,
  type Found,
} from './variable-choices.ts'
import { queryText } from './variable-query.ts'

/** What data source variables offer: there is one source of metrics here. */
export const OWN_SOURCE: Choice = { text: 'Vedette', value: 'vedette' }

const DEFAULT_INTERVALS = '1m,10m,30m,1h,6h,12h,1d,7d,14d,30d'

/** What to choose from, without `All`. `found` is what a variable of type `query` was answered. */
export function choicesOf(variable: Variable, scope: Scope, found: readonly Found[] = []): Choices {
  const text = queryText(variable.query)
  switch (variable.type) {
    case 'query': {
      const regex = interpolate(variable.regex ?? '', scope, 'regex')
      const applyTo = variable.regexApplyTo === 'text' ? 'text' : 'value'
      return choicesFrom(found, regex, variable.sort ?? 0, applyTo)
    }
    case 'custom':
      return variable.valuesFormat === 'json'
        ? jsonChoices(interpolate(text, scope))
        : { choices: listedChoices(interpolate(text, scope)) }
    case 'interval':
      return { choices: intervalChoices(variable, text) }
    case 'constant':
      return { choices: [same(text)] }
    case 'datasource':
      return text === '' || text === 'prometheus'
        ? { choices: [OWN_SOURCE] }
        : { choices: [], problem: `There is no data source of the kind ${text} here` }
    case 'textbox':
      return { choices: [] }
    default:
      return { choices: [], problem: `Variables of the type ${variable.type} are not supported` }
  }
}

/** `a, b, Text : value`; a comma within one is written `\,`. */
function listedChoices(text: string): Choice[] {
  return (text.match(/(?:\\,|[^,])+/g) ?? []).map(part => {
    const plain = part.replaceAll('\\,', ',')
    const pair = /^\s*(.+)\s:\s(.+)$/.exec(plain)
    return pair === null ? same(plain.trim()) : { text: pair[1]!.trim(), value: pair[2]!.trim() }
  })
}

function jsonChoices(text: string): Choices {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return { choices: [], problem: 'The values are not JSON' }
  }
  if (!Array.isArray(list))
    return { choices: [], problem: 'The values have to be a list of texts or objects' }
  return {
    choices: list.flatMap((each: unknown): Choice[] => {
      if (typeof each === 'string') return [same(each.trim())]
      if (typeof each !== 'object' || each === null) return []
      const { text, value } = each as { readonly text?: unknown; readonly value?: unknown }
      const taken = String(value ?? '').trim()
      return [{ text: text === undefined || text === '' ? taken : String(text).trim(), value: taken }]
    }),
  }
}

function intervalChoices({ auto }: Variable, query: string): Choice[] {
  const words = (query.match(/(["'])(.*?)\1|[\w$.]+/g) ?? DEFAULT_INTERVALS.split(','))
    .map(word => word.replace(/["']+/g, ''))
    .filter(word => word !== '' && !isAuto(word))
  const all = [...new Set(words)].map(same)
  return auto === true ? [{ text: 'Auto', value: AUTO_VALUE }, ...all] : all
}

function isAuto(value: string): boolean {
  return value === AUTO_VALUE || value === 'auto' || value.startsWith('$__auto_interval')
}

function same(text: string): Choice {
  return { text, value: text }
}

export interface ChosenOptions {
  /** The values of the page's address; undefined where it says nothing of this variable. */
  readonly wanted?: readonly string[] | undefined
  /** Values that aren't among the choices stay: what a link says is kept when a page opens, but not once what they depend on has changed. */
  readonly keep?: boolean | undefined
}

/** What a variable stands for, by Grafana's rules. */
export function chosenOf(
  variable: Variable,
  choices: readonly Choice[],
  scope: Scope,
  { wanted, keep = wanted !== undefined }: ChosenOptions = {},
): ScopedValue {
  const saved = listOf(variable.current?.value)
  const values = wanted ?? saved
  switch (variable.type) {
    case 'constant':
      return plain(choices[0]?.value ?? '')
    case 'textbox':
      return plain(values[0] ?? queryText(variable.query))
    case 'interval':
      return chosenInterval(variable, choices, values[0], scope)
    default: {
      const texts = wanted === undefined ? listOf(variable.current?.text) : wanted
      // There is no other data source that a link could mean; a list without values has nothing to hold a value against.
      const keeps = variable.type === 'custom' && choices.length === 0 ? true : keep
      return chosenAmong(variable, choices, values, texts, variable.type === 'datasource' ? false : keeps)
    }
  }
}

function chosenInterval(
  { auto_count: count, auto_min: least }: Variable,
  choices: readonly Choice[],
  wanted: string | undefined,
  { range }: Scope,
): ScopedValue {
  const value = wanted === undefined || wanted === '' ? choices[0]?.value : wanted
  if (value === undefined) return plain('')
  if (!isAuto(value)) return plain(value)
  const leastMs = parseInterval(least ?? '10s') ?? 10_000
  const ms = calculateInterval(range.toMs - range.fromMs, count ?? 30, leastMs)
  return { text: 'Auto', value: intervalText(ms), auto: true }
}

function chosenAmong(
  variable: Variable,
  choices: readonly Choice[],
  values: readonly string[],
  texts: readonly string[],
  keep: boolean,
): ScopedValue {
  const { multi = false, includeAll = false, allValue } = variable
  const isPattern = multi || includeAll
  const all = (): ScopedValue => ({
    text: ALL_TEXT,
    value: choices.map(({ value }) => value),
    texts: choices.map(({ text }) => text),
    all: true,
    multi: isPattern,
    ...(typeof allValue === 'string' && allValue !== '' ? { allValue } : {}),
  })
  if (includeAll && isAll(values, allValue)) return all()
  const wanted = values.filter(value => value !== ALL_VALUE)
  const chosen = wanted.flatMap((value, i): Choice[] => {
    const found =
      choices.find(choice => choice.value === value) ??
      (multi ? undefined : choices.find(({ text }) => text === texts[i]))
    return found === undefined ? (keep && !(multi && value === '') ? [same(value)] : []) : [found]
  })
  if (multi) {
    if (chosen.length > 0) return several(chosen)
    if (includeAll) return all()
    return several(choices.slice(0, 1))
  }
  const one = chosen[0]
  if (one !== undefined) return { text: one.text, value: one.value, multi: isPattern }
  if (includeAll) return all()
  return { text: choices[0]?.text ?? '', value: choices[0]?.value ?? '', multi: false }
}

/** Old links say `All`; links made of what a query was given say the variable's own value for it. */
function isAll(values: readonly string[], allValue: string | null | undefined): boolean {
  const [first] = values
  return (
    first === ALL_VALUE || first === ALL_TEXT || (values.length === 1 && first !== '' && first === allValue)
  )
}

function several(chosen: readonly Choice[]): ScopedValue {
  return { text: chosen.map(({ text }) => text), value: chosen.map(({ value }) => value), multi: true }
}

function plain(value: string): ScopedValue {
  return { text: value, value }
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [String(value)]
}
