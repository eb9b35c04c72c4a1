/** Which fields an override or a transformation is meant for. */
import type { Value } from './columns.ts'
import type { FieldNames } from './field-name.ts'
import type { Field, Frame } from './frame.ts'
import { testOf } from './pattern.ts'
import { isList, listText, reduceField } from './reducers.ts'

export type FieldMatch = (field: Field, frame: Frame, names: FieldNames) => boolean

type Options = Readonly<Record<string, unknown>>
type Maker = (options: unknown) => FieldMatch

const MAKERS: Readonly<Record<string, Maker>> = {
  byName: options => byNames([String(options ?? '')]),
  byNames: options => {
    const { mode, names } = asOptions(options)
    const match = byNames(textsOf(names))
    return mode === 'exclude' ? (field, frame, all) => !match(field, frame, all) : match
  },
  byRegexp: options => byRegexp(String(options ?? '')),
  byRegexpOrNames: options => {
    const { pattern, names } = asOptions(options)
    const byPattern = byRegexp(typeof pattern === 'string' ? pattern : '')
    const byName = byNames(textsOf(names))
    return (field, frame, all) => byName(field, frame, all) || byPattern(field, frame, all)
  },
  byType: options => byTypes([options]),
  byTypes: options => byTypes(Array.isArray(options) ? options : []),
  byFrameRefID: options => (_, frame) => frame.refId === options,
  byValue,
  numeric: () => byTypes(['number']),
  time: () => byTypes(['time']),
  first: () => (field, frame) => frame.fields[0] === field,
  firstTimeField: () => (field, frame) => frame.fields.find(each => each.type === 'time') === field,
  alwaysMatch: () => () => true,
  neverMatch: () => () => false,
  invertMatch: options => {
    const match = fieldMatch(options)
    return match === undefined ? () => false : (field, frame, names) => !match(field, frame, names)
  },
  anyMatch: options => ofSeveral(options, (matches, ask) => matches.some(ask)),
  allMatch: options => ofSeveral(options, (matches, ask) => matches.every(ask)),
}

/** What `matcher.id` may be. */
export const FIELD_MATCHERS: readonly string[] = Object.keys(MAKERS)

/** From `{id, options}`; undefined where nothing is known by that id. */
export function fieldMatch(matcher: unknown): FieldMatch | undefined {
  const { id, options } = asOptions(matcher)
  return typeof id === 'string' && Object.hasOwn(MAKERS, id) ? MAKERS[id]!(options) : undefined
}

/** By the name that is shown, or that the field has of its own; `Value` and `Time` were once the names of all. */
export function byNames(wanted: readonly string[]): FieldMatch {
  const all = new Set(wanted)
  return (field, frame, names) =>
    all.has(names.nameOf(field, frame)) ||
    all.has(field.name) ||
    (all.has('Value') && field.labels !== undefined && field.labels.__name__ === field.name)
}

export function byRegexp(pattern: string): FieldMatch {
  const test = pattern === '' ? undefined : testOf(pattern)
  return (field, frame, names) => test?.(names.nameOf(field, frame)) ?? false
}

/** Grafana's names of types. */
const TYPES: Readonly<Record<string, Field['type']>> = {
  time: 'time',
  number: 'number',
  string: 'text',
  boolean: 'boolean',
}

function byTypes(types: readonly unknown[]): FieldMatch {
  const wanted = new Set(types.map(type => TYPES[String(type)]))
  return field => wanted.has(field.type)
}

function byValue(options: unknown): FieldMatch {
  const { reducer, op = '==', value } = asOptions(options)
  if (typeof reducer !== 'string') return () => false
  return field => {
    const reduced = reduceField(field, reducer)
    if (typeof reduced === 'boolean') return reduced
    return compare(isList(reduced) ? listText(reduced) : reduced, String(op), value)
  }
}

function compare(left: Value, op: string, right: unknown): boolean {
  const exists = left !== null && right !== null && right !== undefined
  const [a, b] = [left ?? 'null', (right ?? 'null') as Exclude<Value, null>]
  switch (exists ? op : op.replace(/^[<>]=$/, '==')) {
    case '==':
      return String(a) === String(b)
    case '!=':
      return String(a) !== String(b)
    case '>':
      return a > b
    case '>=':
      return a >= b
    case '<':
      return a < b
    case '<=':
      return a <= b
    default:
      return false
  }
}

function ofSeveral(
  options: unknown,
  together: (matches: readonly FieldMatch[], ask: (match: FieldMatch) => boolean) => boolean,
): FieldMatch {
  const matches = Array.isArray(options) ? options.flatMap(each => fieldMatch(each) ?? []) : []
  return (field, frame, names) => together(matches, match => match(field, frame, names))
}

function asOptions(options: unknown): Options {
  return typeof options === 'object' && options !== null ? (options as Options) : {}
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : []
}
