/** Work that is done once and needs much memory: in a process of its own, so that the shop stays small. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Resolves with the exit code; what it says goes where this process's words go. */
export function runBeside(script: URL, args: readonly string[], signal: AbortSignal): Promise<number> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [fileURLToPath(script), ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      signal,
    })
    child.once('error', () => resolve(1))
    child.once('exit', code => resolve(code ?? 1))
  })
}
