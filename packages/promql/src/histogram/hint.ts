/** What is known of counter resets after two histograms became one. */
import type { NativeHistogram, ResetHint } from '@vedette/model'

export function combinedHint(a: ResetHint, b: ResetHint): ResetHint {
  if (a === b) return a
  return a === 'gauge' || b === 'gauge' ? 'gauge' : 'unknown'
}

/** One says that a reset happened and the other that none did. */
export function hintsCollide(a: ResetHint, b: ResetHint): boolean {
  return (a === 'reset' && b === 'no-reset') || (a === 'no-reset' && b === 'reset')
}

export function withResetHint(h: NativeHistogram, resetHint: ResetHint): NativeHistogram {
  return h.resetHint === resetHint ? h : { ...h, resetHint }
}
