/** What stands below the columns of a table: sums and other calculations over all rows. Pure. */
import { type Panel, reducerOf } from '@vedette/dashboard'
import { customOf, type ShownField, type ShownFrame } from '../shown-data.ts'
import { shownBy } from './reduced-values.ts'

interface FooterOptions {
  readonly show?: boolean
  readonly reducer?: readonly string[]
  readonly fields?: string | readonly string[]
  readonly countRows?: boolean
}

/** A text for each field, undefined below those that have none; undefined where there is no footer. */
export function tableFooter(
  { options }: Panel,
  { frame, fields }: ShownFrame,
): readonly (string | undefined)[] | undefined {
  const footer = (options.footer ?? {}) as FooterOptions
  const calcs = footer.show === true && Array.isArray(footer.reducer) ? footer.reducer.map(String) : []
  if (footer.countRows === true && calcs[0] === 'count') {
    const rows = frame.length.toLocaleString('en')
    return fields.map((_, i) => (i === 0 ? `Count ${rows}` : undefined))
  }
  const each = fields.map(field => calcsOf(field, footer, calcs))
  if (each.every(({ length }) => length === 0)) return undefined
  const names = new Set(each.flat().map(nameOf))
  // One calculation needs its name once: below the first column that has no figure of its own.
  const only = names.size === 1 ? [...names][0] : undefined
  const nameAt = only === undefined ? -1 : each.findIndex(({ length }) => length === 0)
  return fields.map((field, i) => {
    if (i === nameAt) return only
    const texts = each[i]!.map(calc => {
      const { text } = shownBy(reducerOf(calc)!, field)
      return nameAt === -1 ? `${nameOf(calc)} ${text}` : text
    })
    return texts.length === 0 ? undefined : texts.join(' · ')
  })
}

/** Of all columns of numbers or of those that are named; since Grafana 12 each field has its own. */
function calcsOf(field: ShownField, { fields }: FooterOptions, calcs: readonly string[]): readonly string[] {
  const own = (customOf(field).footer as { reducers?: readonly unknown[] } | undefined)?.reducers
  if (Array.isArray(own)) return known(own.map(String))
  if (field.field.type !== 'number') return []
  const isMeant =
    !Array.isArray(fields) ||
    fields.length === 0 ||
    fields.includes(field.name) ||
    fields.includes(field.field.name)
  return isMeant ? known(calcs) : []
}

function known(calcs: readonly string[]): readonly string[] {
  return calcs.filter(calc => reducerOf(calc) !== undefined)
}

function nameOf(calc: string): string {
  return reducerOf(calc)!.name
}
