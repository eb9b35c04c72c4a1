/** Programs beside Vedette: run to their end, or kept running until the test is over. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export interface ProgramResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

export async function runProgram(
  program: string,
  args: readonly string[],
  input?: string,
): Promise<ProgramResult> {
  const child = spawn(program, args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout!.setEncoding('utf8').on('data', text => {
    out += text
  })
  child.stderr!.setEncoding('utf8').on('data', text => {
    err += text
  })
  child.stdin?.on('error', (error: NodeJS.ErrnoException) => {
    if (!UNREAD.has(error.code)) child.emit('error', error)
  })
  child.stdin?.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

/** A program may end before it has read all: what came of it, its code says. */
const UNREAD: ReadonlySet<string | undefined> = new Set(['EPIPE', 'ECONNRESET'])

export interface RunningProgram extends AsyncDisposable {
  readonly child: ChildProcess
  /** All that it has written. */
  readonly said: string
  stop(signal?: NodeJS.Signals): Promise<void>
}

const alive = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export function startProgram(program: string, args: readonly string[]): RunningProgram {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  alive.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      said += text
    })
  }
  const closed = once(child, 'close').then(() => {
    alive.delete(child)
  })
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    child.kill(signal)
    await closed
  }
  return {
    child,
    get said() {
      return said
    },
    stop,
    [Symbol.asyncDispose]: () => stop('SIGKILL'),
  }
}
