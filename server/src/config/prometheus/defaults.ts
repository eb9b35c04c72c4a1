/** Prometheus's defaults, in one place for the reader, the printer (which leaves out what is default) and for tests. */
import type {
  GlobalConfig,
  HttpClientConfig,
  MetadataConfig,
  OtlpConfig,
  ProxyConfig,
  QueueConfig,
  ScrapeConfig,
  ScrapeProtocol,
  TlsConfig,
} from './types.ts'

export const SCRAPE_PROTOCOLS: readonly ScrapeProtocol[] = [
  'OpenMetricsText1.0.0',
  'OpenMetricsText0.0.1',
  'PrometheusText1.0.0',
  'PrometheusText0.0.4',
]

/** What a job asks for that scrapes native histograms, which only protobuf carries. */
export const PROTOBUF_FIRST: readonly ScrapeProtocol[] = ['PrometheusProto', ...SCRAPE_PROTOCOLS]

export const DEFAULT_GLOBAL: GlobalConfig = {
  scrapeIntervalMs: 60_000,
  scrapeTimeoutMs: 10_000,
  evaluationIntervalMs: 60_000,
  ruleQueryOffsetMs: 0,
  scrapeProtocols: undefined,
  externalLabels: {},
  queryLogFile: '',
  scrapeFailureLogFile: '',
  bodySizeLimitBytes: 0,
  sampleLimit: 0,
  targetLimit: 0,
  labelLimit: 0,
  labelNameLengthLimit: 0,
  labelValueLengthLimit: 0,
  keepDroppedTargets: 0,
  nameValidation: 'utf8',
  nameEscaping: 'allow-utf-8',
  scrapeNativeHistograms: false,
  convertClassicHistogramsToNhcb: false,
  alwaysScrapeClassicHistograms: false,
  extraScrapeMetrics: false,
}

export const NO_TLS: TlsConfig = {
  ca: undefined,
  caFile: undefined,
  cert: undefined,
  certFile: undefined,
  key: undefined,
  keyFile: undefined,
  serverName: '',
  insecureSkipVerify: false,
  minVersion: undefined,
  maxVersion: undefined,
}

export const NO_PROXY: ProxyConfig = {
  proxyUrl: undefined,
  noProxy: '',
  proxyFromEnvironment: false,
  proxyConnectHeaders: {},
}

export const DEFAULT_HTTP_CLIENT: HttpClientConfig = {
  basicAuth: undefined,
  authorization: undefined,
  oauth2: undefined,
  tls: NO_TLS,
  proxy: NO_PROXY,
  followRedirects: true,
  enableHttp2: true,
  headers: {},
}

/** A job with nothing but its name: no targets, everything else as Prometheus has it. */
export function defaultScrapeConfig(jobName: string): ScrapeConfig {
  return {
    jobName,
    honorLabels: false,
    honorTimestamps: true,
    trackTimestampsStaleness: false,
    params: {},
    scrapeIntervalMs: DEFAULT_GLOBAL.scrapeIntervalMs,
    scrapeTimeoutMs: DEFAULT_GLOBAL.scrapeTimeoutMs,
    scrapeProtocols: SCRAPE_PROTOCOLS,
    fallbackScrapeProtocol: undefined,
    scrapeNativeHistograms: false,
    alwaysScrapeClassicHistograms: false,
    convertClassicHistogramsToNhcb: false,
    extraScrapeMetrics: false,
    scrapeFailureLogFile: '',
    metricsPath: '/metrics',
    scheme: 'http',
    enableCompression: true,
    bodySizeLimitBytes: 0,
    sampleLimit: 0,
    targetLimit: 0,
    labelLimit: 0,
    labelNameLengthLimit: 0,
    labelValueLengthLimit: 0,
    keepDroppedTargets: 0,
    nativeHistogramBucketLimit: 0,
    nativeHistogramMinBucketFactor: 0,
    nameValidation: 'utf8',
    nameEscaping: 'allow-utf-8',
    http: DEFAULT_HTTP_CLIENT,
    discoveries: [],
    unsupportedDiscoveries: [],
    relabelConfigs: [],
    metricRelabelConfigs: [],
  }
}

export const DEFAULT_QUEUE: QueueConfig = {
  capacity: 10_000,
  maxShards: 50,
  minShards: 1,
  maxSamplesPerSend: 2_000,
  batchSendDeadlineMs: 5_000,
  minBackoffMs: 30,
  maxBackoffMs: 5_000,
  retryOnRateLimit: false,
  sampleAgeLimitMs: 0,
}

export const DEFAULT_METADATA: MetadataConfig = {
  send: true,
  sendIntervalMs: 60_000,
  maxSamplesPerSend: 2_000,
}

export const DEFAULT_OTLP: OtlpConfig = {
  promoteAllResourceAttributes: false,
  promoteResourceAttributes: [],
  ignoreResourceAttributes: [],
  translationStrategy: 'UnderscoreEscapingWithSuffixes',
  keepIdentifyingResourceAttributes: false,
  convertHistogramsToNhcb: false,
  promoteScopeMetadata: false,
  labelNameUnderscoreSanitization: true,
  labelNamePreserveMultipleUnderscores: true,
}
