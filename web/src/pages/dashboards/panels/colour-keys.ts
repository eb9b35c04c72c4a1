/** By what the palette colours fields: by their names, which have one colour on every screen; those that share one are told apart by their labels. Pure. */
import { fullName } from '@vedette/dashboard'
import type { ShownField } from '../shown-data.ts'

export function colourKeys(fields: readonly Pick<ShownField, 'name' | 'field'>[]): string[] {
  const named = new Set<string>()
  return fields.map(({ name, field }) => {
    const key = named.has(name) ? `${name} ${fullName(field.labels ?? {})}` : name
    named.add(name)
    return key
  })
}
