/** How much requests under way may hold together: what comes beyond is told to come again. */
import { VedetteError } from '../../errors.ts'

export interface ByteBudget {
  /** Given back when disposed of. Throws `overloaded`. */
  hold(bytes: number): Disposable
}

export function createByteBudget(maxBytes: number): ByteBudget {
  let held = 0
  return {
    hold(bytes) {
      // One that is too large on its own was refused for that; here it may pass alone.
      if (held > 0 && bytes > 0 && held + bytes > maxBytes) {
        throw new VedetteError(
          'overloaded',
          `OTLP requests under way hold ${held} bytes, and all together may hold ${maxBytes}, four times otlp.body_limit; ` +
            'try again in a moment.',
          { retryAfterSec: 1 },
        )
      }
      held += bytes
      return {
        [Symbol.dispose]() {
          held -= bytes
        },
      }
    },
  }
}
