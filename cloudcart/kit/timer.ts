/** Work that is done every so often, never twice at once. */
import { context, ROOT_CONTEXT } from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import type { Log } from './logs.ts'

/** Until the signal; what fails is logged and tried again the next time. It is part of nobody's request, and so of no trace. */
export function every(
  ms: number,
  work: (signal: AbortSignal) => Promise<void> | void,
  signal: AbortSignal,
  log: Log,
): void {
  const next = async (): Promise<void> => {
    try {
      await context.with(suppressTracing(ROOT_CONTEXT), () => work(signal))
    } catch (error) {
      if (!signal.aborted) log.error('work that is done every so often failed', error)
    }
    if (!signal.aborted) timer = setTimeout(next, ms).unref()
  }
  let timer = setTimeout(next, ms).unref()
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
}
