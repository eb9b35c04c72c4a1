/** What an admin can inject by hand. */

/** With what the gateway can be told to answer. */
export const ERROR_CODES = [400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504] as const
export const LONGEST_LATENCY_MS = 30_000

/** What is missing follows from the configuration of chaos, and of `random` the kind is left to chance too. */
export interface Injection {
  readonly kind: 'latency' | 'error' | 'timeout' | 'random'
  readonly seconds: number
  readonly latencyMs?: number
  readonly code?: number
}
