/** Log lines in a file that doesn't grow for ever: when it is full it becomes `.1`, and the one before that is gone. */
import { appendFile, rename, stat } from 'node:fs/promises'

export interface LogFile {
  write(line: string): void
  /** Resolves when all lines are in the file. */
  close(): Promise<void>
}

const LARGEST_BYTES = 20 * 1_048_576
/** More than this waiting for the disk is dropped. */
const MOST_WAITING = 4 * 1_048_576
const EVERY_MS = 250

export async function openLogFile(path: string, largestBytes = LARGEST_BYTES): Promise<LogFile> {
  let size = await stat(path).then(
    found => found.size,
    () => 0,
  )
  let waiting: string[] = []
  let waitingLength = 0
  let dropped = 0
  let writing = Promise.resolve()

  const flush = async (): Promise<void> => {
    if (waiting.length === 0) return
    if (dropped > 0)
      waiting.push(`{"level":"warn","message":"${dropped} log lines were dropped: the disk is slow"}\n`)
    const text = waiting.join('')
    waiting = []
    waitingLength = 0
    dropped = 0
    if (size > 0 && size + text.length > largestBytes) {
      await rename(path, `${path}.1`).catch(unlessMissing)
      size = 0
    }
    await appendFile(path, text)
    size += Buffer.byteLength(text)
  }
  const next = (): void => {
    // A full disk costs log lines, not the shop.
    writing = writing.then(flush).catch(() => {})
  }
  const timer = setInterval(next, EVERY_MS).unref()
  return {
    write(line) {
      if (waitingLength + line.length > MOST_WAITING) dropped++
      else {
        waiting.push(line)
        waitingLength += line.length
      }
    },
    async close() {
      clearInterval(timer)
      next()
      await writing
    },
  }
}

/** Somebody took the file away: there is nothing to put aside. */
function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
