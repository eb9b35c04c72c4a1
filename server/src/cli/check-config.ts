/** `vedette check config`: reads everything that a start would read, says what it comes to, starts nothing. */
import { basename, resolve } from 'node:path'
import { formatDurationMs } from '@vedette/model'
import { ConfigError, type LoadedConfig, loadConfig } from '../config/index.ts'
import { loadPrometheusConfig } from '../config/prometheus/index.ts'
import { redacted } from '../config/prometheus/read-http-client.ts'
import type { Discovery, PrometheusConfig, ScrapeConfig } from '../config/prometheus/types.ts'
import { CONFIG_OPTION, type Command, type Terminal } from './command.ts'
import { missingDocuments, missingFiles } from './missing-files.ts'

export const checkConfigCommand: Command = {
  name: 'check config',
  summary: 'check the configuration without starting anything',
  details:
    'Reads vedette.yml, the environment and the prometheus.yml that they name, says what they come to, and what is wrong with them: each with its file and line. Exit code 0 when all of it is valid (warnings or not), 1 otherwise.',
  options: [
    CONFIG_OPTION,
    {
      name: 'prometheus',
      value: 'FILE',
      description: 'check this prometheus.yml instead of the one that the settings name',
    },
  ],
  examples: ['vedette check config', 'vedette check config --prometheus /etc/prometheus/prometheus.yml'],
  async run({ values }, terminal) {
    const { env, cwd } = terminal
    const problems: string[] = []
    const loaded = attempt(problems, () => loadConfig({ path: values.config, env, cwd }))
    if (loaded) sayConfig(loaded, terminal)
    // A broken vedette.yml does not keep us from checking a file that was named here.
    const path = values.prometheus ? resolve(cwd, values.prometheus) : loaded?.config.prometheusConfigPath
    if (path) {
      const prometheus = attempt(problems, () => loadPrometheusConfig(path, env))
      if (prometheus) {
        sayPrometheus(prometheus.config, terminal)
        const warnings = [...prometheus.warnings, ...missingFiles(prometheus.config)]
        for (const warning of warnings) terminal.err(`warning: ${warning}`)
      }
    }
    for (const problem of problems) terminal.err(`error: ${problem}`)
    return problems.length > 0 ? 1 : 0
  },
}

function attempt<T>(problems: string[], load: () => T): T | undefined {
  try {
    return load()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

function sayConfig(
  { config, file, sources, written, warnings }: LoadedConfig,
  { out, err, cwd }: Terminal,
): void {
  out(file === undefined ? `no vedette.yml in ${cwd}: the defaults hold` : `${file}: valid`)
  for (const [setting, source] of sources) {
    out(`  ${setting}: ${written.get(setting)} (${source})`)
  }
  for (const warning of [...warnings, ...missingDocuments(config.reference.files)]) err(`warning: ${warning}`)
}

function sayPrometheus(config: PrometheusConfig, { out }: Terminal): void {
  out(`${config.file}: valid`)
  for (const job of config.scrapeConfigs) out(`  job ${JSON.stringify(job.jobName)}: ${jobLine(job)}`)
  if (config.scrapeConfigs.length === 0) out('  no scrape jobs')
  for (const { url, name } of config.remoteWrite) {
    out(`  passes samples on to ${redacted(url)}${name ? ` (${name})` : ''}`)
  }
}

function jobLine(job: ScrapeConfig): string {
  const how = [`${job.scheme}, ${job.metricsPath}, every ${formatDurationMs(job.scrapeIntervalMs)}`]
  const targets = job.discoveries.flatMap(discovery =>
    discovery.kind === 'static' ? discovery.configs.flatMap(config => config.targets) : [],
  )
  if (targets.length > 0) how.push(`${counted(targets.length, 'static target')} (${firstOf(targets)})`)
  const rest = job.discoveries.filter(discovery => discovery.kind !== 'static')
  how.push(...rest.map(discoveryLine))
  if (job.discoveries.length === 0) how.push('no targets')
  const rules = job.relabelConfigs.length + job.metricRelabelConfigs.length
  if (rules > 0) how.push(counted(rules, 'relabelling rule'))
  return how.join('; ')
}

function discoveryLine(discovery: Exclude<Discovery, { kind: 'static' }>): string {
  switch (discovery.kind) {
    case 'file':
      return `targets from ${firstOf(discovery.files.map(file => basename(file)))}`
    case 'http':
      return `targets from ${redacted(discovery.url)}`
    case 'dns':
      return `targets from ${discovery.type} records of ${firstOf(discovery.names)}`
    case 'kubernetes':
      return `targets from Kubernetes (${discovery.role})`
  }
}

function firstOf(items: readonly string[]): string {
  const most = 3
  const rest = items.length - most
  return items.slice(0, most).join(', ') + (rest > 0 ? `, ${rest} more` : '')
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
