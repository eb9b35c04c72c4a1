/** Waiting: for a condition, and for a server to have nothing left to do. */
import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds } from './process.ts'

export async function until(
  condition: () => Promise<boolean> | boolean,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!(await condition())) await sleep(everyMs, undefined, { signal })
}

/** Waits until the process has used less than 3 % of a core over three seconds in a row, at most `atMostMs`. */
export async function untilQuiet(pid: number, atMostMs: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + atMostMs
  let calm = 0
  while (calm < 3 && performance.now() < deadline) {
    const before = cpuSeconds(pid)
    await sleep(1000, undefined, { signal })
    calm = cpuSeconds(pid) - before < 0.03 ? calm + 1 : 0
  }
}
