/**
 * Vedette as a process of its own, as people run it: started by its command line on a data directory, watched by its log, killed, frozen,
 * started again. Nothing of it outlives the test.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../../scripts/free-port.ts'
import { withoutSettings } from '../../scripts/own-environment.ts'
import { type TemporaryDirectory, temporaryDirectory } from '../../server/testing/temporary-directory.ts'
import { until } from './until.ts'

const ENTRY = fileURLToPath(new URL('../../server/src/cli/main.ts', import.meta.url))

export interface VedetteOptions {
  /** The test's own, which stays; else one that goes with the process. */
  readonly dataPath?: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What it listens on. Default: 127.0.0.1. */
  readonly host?: string
}

export interface LogLine {
  readonly level: string
  readonly room: string
  readonly message: string
  readonly [field: string]: unknown
}

export interface VedetteProcess extends AsyncDisposable {
  /** All addresses stay the same over restarts. */
  readonly url: string
  readonly otlpUrl: string
  readonly grpcUrl: string
  readonly dataPath: string
  readonly pid: number
  /** Everything that it has written on stderr, over all its lives. */
  readonly output: readonly string[]
  /** The lines of its log among that. */
  readonly log: readonly LogLine[]
  /** Resolves with the first line of the log, from `since` on, that says this. */
  logged(message: string | RegExp, since?: number): Promise<LogLine>
  /** Memory of the process in RAM. */
  rssBytes(): number
  signal(signal: NodeJS.Signals): void
  /** As the kernel kills: nothing is tidied up. */
  kill(): Promise<void>
  /** SIGTERM; rejects, with what it said last, where it does not end with code 0. */
  stop(): Promise<void>
  /** After it has ended: on the same directory and the same ports; resolves when it is ready. */
  start(options?: Pick<VedetteOptions, 'args' | 'env'>): Promise<void>
}

interface Life {
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
}

const READY_WITHIN_MS = 120_000

const alive = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

/** Resolves when it is ready. */
export async function startVedette(options: VedetteOptions = {}): Promise<VedetteProcess> {
  const directory: TemporaryDirectory | undefined =
    options.dataPath === undefined ? await temporaryDirectory() : undefined
  const dataPath = options.dataPath ?? directory!.path
  const host = options.host ?? '127.0.0.1'
  const [port, otlpPort, grpcPort] = await freePorts(3)
  const output: string[] = []
  const log: LogLine[] = []
  let life: Life | undefined

  async function start(again: Pick<VedetteOptions, 'args' | 'env'> = {}): Promise<void> {
    const since = log.length
    life = spawnVedette(
      [
        ...['start', '--data', dataPath, '--listen', `${host}:${port}`],
        ...['--otlp-http-listen', `${host}:${otlpPort}`, '--otlp-grpc-listen', `${host}:${grpcPort}`],
        ...['--log-format', 'json', ...(again.args ?? options.args ?? [])],
      ],
      { ...options.env, ...again.env },
      line => {
        output.push(line)
        const parsed = logLineOf(line)
        if (parsed !== undefined) log.push(parsed)
      },
    )
    await logged(/ is ready at /, since)
  }

  async function logged(message: string | RegExp, since = 0): Promise<LogLine> {
    const { child } = life!
    const found = await until(
      `a line of the log that says ${message}`,
      () => log.slice(since).find(line => says(line, message)) ?? (alive.has(child) ? undefined : 'ended'),
      { withinMs: READY_WITHIN_MS, everyMs: 10 },
    )
    if (found !== 'ended') return found
    throw new Error(`the process has ended before its log said ${message}: ${output.slice(-8).join('\n')}`)
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const { child, exited } = life!
    if (!hasEnded(child)) {
      child.kill(signal)
      // One that is frozen takes nothing but SIGKILL.
      if (signal !== 'SIGKILL') child.kill('SIGCONT')
    }
    return exited
  }

  async function stop(): Promise<void> {
    const code = await end('SIGTERM')
    if (code !== 0) throw new Error(`ended with ${code}: ${output.slice(-8).join('\n')}`)
  }

  async function dispose(): Promise<void> {
    if (life !== undefined) await end('SIGKILL')
    await directory?.remove()
  }

  try {
    await start()
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    url: `http://127.0.0.1:${port}`,
    otlpUrl: `http://127.0.0.1:${otlpPort}`,
    grpcUrl: `http://127.0.0.1:${grpcPort}`,
    dataPath,
    get pid() {
      return life!.child.pid!
    },
    output,
    log,
    logged,
    rssBytes: () => rssBytesOf(life!.child.pid!),
    signal: signal => void life!.child.kill(signal),
    kill: async () => void (await end('SIGKILL')),
    stop,
    start,
    [Symbol.asyncDispose]: dispose,
  }
}

export interface CommandResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** `vedette ARGS`, run to its end. */
export async function runVedette(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const err: string[] = []
  const { child, exited } = spawnVedette(args, env, line => err.push(line))
  let out = ''
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  const code = await exited
  return { code, out, err: err.join('\n') }
}

function spawnVedette(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
): Life {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...withoutSettings(process.env), ...env },
  })
  alive.add(child)
  createInterface({ input: child.stderr! }).on('line', onLine)
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    // `close`, unlike `exit`, comes when all that was written has been read.
    child.once('close', code => {
      alive.delete(child)
      resolve(code)
    })
  })
  return { child, exited }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function says(line: LogLine, message: string | RegExp): boolean {
  return typeof message === 'string' ? line.message.includes(message) : message.test(line.message)
}

function logLineOf(line: string): LogLine | undefined {
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null && 'message' in parsed
      ? (parsed as LogLine)
      : undefined
  } catch {
    return undefined
  }
}

function rssBytesOf(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Number(kibibytes![1]) * 1024
}
