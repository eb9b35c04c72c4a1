/** Options of a panel that would change what it shows, and don't. */
import type { Panel, PanelType } from '../dashboard.ts'
import { LOOKS, PANEL_SUPPORT, type SupportedOptions } from '../support.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Place } from './place.ts'

interface Strange {
  readonly path: string
  readonly value: unknown
}

export function noteOptions(panel: Panel, place: Place): void {
  const { options, custom, looks = [] } = PANEL_SUPPORT[panel.type as PanelType]
  const ignored = new Set([...LOOKS, ...looks])
  note(strange(panel.options, options, ignored), 'option', panel, place.key('options'))
  if (custom === undefined) return
  const fields = strange(panel.fieldConfig.defaults.custom ?? {}, custom, ignored)
  for (const { properties } of panel.fieldConfig.overrides) {
    for (const { id, value } of properties) {
      if (id.startsWith('custom.')) {
        fields.push(...strange(nested(id.slice('custom.'.length), value), custom, ignored))
      }
    }
  }
  note(fields, 'field option', panel, place.key('fieldConfig'))
}

/** `{hideFrom: {viz: true}}` of `hideFrom.viz`: overrides may go deeper than one level. */
function nested(path: string, value: unknown): JsonObject {
  return path
    .split('.', DEEPEST)
    .toReversed()
    .reduce<unknown>((inner, key) => ({ [key]: inner }), value) as JsonObject
}

function note(found: readonly Strange[], what: string, panel: Panel, place: Place): void {
  const said = new Set<string>()
  for (const { path, value } of found) {
    const words = `${what} ${path}${typeof value === 'string' ? ` ${JSON.stringify(shortened(value))}` : ''}`
    if (said.has(words)) continue
    said.add(words)
    place.note('unsupported', `the ${words} of panels of type ${panel.type} is not supported`)
  }
}

/** Values that say no more than that the option is there. */
function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0) return true
  if (value === 'none' || value === 'auto' || value === 'off') return true
  if (Array.isArray(value)) return value.length === 0
  return isObject(value) && Object.values(value).every(saysNothing)
}

const DEEPEST = 4

function strange(
  options: Readonly<JsonObject>,
  known: SupportedOptions,
  ignored: ReadonlySet<string>,
  path = '',
  depth = 1,
): Strange[] {
  return Object.entries(options).flatMap(([key, value]): Strange[] => {
    const here = path === '' ? key : `${path}.${key}`
    const values = Object.hasOwn(known, here) ? known[here] : undefined
    if (values === 'all' || ignored.has(here) || saysNothing(value)) return []
    if (values !== undefined) return values.includes(value) ? [] : [{ path: shortened(here), value }]
    const leadsFurther = isObject(value) && depth < DEEPEST && reaches(here, known, ignored)
    return leadsFurther
      ? strange(value, known, ignored, here, depth + 1)
      : [{ path: shortened(here), value: undefined }]
  })
}

function reaches(path: string, known: SupportedOptions, ignored: ReadonlySet<string>): boolean {
  return [...Object.keys(known), ...ignored].some(each => each.startsWith(`${path}.`))
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
