/**
 * `vedette`: the only place besides the tests that touches the process around it. Loads next to nothing before it knows whether the process has
 * to be taken over: what it loads before that is loaded twice.
 */
import { startsServer, takeOverWithSettings } from './process-settings.ts'

if (import.meta.main) {
  const args = process.argv.slice(2)
  if (startsServer(args)) takeOverWithSettings(process)
  const { COMMANDS } = await import('./commands.ts')
  const { runCommandLine } = await import('./run.ts')
  process.exitCode = await runCommandLine(args, COMMANDS, {
    out: line => void process.stdout.write(`${line}\n`),
    err: line => void process.stderr.write(`${line}\n`),
    env: process.env,
    cwd: process.cwd(),
    ...(process.stdout.isTTY ? { columns: process.stdout.columns } : {}),
  })
}
