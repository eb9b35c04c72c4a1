/** Waiting for what must come true: asks again and again, and says what did not come true when the deadline has passed. */
import { setTimeout as pause } from 'node:timers/promises'

export interface UntilOptions {
  readonly withinMs?: number
  readonly everyMs?: number
}

/** Resolves with the first answer that is neither undefined nor false. What the condition throws is shown if nothing better follows. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 60_000, everyMs = 25 }: UntilOptions = {},
): Promise<T> {
  const deadlineMs = performance.now() + withinMs
  let failure: unknown
  do {
    try {
      const answer = await condition()
      if (answer !== undefined && answer !== false) return answer
      failure = undefined
    } catch (error) {
      failure = error
    }
    await pause(everyMs)
  } while (performance.now() < deadlineMs)
  throw new Error(`not within ${withinMs / 1000} s: ${what}`, { cause: failure })
}
