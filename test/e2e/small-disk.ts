/** A disk of a few MiB that a test can fill: a tmpfs of its own, where the machine lets us mount one. */
import { once } from 'node:events'
import { readFileSync, statfsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Skippable } from '../../server/testing/external-program.ts'
import { temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { runProgram } from './outside-program.ts'

export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  /** Takes all the room that is left. */
  fill(): Promise<void>
  /** Takes all files that may still be made. */
  fillInodes(): Promise<void>
  /** Gives back what was taken. */
  free(): Promise<void>
  /** Fills it and gives it back some thirty times a second, each time in the midst of what others write, until that is over. */
  flicker(): Flickering
}

export interface Flickering {
  stop(): Promise<void>
}

/**
 * First nearly all room, slowly, leaving what an engine asks for before it begins to write; then, at any moment, the rest at once. A
 * thread of its own: what it runs beside takes milliseconds.
 */
const FLICKER = `
  const { parentPort, workerData: { ballast, directory } } = require('node:worker_threads')
  const fs = require('node:fs')
  const { setTimeout: pause } = require('node:timers/promises')
  let stopped = false
  parentPort.once('message', () => { stopped = true })
  const bytes = Buffer.alloc(4 * 2 ** 20)
  function take(file, leaveBytes) {
    const fd = fs.openSync(file, 'w')
    try {
      while (true) {
        const { bavail, bsize } = fs.statfsSync(directory)
        const wanted = Math.min(bytes.length, bavail * bsize - leaveBytes)
        if (wanted <= 0) return
        fs.writeSync(fd, bytes, 0, wanted)
      }
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error
    } finally {
      fs.closeSync(fd)
    }
  }
  async function flicker() {
    while (!stopped) {
      const { blocks, bsize } = fs.statfsSync(directory)
      fs.mkdirSync(ballast, { recursive: true })
      take(ballast + '/most', Math.ceil((blocks * bsize) / 50) + 2 ** 20 + 300_000)
      await pause(Math.random() * 10)
      take(ballast + '/rest', 0)
      await pause(1)
      fs.rmSync(ballast, { recursive: true })
      await pause(20)
    }
  }
  flicker().finally(() => parentPort.close())
`

/** Skips where nothing may be mounted; where it may, not being able to is a failure. */
export async function smallDisk(
  context: Skippable,
  options: { readonly mebibytes: number; readonly files: number },
): Promise<SmallDisk> {
  if (!mayMount()) return context.skip('no right to mount a small file system (CAP_SYS_ADMIN)')
  const directory = await temporaryDirectory()
  const settings = `size=${options.mebibytes}m,nr_inodes=${options.files}`
  const mounted = await runProgram('mount', ['-t', 'tmpfs', '-o', settings, 'tmpfs', directory.path])
  if (mounted.code !== 0) {
    await directory.remove()
    throw new Error(`a tmpfs can't be mounted: ${mounted.err}`)
  }
  const ballast = join(directory.path, 'ballast')

  return {
    path: directory.path,
    async fill() {
      await mkdir(ballast, { recursive: true })
      // Whatever else is written or removed meanwhile: down to the last page.
      for (let file = 0; ; file++) {
        const { bavail, bsize } = statfsSync(directory.path)
        if (bavail === 0) return
        const bytes = Buffer.alloc(Math.min(bavail * bsize, 4 * 2 ** 20))
        await writeFile(join(ballast, `bytes-${file}`), bytes).catch(unlessFull)
      }
    },
    async fillInodes() {
      await mkdir(ballast, { recursive: true })
      for (let file = 0; statfsSync(directory.path).ffree > 0; file++) {
        await writeFile(join(ballast, `inode-${file}`), '').catch(unlessFull)
      }
    },
    free: () => rm(ballast, { recursive: true, force: true }),
    flicker() {
      const thread = new Worker(FLICKER, { eval: true, workerData: { ballast, directory: directory.path } })
      const ended = once(thread, 'exit')
      return {
        async stop() {
          thread.postMessage('stop')
          await ended
        },
      }
    },
    async [Symbol.asyncDispose]() {
      await runProgram('umount', ['--lazy', directory.path])
      await directory.remove()
    },
  }
}

function unlessFull(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOSPC') throw error
}

const CAP_SYS_ADMIN = 21n

function mayMount(): boolean {
  try {
    const [, effective] = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))!
    return ((BigInt(`0x${effective}`) >> CAP_SYS_ADMIN) & 1n) === 1n
  } catch {
    return false
  }
}
