/** What `/api/v1/status/...` tells about the process, in Prometheus's keys where Prometheus has one. */

export interface BuildInfo {
  /** The version of Prometheus whose API this is; Grafana and others decide by it what they may ask. */
  readonly version: string
  readonly revision: string
  readonly branch: string
  readonly buildUser: string
  readonly buildDate: string
  readonly goVersion: string
  readonly application: 'Vedette'
  readonly applicationVersion: string
  readonly nodeVersion: string
}

export interface RuntimeInfo {
  /** RFC 3339, as all times here. */
  readonly startTime: string
  readonly CWD: string
  readonly hostname: string
  readonly serverTime: string
  readonly reloadConfigSuccess: boolean
  readonly lastConfigTime: string
  /** Prometheus counts damaged write-ahead logs here; Vedette has none. */
  readonly corruptionCount: number
  readonly goroutineCount: number
  readonly GOMAXPROCS: number
  readonly GOMEMLIMIT: number
  readonly GOGC: string
  readonly GODEBUG: string
  /** As Prometheus writes it: `30d`. */
  readonly storageRetention: string
}

/** Prometheus tells here how far it has read its log; Vedette, how far the head is filled again after a start. */
export interface ReplayStatus {
  readonly min: number
  readonly max: number
  readonly current: number
}

export interface CountByName {
  readonly name: string
  readonly value: number
}

/** Today beside an earlier day, both in UTC. */
export interface CardinalityChanges {
  /** `2026-11-20` */
  readonly since: string
  readonly today: string
  /** False where nothing had samples on the earlier day: then there is nothing to compare with, and the lists are empty. */
  readonly comparable: boolean
  /** Series by metric. The most changed first; what did not change is not among them. */
  readonly metrics: readonly CountChange[]
  /** Different values by label. */
  readonly labels: readonly CountChange[]
}

export interface CountChange {
  readonly name: string
  /** Today until now. */
  readonly now: number
  /** There today and not on the other day. */
  readonly added: number
  /** There on the other day and not today. */
  readonly gone: number
}

export interface TsdbStatus {
  readonly headStats: {
    readonly numSeries: number
    readonly numLabelPairs: number
    /** Prometheus keeps a series' samples in chunks; Vedette's head in columns, so this is 0. */
    readonly chunkCount: number
    /** Milliseconds since the epoch; 0 where nothing is stored. */
    readonly minTime: number
    readonly maxTime: number
  }
  readonly seriesCountByMetricName: readonly CountByName[]
  readonly labelValueCountByLabelName: readonly CountByName[]
  readonly memoryInBytesByLabelName: readonly CountByName[]
  readonly seriesCountByLabelValuePair: readonly CountByName[]
}

/** `GET /api/v1/status/settings`. */
export interface SettingInForce {
  /** As in vedette.yml: `store.retention.metrics`. */
  readonly name: string
  /** As it was written, or the default; secrets are hidden. */
  readonly value: string
  /** `vedette.yml:12`, `VEDETTE_DATA`, `--data`; '' where it is the default. */
  readonly source: string
  readonly description: string
}
