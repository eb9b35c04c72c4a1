/** A real Redis for one test file: in memory, on a port of its own, which it keeps over restarts. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '../../scripts/free-port.ts'

export interface RedisServer {
  readonly url: string
  /** Resolves when it accepts connections. */
  start(): Promise<void>
  /** As if it were killed; what it held is gone. */
  stop(): Promise<void>
  /** It still holds its connections and answers nothing, until `thaw`. */
  freeze(): void
  thaw(): void
}

/** Started already. */
export async function createRedis(program: string): Promise<RedisServer> {
  const port = await freePort()
  let child: ChildProcess | undefined
  const atExit = () => child?.kill('SIGKILL')
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
      const started = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      child = started
      process.once('exit', atExit)
      let said = ''
      await new Promise<void>((resolve, reject) => {
        started.once('error', reject)
        started.once('exit', code => reject(new Error(`Redis ended with ${code}:\n${said}`)))
        started.stdout.setEncoding('utf8').on('data', (text: string) => {
          said = (said + text).slice(-10_000)
          if (said.includes('eady to accept connections')) resolve()
        })
      })
    },
    async stop() {
      const stopped = child
      child = undefined
      process.off('exit', atExit)
      if (stopped === undefined || stopped.exitCode !== null || stopped.signalCode !== null) return
      const ended = once(stopped, 'exit')
      stopped.kill('SIGKILL')
      await ended
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
  }
  await server.start()
  return server
}
