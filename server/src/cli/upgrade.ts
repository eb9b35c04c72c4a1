/** `vedette upgrade --rehearse`: the start upgrades the database by itself; this tries it beforehand, on a copy. */
import { loadConfig } from '../config/index.ts'
import { createLog, type Log } from '../self/log.ts'
import { CONFIG_OPTION, type Command, UsageError } from './command.ts'

/** What the store gives. */
export type RehearseUpgrade = (options: {
  readonly dataPath: string
  readonly memoryBytes: number
  readonly database: string
  readonly log: Log
}) => Promise<{
  readonly ok: boolean
  /** What was done and seen, a sentence each. */
  readonly report: readonly string[]
}>

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
      if (config.store.url !== '') {
        throw new UsageError(
          'the database is a server of yours (store.url): restore a backup of it on another one, and start Vedette on that',
        )
      }
      const rehearse = await load()
      const { ok, report } = await rehearse({
        dataPath: config.dataPath,
        memoryBytes: config.memory.engineBytes,
        database: config.store.database,
        log,
      })
      for (const sentence of report) out(sentence)
      return ok ? 0 : 1
    },
  }
}
