/** What the schema is made of. */
import { z } from 'zod'
import { quoted } from './problem.ts'
import type { ValueKind } from './value-kinds.ts'

export interface About {
  readonly kind: string
  /** As it would be written; '' where there is none. */
  readonly default: string
  readonly example: string
  readonly description: string
  /** Whether a reload is enough for a change to take effect. */
  readonly reload: boolean
}

export const abouts = z.registry<About>()

/** Descriptions of groups, for the reference page. */
export const groupAbouts = z.registry<{ readonly description: string }>()

/** A leaf of the schema: its kind checks it, what is said about it becomes the reference page. */
export function setting<T>(
  kind: ValueKind<T>,
  about: { default: unknown; example: string; description: string; reload?: boolean },
) {
  return z
    .unknown()
    .transform((raw, context): T => {
      const value = kind.parse(raw)
      if (value !== undefined) return value
      const got = kind.hidden ? 'something else' : quoted(raw)
      context.addIssue({ code: 'custom', message: `expected ${kind.expected}, got ${got}` })
      return z.NEVER
    })
    .prefault(about.default)
    .register(abouts, {
      kind: kind.name,
      default: Array.isArray(about.default) ? '' : String(about.default),
      example: about.example,
      description: about.description,
      reload: about.reload ?? false,
    })
}

export function group<const Shape extends z.ZodRawShape>(description: string, shape: Shape) {
  return z.strictObject(shape).register(groupAbouts, { description })
}
