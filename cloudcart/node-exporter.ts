/**
 * The machine's own metrics come from the real node exporter. Where one answers on its port it is used; where it is installed but not running
 * it runs as long as the shop does; elsewhere there is none. The file that Vedette discovers it by exists only while it answers.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PORT = 9100
const NAMES = ['prometheus-node-exporter', 'node_exporter']
export const TARGETS_FILE = fileURLToPath(new URL('targets/node-exporter.json', import.meta.url))

export interface NodeExporter {
  /** How it came to be. */
  readonly found: 'running' | 'started' | 'missing'
  stop(): Promise<void>
}

export async function watchMachine(
  path = process.env.PATH ?? '',
  targetsFile = TARGETS_FILE,
): Promise<NodeExporter> {
  await rm(targetsFile, { force: true })
  if (await answers()) return found('running', undefined, targetsFile)
  const program = programIn(path)
  if (program === undefined) return { found: 'missing', stop: async () => {} }
  const child = spawn(program, [`--web.listen-address=127.0.0.1:${PORT}`], { stdio: 'ignore' })
  child.once('error', () => {})
  const kill = (): void => void child.kill()
  process.once('exit', kill)
  for (let i = 0; i < 50 && child.exitCode === null; i++) {
    if (await answers()) return found('started', child, targetsFile)
    await new Promise(done => setTimeout(done, 100))
  }
  child.kill()
  return { found: 'missing', stop: async () => {} }
}

async function found(
  how: 'running' | 'started',
  child: ChildProcess | undefined,
  targetsFile: string,
): Promise<NodeExporter> {
  await mkdir(dirname(targetsFile), { recursive: true })
  await writeFile(targetsFile, `${JSON.stringify([{ targets: [`localhost:${PORT}`] }])}\n`)
  return {
    found: how,
    async stop() {
      child?.kill()
      await rm(targetsFile, { force: true })
    },
  }
}

async function answers(): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${PORT}/metrics`, { signal: AbortSignal.timeout(1_000) })
    return (await response.text()).includes('node_cpu_seconds_total')
  } catch {
    return false
  }
}

function programIn(path: string): string | undefined {
  for (const name of NAMES) {
    for (const folder of path.split(delimiter)) {
      const candidate = join(folder, name)
      try {
        accessSync(candidate, constants.X_OK)
        return candidate
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined
}
