/** `vedette upgrade --rehearse`: the start upgrades the database by itself; this tries it beforehand, on a copy. */
import { loadConfig, type VedetteConfig } from '../config/index.ts'
import { createLog, type Log } from '../self/log.ts'
import { CONFIG_OPTION, type Command, UsageError } from './command.ts'

/** What the store gives. Rejects, naming the step or the query, where the upgrade would fail. */
export type RehearseUpgrade = (options: {
  readonly config: VedetteConfig
  readonly log: Log
}) => Promise<Rehearsal>

export interface Rehearsal {
  /** The database's number now, and after the upgrade. */
  readonly from: number
  readonly to: number
  /** Names of the steps that the copy took. */
  readonly applied: readonly string[]
  /** What was asked of the copy afterwards. */
  readonly checked: readonly string[]
}

export function upgradeCommand(load: () => Promise<RehearseUpgrade>): Command {
  return {
    name: 'upgrade',
    summary: 'try on a copy what this version would do to the database',
    details:
      'A start brings the database to the shape that its version needs. With --rehearse the same steps run on a copy, and queries are asked of it; the database itself is only read. Exit code 0 when the start would succeed.',
    options: [
      { name: 'rehearse', description: 'run the steps on a copy, then ask queries of it' },
      CONFIG_OPTION,
      { name: 'data', value: 'DIR', description: 'the data directory (./data)' },
    ],
    examples: ['vedette upgrade --rehearse'],
    async run({ values, switches }, terminal) {
      if (!switches.has('rehearse')) {
        throw new UsageError(
          'the database is upgraded by the start itself; vedette upgrade --rehearse tries it on a copy first',
        )
      }
      const { env, cwd, out, err } = terminal
      const flags = values.data === undefined ? {} : { data: values.data }
      const { config } = loadConfig({ path: values.config, env, cwd, flags })
      const log = createLog({ level: 'warn', format: 'text', write: line => err(line.trimEnd()) })
      const rehearse = await load()
      const { from, to, applied, checked } = await rehearse({ config, log })
      if (applied.length === 0) out(`The database is up to date (step ${to}); nothing would be done to it.`)
      else out(`The database is at step ${from}; a start would bring it to step ${to}:`)
      for (const step of applied) out(`  ${step}: done on the copy`)
      for (const query of checked) out(`  ${query}: answered`)
      return 0
    },
  }
}
