/**
 * What a `prometheus.yml` says once it is read: defaults filled in (a job has the global values that it did not set itself),
 * durations in milliseconds, sizes in bytes, file names absolute, relabelling rules checked. 0 means "no limit" in every limit.
 *
 * Files that hold secrets (`passwordFile` ...) are not read here: Prometheus reads them anew for each request, so that a
 * rotated token is used at once, and so does whoever makes the request.
 */
import type { RelabelRule } from '@vedette/model/relabel'
import type { Secret } from '../secret.ts'

export interface PrometheusConfig {
  /** Absolute path of the file; '' for the built-in empty configuration. */
  readonly file: string
  readonly global: GlobalConfig
  /** Of the file itself and of its `scrape_config_files`. Job names are unique. */
  readonly scrapeConfigs: readonly ScrapeConfig[]
  readonly remoteWrite: readonly RemoteWriteConfig[]
  /** Absolute paths, the last part may hold one `*`. */
  readonly ruleFiles: readonly string[]
  readonly scrapeConfigFiles: readonly string[]
  readonly otlp: OtlpConfig | undefined
  readonly storage: StorageConfig
  readonly alerting: AlertingConfig
  readonly remoteRead: readonly RemoteReadConfig[]
  readonly tracing: TracingConfig | undefined
  readonly runtime: RuntimeConfig
}

export type ScrapeProtocol =
  | 'PrometheusProto'
  | 'OpenMetricsText1.0.0'
  | 'OpenMetricsText0.0.1'
  | 'PrometheusText1.0.0'
  | 'PrometheusText0.0.4'

export type NameValidation = 'utf8' | 'legacy'
/** What the scrape asks the target to do with names outside of the old character set: the `escaping` of the Accept header. */
export type NameEscaping = 'allow-utf-8' | 'underscores' | 'dots' | 'values'

export interface GlobalConfig {
  readonly scrapeIntervalMs: number
  readonly scrapeTimeoutMs: number
  readonly evaluationIntervalMs: number
  readonly ruleQueryOffsetMs: number
  /** undefined: each job decides by whether it scrapes native histograms. */
  readonly scrapeProtocols: readonly ScrapeProtocol[] | undefined
  readonly externalLabels: Readonly<Record<string, string>>
  readonly queryLogFile: string
  readonly scrapeFailureLogFile: string
  readonly bodySizeLimitBytes: number
  readonly sampleLimit: number
  readonly targetLimit: number
  readonly labelLimit: number
  readonly labelNameLengthLimit: number
  readonly labelValueLengthLimit: number
  readonly keepDroppedTargets: number
  readonly nameValidation: NameValidation
  readonly nameEscaping: NameEscaping
  readonly scrapeNativeHistograms: boolean
  readonly convertClassicHistogramsToNhcb: boolean
  readonly alwaysScrapeClassicHistograms: boolean
  readonly extraScrapeMetrics: boolean
}

export interface ScrapeConfig {
  readonly jobName: string
  readonly honorLabels: boolean
  readonly honorTimestamps: boolean
  readonly trackTimestampsStaleness: boolean
  readonly params: Readonly<Record<string, readonly string[]>>
  readonly scrapeIntervalMs: number
  readonly scrapeTimeoutMs: number
  /** Most wanted first, never empty. */
  readonly scrapeProtocols: readonly ScrapeProtocol[]
  /** For targets whose Content-Type is missing or unknown. */
  readonly fallbackScrapeProtocol: ScrapeProtocol | undefined
  readonly scrapeNativeHistograms: boolean
  readonly alwaysScrapeClassicHistograms: boolean
  readonly convertClassicHistogramsToNhcb: boolean
  readonly extraScrapeMetrics: boolean
  /** '' for none. */
  readonly scrapeFailureLogFile: string
  readonly metricsPath: string
  /** `http` or `https` in every sensible file; Prometheus checks it only when it builds the target. */
  readonly scheme: string
  readonly enableCompression: boolean
  /** Of the uncompressed body. */
  readonly bodySizeLimitBytes: number
  readonly sampleLimit: number
  readonly targetLimit: number
  readonly labelLimit: number
  readonly labelNameLengthLimit: number
  readonly labelValueLengthLimit: number
  readonly keepDroppedTargets: number
  readonly nativeHistogramBucketLimit: number
  readonly nativeHistogramMinBucketFactor: number
  readonly nameValidation: NameValidation
  readonly nameEscaping: NameEscaping
  readonly http: HttpClientConfig
  readonly discoveries: readonly Discovery[]
  /** Mechanisms that the file asks for and Vedette does not have (`consul_sd_configs` ...); each has been warned about. */
  readonly unsupportedDiscoveries: readonly string[]
  readonly relabelConfigs: readonly RelabelRule[]
  readonly metricRelabelConfigs: readonly RelabelRule[]
}

