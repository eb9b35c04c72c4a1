/** What the process tells of itself: version, start, configuration in force. */
import { hostname } from 'node:os'
import type { BuildInfo, ReplayStatus, RuntimeInfo } from '@vedette/api'
import { formatDurationMs } from '@vedette/model'
import manifest from '../../package.json' with { type: 'json' }
import { type LoadedConfig, settingsInForce } from '../config/index.ts'
import { formatPrometheusConfig, type PrometheusConfig } from '../config/prometheus/index.ts'
import type { ProcessStatus } from '../query/prometheus-api/index.ts'
import type { Store } from '../store/open-store.ts'

export const VERSION = manifest.version

/** The version of Prometheus whose API, configuration and metrics are understood here; Grafana decides by it what it may ask. */
const PROMETHEUS_VERSION = '3.5.0'

export interface StatusSources {
  readonly store: Store
  readonly startedMs: number
  readonly loaded: () => LoadedConfig
  readonly prometheus: () => PrometheusConfig
  readonly lastReload: () => { readonly ok: boolean; readonly atMs: number }
  readonly nowMs: () => number
}

export function processStatus(sources: StatusSources): ProcessStatus {
  const build: BuildInfo = {
    version: PROMETHEUS_VERSION,
    revision: '',
    branch: '',
    buildUser: '',
    buildDate: '',
    goVersion: '',
    application: 'Vedette',
    applicationVersion: VERSION,
    nodeVersion: process.version,
  }
  return {
    build,
    runtime: () => runtimeInfo(sources),
    configYaml: () => formatPrometheusConfig(sources.prometheus()),
    flags: () => Object.fromEntries(sources.loaded().written),
    settings: () => settingsInForce(sources.loaded()),
    replay: () => replayStatus(sources.store),
  }
}

function runtimeInfo({ startedMs, lastReload, loaded, nowMs }: StatusSources): RuntimeInfo {
  const { ok, atMs } = lastReload()
  return {
    startTime: new Date(startedMs).toISOString(),
    CWD: process.cwd(),
    hostname: hostname(),
    serverTime: new Date(nowMs()).toISOString(),
    reloadConfigSuccess: ok,
    lastConfigTime: new Date(atMs).toISOString(),
    corruptionCount: 0,
    goroutineCount: process.getActiveResourcesInfo().length,
    GOMAXPROCS: 1,
    GOMEMLIMIT: loaded().config.memory.budgetBytes,
    GOGC: '',
    GODEBUG: '',
    storageRetention: formatDurationMs(loaded().config.store.retention.metricsMs),
  }
}

function replayStatus(store: Store): ReplayStatus {
  return { min: 0, max: 1, current: store.fill === 'filled' ? 1 : 0 }
}
