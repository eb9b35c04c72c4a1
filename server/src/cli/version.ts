/** `vedette version`. */
import manifest from '../../package.json' with { type: 'json' }
import type { Command } from './command.ts'

export const versionCommand: Command = {
  name: 'version',
  summary: 'print the version',
  options: [],
  async run(_given, { out }) {
    out(
      `vedette ${manifest.version} (Node ${process.versions.node}, chdb ${manifest.dependencies.chdb}, ${process.platform}-${process.arch})`,
    )
    return 0
  },
}
