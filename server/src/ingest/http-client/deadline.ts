/** One signal for a request out of two reasons to stop: the caller's own signal and the time that it gave. */
import { formatDurationMs } from '@vedette/model'
import { HttpFailure } from './failure.ts'

export interface Deadline {
  /** Aborted with an HttpFailure as its reason. */
  readonly signal: AbortSignal
  /** The time is no longer limited; the caller's signal still counts. */
  stopClock(): void
  clear(): void
}

/** `timeoutMs` 0: only the caller's signal ends it. */
export function startDeadline(host: string, timeoutMs: number, outer: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  const stop = (): void =>
    controller.abort(
      new HttpFailure('aborted', `the request to ${host} was stopped`, { cause: outer?.reason }),
    )
  if (outer?.aborted === true) stop()
  else outer?.addEventListener('abort', stop, { once: true })
  const expire = (): void => {
    const limit = formatDurationMs(timeoutMs)
    controller.abort(new HttpFailure('timeout', `timed out after ${limit}: no complete answer from ${host}`))
  }
  const timer = timeoutMs > 0 ? setTimeout(expire, timeoutMs) : undefined
  return {
    signal: controller.signal,
    stopClock: () => clearTimeout(timer),
    clear() {
      clearTimeout(timer)
      outer?.removeEventListener('abort', stop)
    },
  }
}
