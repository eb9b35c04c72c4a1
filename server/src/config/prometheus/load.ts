/**
 * Reads a `prometheus.yml` as Prometheus 3 does: unknown fields are errors, defaults are filled in, what can't work is refused in
 * Prometheus's words. Unlike Prometheus, it finds all that is wrong in one go, each with its line. What Vedette lacks is warned about.
 */
import { readFileSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { messageOf } from '../../errors.ts'
import { ConfigError } from '../problem.ts'
import { checkedText, list, section, sections } from './decode.ts'
import { DEFAULT_GLOBAL } from './defaults.ts'
import { filesMatching } from './glob.ts'
import { readAlerting } from './read-alerting.ts'
import { readGlobal } from './read-global.ts'
import { readRemoteRead, readRemoteWrite } from './read-remote.ts'
import { readOtlp, readRuntime, readStorage, readTracing } from './read-rest.ts'
import { readScrape, type ScrapeRead } from './read-scrape.ts'
import { pathIn, type Reader } from './reader.ts'
import type { AlertmanagerConfig, GlobalConfig, PrometheusConfig, ScrapeConfig } from './types.ts'
import { Problems, parseYamlValue, type YamlValue } from './yaml-value.ts'

export interface LoadedPrometheus {
  readonly config: PrometheusConfig
  /** With file and line; what the file asks for and will not get, and what looks like a mistake. */
  readonly warnings: readonly string[]
}

type Env = Readonly<Record<string, string | undefined>>

export const EMPTY_PROMETHEUS: PrometheusConfig = {
  file: '',
  global: DEFAULT_GLOBAL,
  scrapeConfigs: [],
  remoteWrite: [],
  ruleFiles: [],
  scrapeConfigFiles: [],
  otlp: undefined,
  storage: { outOfOrderTimeWindowMs: 0, retentionMs: 0, retentionBytes: 0, maxExemplars: 0 },
  alerting: { alertRelabelConfigs: [], alertmanagers: [] },
  remoteRead: [],
  tracing: undefined,
  runtime: { gogc: 75 },
}

/** Throws a ConfigError that names everything that is wrong. */
export function loadPrometheusConfig(path: string, env: Env): LoadedPrometheus {
  const file = resolve(path)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError([`${path}: can't be read: ${messageOf(error)}`])
  }
  return readPrometheusConfig(text, file, env)
}

/** The same for a text; `file` says where relative paths count from. */
export function readPrometheusConfig(text: string, file: string, env: Env): LoadedPrometheus {
  const shown = basename(file)
  const warnings: { line: number; message: string }[] = []
  const problems = new Problems()
  const reader: Reader = {
    folder: dirname(file),
    problems,
    env,
    warn: (line, message) => void warnings.push({ line, message }),
  }
  const config = readMain(text, reader)
  const fromFiles = { warnings: [] as string[], problems: [] as string[], jobs: [] as ScrapeConfig[] }
  if (config && problems.count === 0) {
    const names = new Map(config.scrapeConfigs.map(({ jobName }) => [jobName, 'main config file']))
    for (const pattern of config.scrapeConfigFiles) {
      for (const path of filesMatching(pattern)) {
        readScrapeConfigFile(path, reader.env, config.global, names, fromFiles)
      }
    }
  }
  const found = [...problems.list(shown), ...fromFiles.problems]
  if (found.length > 0) throw new ConfigError(found)
  const read = config ?? EMPTY_PROMETHEUS
  return {
    config: { ...read, file, scrapeConfigs: [...read.scrapeConfigs, ...fromFiles.jobs] },
    warnings: [
      ...warnings
        .toSorted((a, b) => a.line - b.line)
        .map(({ line, message }) => `${shown}:${line}: ${message}`),
      ...fromFiles.warnings,
    ],
  }
}

const RULE_PATH = /^[^*]*(\*[^/]*)?$/

function paths(what: string) {
  return list(
    checkedText(written =>
      RULE_PATH.test(written) ? undefined : `invalid ${what} file path ${JSON.stringify(written)}`,
    ),
    'string',
  )
}

