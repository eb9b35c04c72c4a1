/** Options of a panel that would change what it shows, and don't. */
import type { Panel, PanelType } from '../dashboard.ts'
import { CELL_TYPES, PANEL_SUPPORT, WITHOUT_MEANING } from '../support.ts'
import { isObject, type JsonObject } from './json.ts'
import type { Place } from './place.ts'

export function noteOptions(panel: Panel, place: Place): void {
  const support = PANEL_SUPPORT[panel.type as PanelType]
  for (const path of strange(panel.options, support.options)) {
    place
      .key('options')
      .note('unsupported', `the option ${path} of panels of type ${panel.type} is not supported`)
  }
  const fields = new Set(strange(panel.fieldConfig.defaults.custom ?? {}, support.custom))
  const cells = new Set<string>()
  const cellOf = (value: unknown): void => {
    const type = isObject(value) ? value.type : undefined
    if (panel.type === 'table' && typeof type === 'string' && !CELL_TYPES.includes(type)) cells.add(type)
  }
  cellOf(panel.fieldConfig.defaults.custom?.cellOptions)
  for (const { properties } of panel.fieldConfig.overrides) {
    for (const { id, value } of properties) {
      if (!id.startsWith('custom.')) continue
      const key = id.slice('custom.'.length)
      if (key === 'cellOptions') cellOf(value)
      for (const path of strange({ [key]: value }, support.custom)) fields.add(path)
    }
  }
  for (const path of fields) {
    place
      .key('fieldConfig')
      .note('unsupported', `the field option ${path} of panels of type ${panel.type} is not supported`)
  }
  for (const type of cells) {
    place
      .key('fieldConfig')
      .note('unsupported', `table cells of type ${JSON.stringify(type)} are shown as text`)
  }
}

/** Values that say no more than that the option is there. */
function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '' || value === 0) return true
  if (value === 'none' || value === 'auto' || value === 'off') return true
  if (Array.isArray(value)) return value.length === 0
  return false
}

const DEEPEST = 3

function strange(options: Readonly<JsonObject>, known: readonly string[], path = '', depth = 0): string[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path}.${key}`
    if (known.includes(here) || WITHOUT_MEANING.includes(here) || saysNothing(value)) return []
    const leadsFurther = [...known, ...WITHOUT_MEANING].some(each => each.startsWith(`${here}.`))
    if (!isObject(value) || depth >= DEEPEST) return [shortened(here)]
    if (leadsFurther || !onlySays(value))
      return leadsFurther ? strange(value, known, here, depth + 1) : [shortened(here)]
    return []
  })
}

function onlySays(value: JsonObject): boolean {
  return Object.values(value).every(saysNothing)
}

function shortened(path: string): string {
  return path.length > 80 ? `${path.slice(0, 80)}…` : path
}
