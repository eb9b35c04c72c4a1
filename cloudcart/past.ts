/**
 * Writes the shop's past to the Vedette that watches it, once, as soon as that is ready: `node cloudcart/past.ts --url URL --data DIR`. What goes
 * wrong is said and costs nothing else.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { backfill } from './load/backfill.ts'

const READY_WITHIN_MS = 120_000
const READY_EVERY_MS = 500

export interface PastOptions {
  readonly url: string
  /** Where it is remembered that it was written. */
  readonly dataDir: string
  readonly seed: number
  readonly rate: number
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

export async function writePast({ say, ...options }: PastOptions): Promise<boolean> {
  const { url, signal } = options
  if (!(await isReady(url, signal))) {
    say(`${url} is not ready: the past weeks are not written`)
    return false
  }
  const write = (line: string): void => say(line.trimEnd().replace(/^cloudcart: /, ''))
  await backfill({ ...options, write })
  return true
}

async function isReady(url: string, signal: AbortSignal): Promise<boolean> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (performance.now() < deadline) {
    try {
      const within = AbortSignal.any([signal, AbortSignal.timeout(2_000)])
      if ((await fetch(`${url}/-/ready`, { signal: within })).ok) return true
    } catch {
      signal.throwIfAborted()
    }
    await pause(READY_EVERY_MS, undefined, { signal })
  }
  return false
}

if (import.meta.main) {
  const say = (line: string): void => void process.stderr.write(`cloudcart: ${line}\n`)
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:9090' },
      data: { type: 'string', default: 'data/cloudcart/past' },
      seed: { type: 'string', default: '7' },
      rate: { type: 'string', default: '20' },
    },
  })
  const { url, data: dataDir } = values
  const stopping = new AbortController()
  process.once('SIGTERM', () => stopping.abort(new Error('stopped')))
  try {
    const [seed, rate] = [Number(values.seed), Number(values.rate)]
    if (!(await writePast({ url, dataDir, seed, rate, say, signal: stopping.signal }))) process.exitCode = 1
  } catch (error) {
    if (!stopping.signal.aborted) say(`the past weeks could not be written: ${(error as Error).message}`)
    process.exitCode = 1
  }
}
