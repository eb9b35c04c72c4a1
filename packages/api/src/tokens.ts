/** Access tokens: `POST/GET /api/v1/admin/tokens`, `DELETE /api/v1/admin/tokens/{id}`. */
import { parseDurationMs } from '@vedette/model'
import { z } from 'zod'

/** ingest: send data in. read: ask. admin: both, and manage tokens and configuration. */
export const SCOPES = ['ingest', 'read', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

export const DEFAULT_PROJECT = 'default'

/** Projects keep the data of teams or environments apart; the name stands in headers and file names. */
export const projectName = z
  .string()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}$/,
    'a project is 1 to 63 letters, digits, "_", "." and "-", and begins with a letter or digit',
  )

export const createTokenRequest = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'a token needs a name, so that people know later what it is for')
    .max(100, 'a name has at most 100 characters'),
  scopes: z
    .array(z.enum(SCOPES, `a scope is one of ${SCOPES.join(', ')}`))
    .min(1, `give at least one scope of ${SCOPES.join(', ')}`)
    .transform(scopes => SCOPES.filter(scope => scopes.includes(scope))),
  project: projectName.default(DEFAULT_PROJECT),
  /** How long it lasts (`90d`), or until when (`2027-01-31T00:00:00Z`); without it the token does not expire. */
  expires: z.string().optional(),
})
export type CreateTokenRequest = z.infer<typeof createTokenRequest>

/** What is known of a token afterwards: everything but the token. */
export interface TokenInfo {
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly project: string
  readonly createdMs: number
  readonly expiresMs?: number
  /** To the minute while the process runs, to the day across restarts. */
  readonly lastUsedMs?: number
}

/** The only time that the token itself is told. */
export interface CreatedToken extends Omit<TokenInfo, 'lastUsedMs'> {
  readonly token: string
}

export interface TokenList {
  readonly tokens: readonly TokenInfo[]
}

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/

/** The moment that `expires` means; undefined where it is neither a duration nor a time. */
export function parseExpiryMs(expires: string, nowMs: number): number | undefined {
  const durationMs = parseDurationMs(expires)
  if (durationMs !== undefined) return nowMs + durationMs
  if (!RFC3339.test(expires)) return undefined
  const atMs = Date.parse(expires)
  return Number.isNaN(atMs) ? undefined : atMs
}
