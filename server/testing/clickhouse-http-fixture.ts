/**
 * A ClickHouse server for tests where none is installed: a child process with an embedded engine that serves ClickHouse's HTTP
 * interface, so that the whole client path runs for real, and can be stopped, killed and frozen as a real server can.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { temporaryDirectory } from './temporary-directory.ts'

export interface ClickHouseServerOptions {
  /** 0: any free one. */
  readonly port?: number
  /** Kept when given, so that the server can be started on it again. */
  readonly path?: string
  readonly user?: string
  readonly password?: string
}

export interface ClickHouseServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
  /** As the kernel kills: nothing is tidied up. */
  kill(): Promise<void>
  /** Connections are taken by the kernel, nobody answers. */
  pause(): void
  resume(): void
}

const SERVER = fileURLToPath(new URL('./clickhouse-http-server.ts', import.meta.url))

export async function startClickHouseServer(
  options: ClickHouseServerOptions = {},
): Promise<ClickHouseServer> {
  const directory = options.path === undefined ? await temporaryDirectory() : undefined
  const settings = {
    path: options.path ?? directory!.path,
    port: options.port ?? 0,
    user: options.user ?? 'default',
    password: options.password ?? '',
  }
  const child = spawn(process.execPath, [SERVER, JSON.stringify(settings)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  })
  const exited = once(child, 'exit')
  const [started] = (await Promise.race([
    once(child, 'message'),
    exited.then(() => {
      throw new Error('the ClickHouse server of the test did not start')
    }),
  ])) as [{ port: number }]

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      child.kill('SIGCONT')
    }
    await exited
    await directory?.remove()
  }

  return {
    url: `http://127.0.0.1:${started.port}`,
    port: started.port,
    pid: child.pid!,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}
