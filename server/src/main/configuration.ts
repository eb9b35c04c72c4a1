/** The configuration in force: read at the start, read again on a reload; a bad new one leaves the old one in force and says why. */
import { changesBetween, type LoadedConfig, loadConfig, Secret } from '../config/index.ts'
import { defaultScrapeConfig } from '../config/prometheus/defaults.ts'
import {
  EMPTY_PROMETHEUS,
  loadPrometheusConfig,
  type PrometheusConfig,
  type ScrapeConfig,
} from '../config/prometheus/index.ts'
import { messageOf, VedetteError } from '../errors.ts'
import type { Log } from '../self/log.ts'
import { counter, gauge } from '../self/metrics.ts'

const reloads = counter(
  'vedette_config_reloads_total',
  'Times that the configuration was read again, by outcome.',
  ['outcome'],
)
const successful = gauge(
  'vedette_config_last_reload_successful',
  'Whether the configuration in its files is the one in force.',
)
const successfulAt = gauge(
  'vedette_config_last_reload_success_timestamp_seconds',
  'When the configuration in force was read.',
)

export interface ConfigurationOptions {
  readonly configPath?: string | undefined
  readonly flags: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string | undefined>>
  readonly nowMs: () => number
}

export interface Configuration {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly loaded: LoadedConfig
  readonly prometheus: PrometheusConfig
  /** What the prometheus.yml asks for and will not get. */
  readonly prometheusWarnings: readonly string[]
  readonly lastReload: { readonly ok: boolean; readonly atMs: number; readonly reason: string }
  /** Rejects, with everything as it was, where the new configuration is bad. */
  reload(log: Log): void
}

type InForce = Pick<Configuration, 'loaded' | 'prometheus' | 'prometheusWarnings'>

export function openConfiguration(options: ConfigurationOptions): Configuration {
  const { env, flags, configPath, nowMs } = options

  function read(): InForce {
    const loaded = loadConfig({ path: configPath, env, cwd: process.cwd(), flags })
    const path = loaded.config.prometheusConfigPath
    const { config: prometheus, warnings: prometheusWarnings } =
      path === '' ? { config: EMPTY_PROMETHEUS, warnings: [] } : loadPrometheusConfig(path, env)
    return { loaded, prometheus, prometheusWarnings }
  }

  let current = read()
  let lastReload = { ok: true, atMs: nowMs(), reason: '' }
  note()

  function note(): void {
    successful.set(lastReload.ok ? 1 : 0)
    if (lastReload.ok) successfulAt.set(lastReload.atMs / 1000)
  }

  return {
    env,
    get loaded() {
      return current.loaded
    },
    get prometheus() {
      return current.prometheus
    },
    get prometheusWarnings() {
      return current.prometheusWarnings
    },
    get lastReload() {
      return lastReload
    },
    reload(log) {
      try {
        const next = read()
        const { takingEffect, needingRestart } = changesBetween(current.loaded.parsed, next.loaded.parsed)
        current = next
        lastReload = { ok: true, atMs: nowMs(), reason: '' }
        reloads.inc({ outcome: 'applied' })
        for (const warning of [...next.loaded.warnings, ...next.prometheusWarnings]) log.warn(warning)
        log.info('the configuration was read again', { changed: takingEffect.join(', ') || undefined })
        if (needingRestart.length > 0) {
          log.warn('some settings take effect with the next start', { settings: needingRestart.join(', ') })
        }
      } catch (error) {
        lastReload = { ok: false, atMs: lastReload.atMs, reason: messageOf(error) }
        reloads.inc({ outcome: 'refused' })
        log.error('the new configuration is not taken, the old one stays in force', {
          reason: messageOf(error),
        })
        throw error instanceof VedetteError
          ? error
          : new VedetteError('config-invalid', messageOf(error), { cause: error })
      } finally {
        note()
      }
    },
  }
}

export const SELF_JOB = 'vedette'

/** Vedette watches itself, unless the configuration has a job of that name or says no. */
export function withSelfJob(
  jobs: readonly ScrapeConfig[],
  self: { readonly wanted: boolean; readonly target: string; readonly token: string },
): readonly ScrapeConfig[] {
  if (!self.wanted || jobs.some(job => job.jobName === SELF_JOB)) return jobs
  const job = defaultScrapeConfig(SELF_JOB)
  return [
    ...jobs,
    {
      ...job,
      scrapeIntervalMs: 15_000,
      http: {
        ...job.http,
        authorization: { type: 'Bearer', credentials: new Secret(self.token), credentialsFile: undefined },
      },
      discoveries: [{ kind: 'static', configs: [{ targets: [self.target], labels: {} }] }],
    },
  ]
}
