/** How far the history is written, in a file, so that it is written once, and goes on where it was broken off. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface Progress {
  readonly version: 1
  readonly seed: number
  readonly rate: number
  /** Where live begins; the history ends before it. */
  readonly untilMs: number
  /** All samples up to here are stored. */
  readonly writtenMs: number
  readonly done: boolean
}

const FILE = 'backfill.json'

/** Undefined when there is none, or none that can be read. */
export async function readProgress(dataDir: string): Promise<Progress | undefined> {
  let text: string
  try {
    text = await readFile(join(dataDir, FILE), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { version, seed, rate, untilMs, writtenMs, done } = JSON.parse(text) as Progress
    const numbers = [seed, rate, untilMs, writtenMs].every(Number.isFinite)
    return version === 1 && numbers && typeof done === 'boolean'
      ? { version, seed, rate, untilMs, writtenMs, done }
      : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all. */
export async function writeProgress(dataDir: string, progress: Progress): Promise<void> {
  const path = join(dataDir, FILE)
  await writeFile(`${path}.new`, `${JSON.stringify(progress, undefined, 2)}\n`)
  await rename(`${path}.new`, path)
}
