/** The schema as a list: every setting with its path, every group with what it holds. */
import { z } from 'zod'
import { schema } from './schema.ts'
import { type About, abouts, groupAbouts } from './setting.ts'

/** Stands for a name that the user chooses, in the path of a setting of one project. */
export const ANY_NAME = '<name>'

export interface SettingEntry {
  readonly path: readonly string[]
  readonly about: About
}

export interface GroupEntry {
  readonly path: readonly string[]
  readonly description: string
  readonly settings: readonly SettingEntry[]
}

/** In the order of the schema; settings of the top level belong to the group with the empty path. */
export const GROUPS: readonly GroupEntry[] = walk(schema, [])

export const SETTINGS: readonly SettingEntry[] = GROUPS.flatMap(group => group.settings)

/** Keys that may stand below a path, names chosen by the user excepted; undefined where the path leads nowhere. */
export function keysAt(path: readonly string[]): readonly string[] | undefined {
  let at = unwrap(schema)
  for (const part of path) {
    if (at instanceof z.ZodRecord) at = unwrap(at.valueType)
    else if (at instanceof z.ZodObject && at.shape[part]) at = unwrap(at.shape[part])
    else return undefined
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : undefined
}

function walk(type: z.core.$ZodType, path: readonly string[]): GroupEntry[] {
  const inner = unwrap(type)
  if (inner instanceof z.ZodRecord) return walk(inner.valueType, [...path, ANY_NAME])
  if (!(inner instanceof z.ZodObject)) return []
  const settings: SettingEntry[] = []
  const below: GroupEntry[] = []
  for (const [key, value] of Object.entries(inner.shape)) {
    const about = abouts.get(value as z.ZodType)
    if (about) settings.push({ path: [...path, key], about })
    else below.push(...walk(value, [...path, key]))
  }
  const own = { path, description: groupAbouts.get(inner)?.description ?? '', settings }
  return settings.length > 0 ? [own, ...below] : below
}

/** The registry knows the schema itself, not the wrapper that gives it a default. */
function unwrap(type: z.core.$ZodType): z.core.$ZodType {
  return type instanceof z.ZodPrefault && !abouts.has(type) ? unwrap(type.unwrap()) : type
}
