/** Signing in with a browser: `GET/POST/DELETE /api/v1/session`. */
import { z } from 'zod'

export const signInRequest = z.strictObject({
  token: z
    .string('give the token to sign in with')
    .trim()
    .min(1, 'give the token to sign in with')
    .max(1000, 'this is no token: it is too long'),
})
export type SignInRequest = z.infer<typeof signInRequest>

/** Who the one that asks is taken for. */
export interface SessionInfo {
  /** Whether one has to sign in here at all. Where not, everybody is signed in as `local`. */
  readonly required: boolean
  readonly signedIn: boolean
  /** The token's name. The rest, too, is there only where somebody is signed in. */
  readonly name?: string
  /** `admin` may do all that `read` may. */
  readonly scope?: 'read' | 'admin'
  readonly project?: string
  /** How often targets are scraped where nothing else is said of one: what windows of rates are made for. Absent where nothing is scraped. */
  readonly scrapeIntervalMs?: number
  /** When the session ends by itself. */
  readonly expiresMs?: number
  /** Why a session that there was is none any more, in words. */
  readonly message?: string
}