function readMain(text: string, reader: Reader): PrometheusConfig | undefined {
  const value = parseYamlValue(text, reader.problems)
  if (value === undefined || value.content.kind === 'null') return undefined
  const read = section(value, 'config.Config', {
    global: below => (below.content.kind === 'null' ? undefined : readGlobal(below, reader)),
    runtime: readRuntime,
    alerting: below => readAlerting(below, reader),
    rule_files: paths('rule'),
    scrape_config_files: paths('scrape config'),
    scrape_configs: scrapeConfigs(reader),
    storage: readStorage,
    tracing: below => readTracing(below, reader),
    remote_write: sections(
      below => readRemoteWrite(below, reader),
      'config.RemoteWriteConfig',
      'empty or null remote write config section',
    ),
    remote_read: sections(
      below => readRemoteRead(below, reader),
      'config.RemoteReadConfig',
      'empty or null remote read config section',
    ),
    otlp: below => (below.content.kind === 'null' ? undefined : readOtlp(below)),
  })
  if (!read) return undefined
  const { fields, refuse } = read
  const { problems, folder } = reader
  const global = fields.global ?? DEFAULT_GLOBAL
  const names = global.nameValidation

  const jobs = fields.scrape_configs ?? []
  for (const { jobName, line } of repeated(jobs, job => job.jobName)) {
    problems.add(line, `found multiple scrape configs with job name ${JSON.stringify(jobName)}`)
  }
  const writes = fields.remote_write ?? []
  for (const { name, line } of repeated(writes, each => each.name)) {
    problems.add(line, `found multiple remote write configs with job name ${JSON.stringify(name)}`)
  }
  const reads = fields.remote_read ?? []
  for (const { config, line } of repeated(reads, each => each.config.name)) {
    problems.add(line, `found multiple remote read configs with job name ${JSON.stringify(config.name)}`)
  }
  const { otlp } = fields
  if (otlp && names === 'legacy' && /^No/.test(otlp.translationStrategy)) {
    refuse(
      `OTLP translation strategy ${JSON.stringify(otlp.translationStrategy)} is not allowed when UTF8 is disabled`,
      'otlp',
    )
  }
  const alerting = fields.alerting?.(names) ?? EMPTY_PROMETHEUS.alerting
  const without: [
    field: 'rule_files' | 'alerting' | 'remote_read' | 'tracing',
    asked: boolean,
    effect: string,
  ][] = [
    ['rule_files', (fields.rule_files ?? []).length > 0, 'rules are not evaluated yet'],
    ['alerting', alerting.alertmanagers.some(namesTargets), 'alerts are not sent yet'],
    ['remote_read', reads.length > 0, 'queries do not ask other servers'],
    ['tracing', fields.tracing !== undefined, 'Vedette does not send traces of its own'],
  ]
  for (const [field, asked, effect] of without) {
    if (asked) reader.warn(read.lineOf(field), `${field} is read and kept, but ${effect}`)
  }
  return {
    ...EMPTY_PROMETHEUS,
    global,
    scrapeConfigs: jobs.map(job => job.settle(global)),
    remoteWrite: writes.map(each => each.settle(names)).filter(each => each !== undefined),
    ruleFiles: (fields.rule_files ?? []).map(path => pathIn(folder, path)),
    scrapeConfigFiles: (fields.scrape_config_files ?? []).map(path => pathIn(folder, path)),
    otlp,
    storage: fields.storage ?? EMPTY_PROMETHEUS.storage,
    alerting,
    remoteRead: reads.map(({ config }) => config),
    tracing: fields.tracing,
    runtime: fields.runtime ?? EMPTY_PROMETHEUS.runtime,
  }
}

/** The file that Prometheus comes with has the section, with everything in it commented out. */
function namesTargets({ discoveries }: AlertmanagerConfig): boolean {
  return discoveries.some(
    discovery => discovery.kind !== 'static' || discovery.configs.some(({ targets }) => targets.length > 0),
  )
}

function scrapeConfigs(reader: Reader) {
  return sections(
    (value: YamlValue): ScrapeRead | undefined => readScrape(value, reader),
    'config.ScrapeConfig',
    'empty or null scrape config section',
  )
}

/** Those whose name another one had before; having none at all is no name. */
function* repeated<T>(items: readonly T[], nameOf: (item: T) => string): Iterable<T> {
  const seen = new Set<string>()
  for (const item of items) {
    const name = nameOf(item)
    if (name !== '' && seen.has(name)) yield item
    seen.add(name)
  }
}

/** One of `scrape_config_files`: jobs and nothing else, with paths that count from that file. */
function readScrapeConfigFile(
  path: string,
  env: Env,
  global: GlobalConfig,
  names: Map<string, string>,
  into: { warnings: string[]; problems: string[]; jobs: ScrapeConfig[] },
): void {
  const problems = new Problems()
  const shown = basename(path)
  const reader: Reader = {
    folder: dirname(path),
    problems,
    env,
    warn: (line, message) => void into.warnings.push(`${shown}:${line}: ${message}`),
  }
  try {
    const value = parseYamlValue(readFileSync(path, 'utf8'), problems)
    const read = value && section(value, 'config.ScrapeConfigs', { scrape_configs: scrapeConfigs(reader) })
    for (const job of read?.fields.scrape_configs ?? []) {
      const first = names.get(job.jobName)
      if (first !== undefined) {
        problems.add(
          job.line,
          `found multiple scrape configs with job name ${JSON.stringify(job.jobName)}, first found in ${first}`,
        )
      }
      names.set(job.jobName, JSON.stringify(path))
      into.jobs.push(job.settle(global))
    }
  } catch (error) {
    into.problems.push(`${path}: can't be read: ${messageOf(error)}`)
  }
  into.problems.push(...problems.list(shown))
}