/** How a job finds its targets. Within a job, target groups of all its discoveries add up. */
export type Discovery = StaticDiscovery | FileDiscovery | HttpDiscovery | DnsDiscovery | KubernetesDiscovery

export interface StaticDiscovery {
  readonly kind: 'static'
  readonly configs: readonly StaticConfig[]
}

export interface StaticConfig {
  /** `host:port`, what becomes `__address__`. */
  readonly targets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

export interface FileDiscovery {
  readonly kind: 'file'
  /** Absolute; the last part may hold one `*`. Ends in .json, .yml or .yaml. */
  readonly files: readonly string[]
  readonly refreshIntervalMs: number
}

export interface HttpDiscovery {
  readonly kind: 'http'
  readonly url: string
  readonly refreshIntervalMs: number
  readonly http: HttpClientConfig
}

export interface DnsDiscovery {
  readonly kind: 'dns'
  readonly names: readonly string[]
  readonly type: 'SRV' | 'A' | 'AAAA' | 'MX' | 'NS'
  /** Not used for SRV records. */
  readonly port: number
  readonly refreshIntervalMs: number
}

export type KubernetesRole = 'pod' | 'service' | 'endpoints' | 'endpointslice' | 'node' | 'ingress'

export interface KubernetesDiscovery {
  readonly kind: 'kubernetes'
  readonly role: KubernetesRole
  /** undefined: the pod's own service account (or `kubeconfigFile`). */
  readonly apiServer: string | undefined
  readonly kubeconfigFile: string | undefined
  readonly http: HttpClientConfig
  readonly namespaces: {
    /** Also (or only) the namespace that Vedette itself runs in. */
    readonly ownNamespace: boolean
    /** Empty: all of them. */
    readonly names: readonly string[]
  }
  readonly selectors: readonly KubernetesSelector[]
  readonly attachMetadata: { readonly node: boolean; readonly namespace: boolean }
}

export interface KubernetesSelector {
  readonly role: KubernetesRole
  readonly label: string
  readonly field: string
}

export interface HttpClientConfig {
  readonly basicAuth: BasicAuth | undefined
  /** `bearer_token` and `bearer_token_file` arrive here too, as type `Bearer`. */
  readonly authorization: Authorization | undefined
  readonly oauth2: OAuth2 | undefined
  readonly tls: TlsConfig
  readonly proxy: ProxyConfig
  readonly followRedirects: boolean
  readonly enableHttp2: boolean
  /** By name as written; a header has one or more values. */
  readonly headers: Readonly<Record<string, HttpHeader>>
}

export interface HttpHeader {
  readonly values: readonly string[]
  readonly secrets: readonly Secret[]
  /** Each file's content, trimmed, is one value. */
  readonly files: readonly string[]
}

export interface BasicAuth {
  readonly username: string
  readonly usernameFile: string | undefined
  readonly password: Secret | undefined
  readonly passwordFile: string | undefined
}

export interface Authorization {
  /** `Bearer` unless set. */
  readonly type: string
  readonly credentials: Secret | undefined
  readonly credentialsFile: string | undefined
}

/** The client credentials flow. */
export interface OAuth2 {
  readonly clientId: string
  readonly clientSecret: Secret | undefined
  readonly clientSecretFile: string | undefined
  readonly scopes: readonly string[]
  readonly tokenUrl: string
  readonly endpointParams: Readonly<Record<string, string>>
  readonly tls: TlsConfig
  readonly proxy: ProxyConfig
}

export type TlsVersion = 'TLS10' | 'TLS11' | 'TLS12' | 'TLS13'

export interface TlsConfig {
  /** PEM text. */
  readonly ca: string | undefined
  readonly caFile: string | undefined
  readonly cert: string | undefined
  readonly certFile: string | undefined
  readonly key: Secret | undefined
  readonly keyFile: string | undefined
  /** '' for the host of the URL. */
  readonly serverName: string
  readonly insecureSkipVerify: boolean
  readonly minVersion: TlsVersion | undefined
  readonly maxVersion: TlsVersion | undefined
}

export interface ProxyConfig {
  /** May carry a password: print `formatPrometheusConfig`'s text of it, never this. */
  readonly proxyUrl: string | undefined
  /** Comma-separated hosts, domains, addresses and networks that are reached directly. */
  readonly noProxy: string
  readonly proxyFromEnvironment: boolean
  readonly proxyConnectHeaders: Readonly<Record<string, readonly Secret[]>>
}

export interface RemoteWriteConfig {
  /** '' where the file gives none. */
  readonly name: string
  /** May carry a password. */
  readonly url: string
  readonly remoteTimeoutMs: number
  readonly headers: Readonly<Record<string, string>>
  readonly writeRelabelConfigs: readonly RelabelRule[]
  readonly sendExemplars: boolean
  readonly sendNativeHistograms: boolean
  readonly roundRobinDns: boolean
  readonly protobufMessage: 'prometheus.WriteRequest' | 'io.prometheus.write.v2.Request'
  readonly http: HttpClientConfig
  readonly queue: QueueConfig
  readonly metadata: MetadataConfig
}

export interface QueueConfig {
  readonly capacity: number
  readonly maxShards: number
  readonly minShards: number
  readonly maxSamplesPerSend: number
  readonly batchSendDeadlineMs: number
  readonly minBackoffMs: number
  readonly maxBackoffMs: number
  readonly retryOnRateLimit: boolean
  /** 0: samples of any age are sent. */
  readonly sampleAgeLimitMs: number
}

export interface MetadataConfig {
  readonly send: boolean
  readonly sendIntervalMs: number
  readonly maxSamplesPerSend: number
}

export interface RemoteReadConfig {
  readonly name: string
  readonly url: string
  readonly remoteTimeoutMs: number
  readonly chunkedReadLimitBytes: number
  readonly headers: Readonly<Record<string, string>>
  readonly readRecent: boolean
  readonly requiredMatchers: Readonly<Record<string, string>>
  readonly filterExternalLabels: boolean
  readonly http: HttpClientConfig
}

export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation'

export interface OtlpConfig {
  readonly promoteAllResourceAttributes: boolean
  readonly promoteResourceAttributes: readonly string[]
  readonly ignoreResourceAttributes: readonly string[]
  readonly translationStrategy: TranslationStrategy
  readonly keepIdentifyingResourceAttributes: boolean
  readonly convertHistogramsToNhcb: boolean
  readonly promoteScopeMetadata: boolean
  readonly labelNameUnderscoreSanitization: boolean
  readonly labelNamePreserveMultipleUnderscores: boolean
}

export interface StorageConfig {
  readonly outOfOrderTimeWindowMs: number
  /** 0: not set. */
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly maxExemplars: number
}

export interface AlertingConfig {
  readonly alertRelabelConfigs: readonly RelabelRule[]
  readonly alertmanagers: readonly AlertmanagerConfig[]
}

export interface AlertmanagerConfig {
  readonly scheme: string
  readonly pathPrefix: string
  readonly timeoutMs: number
  readonly apiVersion: 'v2'
  readonly http: HttpClientConfig
  readonly discoveries: readonly Discovery[]
  readonly unsupportedDiscoveries: readonly string[]
  readonly relabelConfigs: readonly RelabelRule[]
  readonly alertRelabelConfigs: readonly RelabelRule[]
}

export interface TracingConfig {
  readonly clientType: 'http' | 'grpc'
  readonly endpoint: string
  readonly samplingFraction: number
  readonly insecure: boolean
  readonly tls: TlsConfig
  readonly headers: Readonly<Record<string, string>>
  readonly compression: '' | 'gzip'
  readonly timeoutMs: number
}

export interface RuntimeConfig {
  /** Tunes Go's garbage collector: kept to print it again, of no effect here. */
  readonly gogc: number
}
