/** The envelope of Prometheus's HTTP API, and the words it has for what went wrong. */
export type PrometheusErrorType =
  | 'bad_data'
  | 'canceled'
  | 'execution'
  | 'forbidden'
  | 'internal'
  | 'not_found'
  | 'timeout'
  | 'unauthorized'
  | 'unavailable'

export interface PrometheusSuccess<T> {
  readonly status: 'success'
  readonly data: T
  /** The answer stands, but the reader should know: it was cut at a limit, a part was missing. */
  readonly warnings?: readonly string[]
}

export interface PrometheusFailure {
  readonly status: 'error'
  readonly errorType: PrometheusErrorType
  readonly error: string
}

/** By family name; several entries where sources disagree. */
export type MetadataByFamily = Readonly<Record<string, readonly MetadataEntry[]>>

export interface MetadataEntry {
  readonly type: string
  readonly help: string
  readonly unit: string
}
