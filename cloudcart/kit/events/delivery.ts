/** What both event logs do with an event: hand it over, try again after a pause that doubles, give it up after the last attempt. */
import type { StoredEvent, SubscribeOptions } from './events.ts'

export interface EventLogNotes {
  info(message: string, fields?: Readonly<Record<string, string | number>>): void
  warn(message: string, fields?: Readonly<Record<string, string | number | undefined>>): void
  error(message: string, error?: unknown): void
}

export const MOST_ATTEMPTS = 5
const RETRY_MS = 200
const LONGEST_PAUSE_MS = 10_000

export function deadTopicOf(topic: string): string {
  return `${topic}.dead`
}

/** `left`: the subscription ended before it was decided; somebody else will get the event again. */
export type Outcome = 'handled' | 'left' | { readonly headers: Record<string, string> }

export async function settle(
  event: Omit<StoredEvent, 'attempt'>,
  { handle, failed, mostAttempts = MOST_ATTEMPTS, retryMs = RETRY_MS }: SubscribeOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const delivered = { ...event, attempt }
    try {
      await handle(delivered, signal)
      return 'handled'
    } catch (error) {
      if (signal.aborted) return 'left'
      const last = attempt >= mostAttempts
      failed?.(delivered, error as Error, last)
      if (last) {
        const reason = (error as Error).message.slice(0, 500)
        return { headers: { ...event.headers, reason, attempts: String(attempt), origin: event.topic } }
      }
      if (!(await paused(Math.min(retryMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS), signal))) return 'left'
    }
  }
}

/** Whether the pause went to its end. */
function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise(done => {
    if (signal.aborted) return done(false)
    const end = (whole: boolean) => () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', leave)
      done(whole)
    }
    const leave = (): void => end(false)()
    const timer = setTimeout(() => end(true)(), ms)
    signal.addEventListener('abort', leave)
  })
}
