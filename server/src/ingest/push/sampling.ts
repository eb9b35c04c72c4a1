/** Samples the pushed groups at an interval, at whole multiples of it, so that their steps are even. */
import type { PushGateway } from './gateway.ts'

export interface PushSamplingOptions {
  readonly gateway: Pick<PushGateway, 'sample'>
  /** `push.interval`. */
  readonly intervalMs: number
  readonly clock: {
    nowMs(): number
    /** Resolves after the time, or at once when the signal is aborted. */
    wait(durationMs: number, signal: AbortSignal): Promise<void>
  }
}

/** Ends, after the sampling that is under way, when the signal aborts. */
export async function runPushSampling(options: PushSamplingOptions, signal: AbortSignal): Promise<void> {
  const { gateway, intervalMs, clock } = options
  while (!signal.aborted) {
    const nowMs = clock.nowMs()
    await clock.wait(intervalMs - (nowMs % intervalMs), signal)
    if (signal.aborted) return
    await gateway.sample(clock.nowMs(), signal)
  }
}
