/** The parent's side of the load client and of the process that writes loads. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describeFile, type Load, type LoadOptions } from '../data/load-file.ts'
import { keepTrack } from '../rivals/server-process.ts'
import type { ClientOptions, Outcome, Progress } from './client.ts'

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

export async function makeLoad(dir: string, options: LoadOptions, signal: AbortSignal): Promise<Load> {
  mkdirSync(dir, { recursive: true })
  const child = keepTrack(fork(path('../data/write-load.ts'), [dir, JSON.stringify(options)], { signal }))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`writing a load failed with exit code ${code}`)
  return JSON.parse(readFileSync(describeFile(dir), 'utf8')) as Load
}

export interface Sending extends Partial<ClientOptions> {
  readonly url: string
  readonly loadDir: string
  readonly signal: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

const HALF_AN_HOUR_MS = 1_800_000

export async function sendLoad(sending: Sending): Promise<Outcome> {
  const { loadDir, signal, onProgress, ...given } = sending
  const options: ClientOptions = {
    headers: {},
    windowMs: HALF_AN_HOUR_MS,
    paced: false,
    samplesPerSecond: null,
    deadlineMs: Date.now() + HALF_AN_HOUR_MS,
    ...given,
  }
  const child = keepTrack(
    fork(path('client.ts'), [loadDir, JSON.stringify(options)], {
      signal,
      killSignal: 'SIGKILL',
    }),
  )
  let outcome: Outcome | undefined
  child.on('message', (message: Progress | Outcome) => {
    if (message.kind === 'progress') onProgress?.(message)
    else outcome = message
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (outcome === undefined)
    throw new Error(`the load client ended with exit code ${code} before it was done`)
  return outcome
}
