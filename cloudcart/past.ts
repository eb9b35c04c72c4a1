/** Writes the shop's past to the Vedette that watches it, once, as soon as that is ready; what goes wrong is said and costs nothing else. */
import { setTimeout as pause } from 'node:timers/promises'
import { backfill } from './load/backfill.ts'

export interface PastOptions {
  readonly url: string
  readonly dataDir: string
  readonly seed: number
  readonly rate: number
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const READY_WITHIN_MS = 120_000

export async function writePast({ say, ...options }: PastOptions): Promise<void> {
  const { url, signal } = options
  try {
    if (!(await isReady(url, signal))) return say(`${url} is not ready: the past weeks are not written`)
    const write = (line: string): void => say(line.trimEnd().replace(/^cloudcart: /, ''))
    const report = await backfill({ ...options, write })
    if (report.done === 'now')
      say(`two weeks of the shop's past are in Vedette (${report.series} series, marked generated="true")`)
  } catch (error) {
    if (!signal.aborted) say(`the past weeks could not be written: ${(error as Error).message}`)
  }
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline) {
    try {
      if (
        (await fetch(`${url}/-/ready`, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) })).ok
      )
        return true
    } catch {
      signal.throwIfAborted()
    }
    await pause(500, undefined, { signal })
  }
  return false
}
