/** `vedette config reference`: the reference page, for docs/reference/configuration.md. */
import { configurationReference } from '../config/reference.ts'
import type { Command } from './command.ts'

export const configReferenceCommand: Command = {
  name: 'config reference',
  summary: 'print the reference of all settings, as Markdown',
  options: [],
  async run(_given, { out }) {
    out(configurationReference().trimEnd())
    return 0
  },
}
