/** Starting, watching and ending a server as a child process. None of them outlives the benchmark. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** Remembers a child so that it ends with us. */
export function keepTrack(child: ChildProcess): ChildProcess {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

/** Ends what a failed round has left behind. */
export async function endAll(): Promise<void> {
  const exits = [...children].map(child => once(child, 'exit'))
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(exits)
}

export interface ServerProcess {
  readonly pid: number
  readonly readyMs: number
  stop(signal: AbortSignal): Promise<void>
  kill(): Promise<void>
}

export interface ServerCommand {
  readonly command: string
  readonly args: readonly string[]
  /** Where it works; its output goes to `server.log` in here. */
  readonly dir: string
  readonly readyUrl: string
  readonly signal: AbortSignal
}

export async function startServer(options: ServerCommand): Promise<ServerProcess> {
  const logFile = join(options.dir, 'server.log')
  const log = openSync(logFile, 'a')
  const started = performance.now()
  const child = keepTrack(
    spawn(options.command, options.args, {
      cwd: options.dir,
      stdio: ['ignore', log, log],
    }),
  )
  closeSync(log)
  const exited = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const gone = (): boolean => child.pid === undefined || child.exitCode !== null || child.signalCode !== null

  while (!(await answersReady(options.readyUrl, options.signal))) {
    if (gone()) throw new Error(`${options.command} ended before it was ready: ${lastLines(logFile)}`)
    if (options.signal.aborted) {
      child.kill('SIGKILL')
      throw new Error(`${options.command} was not ready in time: ${lastLines(logFile)}`)
    }
    await sleep(4)
  }
  const readyMs = performance.now() - started

  return {
    pid: child.pid!,
    readyMs,
    async stop(signal) {
      child.kill('SIGTERM')
      const giveUp = (): void => void child.kill('SIGKILL')
      signal.addEventListener('abort', giveUp, { once: true })
      await exited
      signal.removeEventListener('abort', giveUp)
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function answersReady(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2000)]) })
    await response.arrayBuffer()
    return response.status === 200
  } catch {
    return false
  }
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-6).join('\n')
}
