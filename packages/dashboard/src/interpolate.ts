/**
 * Puts the values of variables into a text as Grafana does: `$x`, `${x}`, `${x:format}`, `${x.path}`, `[[x]]`, `[[x:format]]`. Names that
 * nothing is known of stay as they are.
 */
import { builtIn, queryParameter } from './built-in-variables.ts'
import { encodeStrictly, type FormattedValue, formatValue } from './format-value.ts'
import type { Scope, ScopedValue } from './scope.ts'

/** `promql`: what may stand for several values is escaped for a regular expression of PromQL. */
export type InterpolationFormat =
  | 'promql'
  | 'glob'
  | 'text'
  | 'raw'
  | 'csv'
  | 'pipe'
  | 'regex'
  | 'json'
  | 'html'
  | 'queryparam'
  | 'percentencode'
  /** Of whole addresses: what is syntax there stays. */
  | 'uriencode'

// Paths and formats have a bound so that a text of nothing but openings is read in one go.
const REFERENCE = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\$\{(\w+)(?:\.([^:^}]{1,200}))?(?::([^}]{1,200}))?\}/g
/** A longer text is no query that anybody would answer: what is left then stays as it was written. */
const MOST_CHARACTERS = 4_000_000
/** A variable's `allValue` may use variables, also ones whose `allValue` does. */
const DEEPEST = 4

export interface Reference {
  readonly name: string
  /** Of `${name.path}`. */
  readonly path: string | undefined
  /** Of `${name:format}`. */
  readonly format: string | undefined
  readonly from: number
  readonly to: number
}

/** All places of a text where a variable may stand, known or not. */
export function referencesIn(text: string): Reference[] {
  return Array.from(text.matchAll(REFERENCE), found => {
    const [whole, plain, bracketed, bracketedFormat, braced, path, bracedFormat] = found
    return {
      name: plain ?? bracketed ?? braced!,
      path,
      format: bracketedFormat ?? bracedFormat,
      from: found.index,
      to: found.index + whole.length,
    }
  })
}

export function interpolate(text: string, scope: Scope, format: InterpolationFormat = 'glob'): string {
  return fill(text, format, 0, { scope, left: MOST_CHARACTERS, written: new Map() })
}

interface Filling {
  readonly scope: Scope
  /** So many characters may still be put in. */
  left: number
  /** What is written already: the same variable often stands in a text many times. */
  readonly written: Map<string, string | undefined>
}

function fill(text: string, format: string, depth: number, filling: Filling): string {
  if (!text.includes('$') && !text.includes('[[')) return text
  return text.replace(REFERENCE, (whole: string, ...found: (string | undefined)[]) => {
    const [plain, bracketed, bracketedFormat, braced, path, bracedFormat] = found
    const name = plain ?? bracketed ?? braced!
    const asked = bracketedFormat ?? bracedFormat ?? format
    const key = JSON.stringify([name, path, asked, depth])
    if (!filling.written.has(key)) filling.written.set(key, textOf(name, path, asked, depth, filling))
    const value = filling.written.get(key)
    if (value === undefined || value.length > filling.left) return whole
    filling.left -= value.length
    return value
  })
}

/** Undefined where it isn't known. */
function textOf(
  name: string,
  path: string | undefined,
  format: string,
  depth: number,
  filling: Filling,
): string | undefined {
  const { scope } = filling
  if (Object.hasOwn(scope.variables, name)) {
    const variable = scope.variables[name]!
    const { all = false, allValue = '' } = variable
    const own = all && allValue !== '' && path === undefined && format !== 'text' && format !== 'queryparam'
    return own ? allText(allValue, format, depth, filling) : variableText(name, variable, path, format, scope)
  }
  if (scope.objects !== undefined && Object.hasOwn(scope.objects, name)) {
    const found = textOfPath(scope.objects[name], path)
    return found === undefined ? undefined : plainText(found, format, name, scope)
  }
  const own = builtIn(name, path, scope)
  if (own === undefined) return undefined
  return own.written === true ? own.text : plainText(own.text, format, name, scope)
}

/** What isn't a variable of the dashboard's is put into a query as it is, save that somebody asked for a format. */
function plainText(value: FormattedValue, format: string, name: string, scope: Scope): string {
  const { zone } = scope
  return formatValue(value, format === 'promql' ? 'glob' : format, { name, text: value, multi: false, zone })
}

/** An `allValue` goes in as it is written, whatever the format. */
function allText(allValue: string, format: string, depth: number, filling: Filling): string {
  const own = depth < DEEPEST ? fill(allValue, format, depth + 1, filling) : allValue
  return format === 'percentencode' ? encodeStrictly(own) : own
}

function variableText(
  name: string,
  variable: ScopedValue,
  path: string | undefined,
  format: string,
  scope: Scope,
): string {
  const { text, value, multi = false } = variable
  if (format === 'queryparam') return queryParameter(name, variable, scope)
  const asked = path === 'text' ? listedText(text) : value
  return formatValue(asked, format, { name, text, multi, zone: scope.zone })
}

function listedText(text: FormattedValue): string {
  return typeof text === 'string' ? text : text.join(' + ')
}

/** `labels.job`, `fields[0].name`, `labels["service.name"]`. Own properties only. Where a path ends at what has a text, it means that. */
function textOfPath(object: unknown, path: string | undefined): FormattedValue | undefined {
  let at = object
  for (const key of keysOf(path ?? '')) {
    if (!hasOwn(at, key)) return undefined
    at = at[key]
  }
  if (hasOwn(at, 'text')) at = at.text
  if (typeof at === 'string') return at
  if (typeof at === 'number' || typeof at === 'boolean' || typeof at === 'bigint') return String(at)
  if (Array.isArray(at) && at.every(each => typeof each === 'string')) return at
  return undefined
}

function hasOwn(object: unknown, key: string): object is Readonly<Record<string, unknown>> {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key)
}

function keysOf(path: string): string[] {
  return Array.from(
    path.matchAll(/\["([^"]*)"\]|\['([^']*)'\]|\[(\d+)\]|([^.[\]]+)/g),
    ([, double, single, index, word]) => double ?? single ?? index ?? word!,
  )
}
