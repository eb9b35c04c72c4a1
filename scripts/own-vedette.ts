/** A Vedette for a while: on free ports, on a folder that goes with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './free-port.ts'
import { withoutSettings } from './own-environment.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const READY_WITHIN_MS = 60_000

export interface OwnVedette extends AsyncDisposable {
  readonly url: string
}

/** `env`: settings, as variables; those of the person who runs the script are not taken over. */
export async function startOwnVedette(
  prometheusConfig: string,
  env: Readonly<Record<string, string>> = {},
): Promise<OwnVedette> {
  const folder = mkdtempSync(join(tmpdir(), 'vedette-'))
  const ports = await freePorts(3)
  const [listen, otlp, grpc] = ports.map(port => `127.0.0.1:${port}`) as [string, string, string]
  const child = spawn(
    process.execPath,
    [
      ...[join(ROOT, 'server/src/cli/main.ts'), 'start', '--data', folder, '--prometheus', prometheusConfig],
      ...['--listen', listen, '--otlp-http-listen', otlp, '--otlp-grpc-listen', grpc, '--log-level', 'warn'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], env: { ...withoutSettings(process.env), ...env } },
  )
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    process.off('exit', kill)
    rmSync(folder, { recursive: true, force: true })
  }
  const url = `http://${listen}`
  const deadline = performance.now() + READY_WITHIN_MS
  while (!(await isReady(url))) {
    if (child.exitCode !== null || performance.now() > deadline) {
      await stop()
      throw new Error('Vedette did not start; what it said stands above')
    }
    await new Promise(done => setTimeout(done, 100))
  }
  return { url, [Symbol.asyncDispose]: stop }
}

/** Whether a Vedette answers there. */
export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/-/ready`, { signal: AbortSignal.timeout(1_000) })).ok
  } catch {
    return false
  }
}
