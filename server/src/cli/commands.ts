/** Every command of `vedette`, by hand. */
import { checkConfigCommand } from './check-config.ts'
import type { Command } from './command.ts'
import { configReferenceCommand } from './config-reference.ts'
import { dashboardCheckCommand } from './dashboard/command.ts'
import { queryCommand } from './query/command.ts'
import { referenceCheckCommand } from './reference/command.ts'
import { type StartVedette, startCommand } from './start.ts'
import { tokenCommands } from './token.ts'
import { upgradeCommand } from './upgrade.ts'
import { versionCommand } from './version.ts'

/** Imported when it is asked for: the server is much to load for `vedette version`. */
async function loadServer(): Promise<StartVedette> {
  const { startVedette } = await import('../main.ts')
  return startVedette
}

export const COMMANDS: readonly Command[] = [
  startCommand(loadServer),
  queryCommand,
  checkConfigCommand,
  referenceCheckCommand,
  dashboardCheckCommand,
  ...tokenCommands,
  upgradeCommand(async () => (await import('../store/clickhouse/rehearse.ts')).rehearseUpgrade),
  configReferenceCommand,
  versionCommand,
]
