/** `vedette`: every command by hand, and the only place besides the tests that touches the process around it. */
import { checkConfigCommand } from './check-config.ts'
import type { Command } from './command.ts'
import { configReferenceCommand } from './config-reference.ts'
import { takeOverWithSettings } from './process-settings.ts'
import { runCommandLine } from './run.ts'
import { type StartVedette, startCommand } from './start.ts'
import { tokenCommands } from './token.ts'
import { upgradeCommand } from './upgrade.ts'
import { versionCommand } from './version.ts'

/** Imported when it is asked for: the server is much to load for `vedette version`. */
async function loadServer(): Promise<StartVedette> {
  takeOverWithSettings(process)
  const { startVedette } = await import('../main.ts')
  return startVedette
}

export const COMMANDS: readonly Command[] = [
  startCommand(loadServer),
  checkConfigCommand,
  ...tokenCommands,
  upgradeCommand(async () => (await import('../store/clickhouse/rehearse.ts')).rehearseUpgrade),
  configReferenceCommand,
  versionCommand,
]

if (import.meta.main) {
  process.exitCode = await runCommandLine(process.argv.slice(2), COMMANDS, {
    out: line => void process.stdout.write(`${line}\n`),
    err: line => void process.stderr.write(`${line}\n`),
    env: process.env,
    cwd: process.cwd(),
  })
}
