/**
 * A configuration as YAML again, as Prometheus shows it: with all defaults that took effect, without what is not set, secrets hidden.
 * Jobs of `scrape_config_files` stand among the others.
 */
import { formatDurationMs } from '@vedette/model'
import type { RelabelRule } from '@vedette/model/relabel'
import { Document, isPair, isScalar, isSeq, visit } from 'yaml'
import { HIDDEN } from '../secret.ts'
import { formatSizeBytes } from '../size.ts'
import { DEFAULT_OTLP } from './defaults.ts'
import { discoveryTree, httpClientTree, tlsTree } from './format-http.ts'
import { redacted } from './read-http-client.ts'
import { type Tree, withoutEmpty } from './tree.ts'
import type {
  AlertmanagerConfig,
  GlobalConfig,
  OtlpConfig,
  PrometheusConfig,
  RemoteReadConfig,
  RemoteWriteConfig,
  ScrapeConfig,
  StorageConfig,
  TracingConfig,
} from './types.ts'

export function formatPrometheusConfig(config: PrometheusConfig): string {
  const tree: Tree = {
    global: globalTree(config.global),
    runtime: { gogc: config.runtime.gogc },
    alerting: withoutEmpty({
      alert_relabel_configs: rulesTree(config.alerting.alertRelabelConfigs),
      alertmanagers: config.alerting.alertmanagers.map(alertmanagerTree),
    }),
    rule_files: config.ruleFiles,
    scrape_configs: config.scrapeConfigs.map(scrapeTree),
    storage: storageTree(config.storage),
    tracing: config.tracing && tracingTree(config.tracing),
    remote_write: config.remoteWrite.map(remoteWriteTree),
    remote_read: config.remoteRead.map(remoteReadTree),
    otlp: otlpTree(config.otlp ?? DEFAULT_OTLP),
  }
  // Version 1.1 quotes what Prometheus's reader would take for something else than text.
  const document = new Document(withoutEmpty(tree), { version: '1.1', aliasDuplicateObjects: false })
  visit(document, {
    Pair: (_key, pair) => {
      const flows = isPair(pair) && isScalar(pair.key) && pair.key.value === 'source_labels'
      if (flows && isSeq(pair.value)) pair.value.flow = true
    },
  })
  return document.toString({
    indentSeq: false,
    lineWidth: 0,
    flowCollectionPadding: false,
    directives: false,
  })
}

function globalTree(global: GlobalConfig): Tree {
  return withoutEmpty({
    scrape_interval: formatDurationMs(global.scrapeIntervalMs),
    scrape_timeout: formatDurationMs(global.scrapeTimeoutMs),
    scrape_protocols: global.scrapeProtocols,
    evaluation_interval: formatDurationMs(global.evaluationIntervalMs),
    rule_query_offset: someDuration(global.ruleQueryOffsetMs),
    query_log_file: global.queryLogFile,
    scrape_failure_log_file: global.scrapeFailureLogFile,
    external_labels: sorted(global.externalLabels),
    ...limitsTree(global),
    metric_name_validation_scheme: global.nameValidation,
    // What follows from the validation is not printed, as in Prometheus.
    metric_name_escaping_scheme: isInferred(global) ? undefined : global.nameEscaping,
    scrape_native_histograms: global.scrapeNativeHistograms,
    convert_classic_histograms_to_nhcb: global.convertClassicHistogramsToNhcb || undefined,
    always_scrape_classic_histograms: global.alwaysScrapeClassicHistograms || undefined,
    extra_scrape_metrics: global.extraScrapeMetrics || undefined,
  })
}

function isInferred({ nameValidation, nameEscaping }: GlobalConfig): boolean {
  return nameEscaping === (nameValidation === 'legacy' ? 'underscores' : 'allow-utf-8')
}

function limitsTree(limits: GlobalConfig | ScrapeConfig): Tree {
  return {
    body_size_limit: limits.bodySizeLimitBytes ? formatSizeBytes(limits.bodySizeLimitBytes) : undefined,
    sample_limit: limits.sampleLimit,
    target_limit: limits.targetLimit,
    label_limit: limits.labelLimit,
    label_name_length_limit: limits.labelNameLengthLimit,
    label_value_length_limit: limits.labelValueLengthLimit,
    keep_dropped_targets: limits.keepDroppedTargets,
  }
}

function scrapeTree(job: ScrapeConfig): Tree {
  return withoutEmpty({
    job_name: job.jobName,
    honor_labels: job.honorLabels || undefined,
    honor_timestamps: job.honorTimestamps,
    track_timestamps_staleness: job.trackTimestampsStaleness,
    params: sorted(job.params),
    scrape_interval: formatDurationMs(job.scrapeIntervalMs),
    scrape_timeout: formatDurationMs(job.scrapeTimeoutMs),
    scrape_protocols: job.scrapeProtocols,
    fallback_scrape_protocol: job.fallbackScrapeProtocol,
    scrape_native_histograms: job.scrapeNativeHistograms,
    always_scrape_classic_histograms: job.alwaysScrapeClassicHistograms,
    convert_classic_histograms_to_nhcb: job.convertClassicHistogramsToNhcb,
    scrape_failure_log_file: job.scrapeFailureLogFile,
    metrics_path: job.metricsPath,
    scheme: job.scheme,
    enable_compression: job.enableCompression,
    ...limitsTree(job),
    native_histogram_bucket_limit: job.nativeHistogramBucketLimit,
    native_histogram_min_bucket_factor: job.nativeHistogramMinBucketFactor,
    metric_name_validation_scheme: job.nameValidation,
    metric_name_escaping_scheme: job.nameEscaping,
    extra_scrape_metrics: job.extraScrapeMetrics,
    ...httpClientTree(job.http),
    relabel_configs: rulesTree(job.relabelConfigs),
    metric_relabel_configs: rulesTree(job.metricRelabelConfigs),
    ...discoveryTree(job.discoveries),
  })
}

function rulesTree(rules: readonly RelabelRule[]): Tree[] {
  return rules.map(rule => {
    // Where a rule may not have a field at all, its default must not be printed.
    const bare = rule.action === 'labeldrop' || rule.action === 'labelkeep'
    const equal = rule.action === 'keepequal' || rule.action === 'dropequal'
    const written: Tree = {
      source_labels: rule.sourceLabels.length > 0 ? rule.sourceLabels : undefined,
      separator: bare || equal ? undefined : rule.separator,
      regex: equal ? undefined : rule.regex,
      modulus: rule.modulus || undefined,
      target_label: rule.targetLabel || undefined,
      replacement: bare || equal ? undefined : rule.replacement,
      action: rule.action,
    }
    return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined))
  })
}

function remoteWriteTree(endpoint: RemoteWriteConfig): Tree {
  const { queue, metadata } = endpoint
  return withoutEmpty({
    url: redacted(endpoint.url),
    remote_timeout: formatDurationMs(endpoint.remoteTimeoutMs),
    headers: sorted(endpoint.headers),
    write_relabel_configs: rulesTree(endpoint.writeRelabelConfigs),
    name: endpoint.name,
    send_exemplars: endpoint.sendExemplars || undefined,
    send_native_histograms: endpoint.sendNativeHistograms || undefined,
    round_robin_dns: endpoint.roundRobinDns || undefined,
    protobuf_message: endpoint.protobufMessage,
    ...httpClientTree(endpoint.http),
    queue_config: {
      capacity: queue.capacity,
      max_shards: queue.maxShards,
      min_shards: queue.minShards,
      max_samples_per_send: queue.maxSamplesPerSend,
      batch_send_deadline: formatDurationMs(queue.batchSendDeadlineMs),
      min_backoff: formatDurationMs(queue.minBackoffMs),
      max_backoff: formatDurationMs(queue.maxBackoffMs),
      ...withoutEmpty({
        retry_on_http_429: queue.retryOnRateLimit || undefined,
        sample_age_limit: someDuration(queue.sampleAgeLimitMs),
      }),
    },
    metadata_config: {
      send: metadata.send,
      send_interval: formatDurationMs(metadata.sendIntervalMs),
      max_samples_per_send: metadata.maxSamplesPerSend,
    },
  })
}

function remoteReadTree(endpoint: RemoteReadConfig): Tree {
  return withoutEmpty({
    url: redacted(endpoint.url),
    remote_timeout: formatDurationMs(endpoint.remoteTimeoutMs),
    chunked_read_limit: endpoint.chunkedReadLimitBytes,
    headers: sorted(endpoint.headers),
    read_recent: endpoint.readRecent || undefined,
    name: endpoint.name,
    ...httpClientTree(endpoint.http),
    required_matchers: sorted(endpoint.requiredMatchers),
    filter_external_labels: endpoint.filterExternalLabels,
  })
}

function alertmanagerTree(manager: AlertmanagerConfig): Tree {
  return withoutEmpty({
    ...httpClientTree(manager.http),
    scheme: manager.scheme,
    path_prefix: manager.pathPrefix,
    timeout: formatDurationMs(manager.timeoutMs),
    api_version: manager.apiVersion,
    relabel_configs: rulesTree(manager.relabelConfigs),
    alert_relabel_configs: rulesTree(manager.alertRelabelConfigs),
    ...discoveryTree(manager.discoveries),
  })
}

function otlpTree(otlp: OtlpConfig): Tree {
  return withoutEmpty({
    promote_all_resource_attributes: otlp.promoteAllResourceAttributes || undefined,
    promote_resource_attributes: otlp.promoteResourceAttributes,
    ignore_resource_attributes: otlp.ignoreResourceAttributes,
    translation_strategy: otlp.translationStrategy,
    keep_identifying_resource_attributes: otlp.keepIdentifyingResourceAttributes || undefined,
    convert_histograms_to_nhcb: otlp.convertHistogramsToNhcb || undefined,
    promote_scope_metadata: otlp.promoteScopeMetadata || undefined,
    label_name_underscore_sanitization: otlp.labelNameUnderscoreSanitization,
    label_name_preserve_multiple_underscores: otlp.labelNamePreserveMultipleUnderscores,
  })
}

function storageTree(storage: StorageConfig): Tree {
  return withoutEmpty({
    tsdb: withoutEmpty({
      out_of_order_time_window: someDuration(storage.outOfOrderTimeWindowMs),
      retention: withoutEmpty({
        time: someDuration(storage.retentionMs),
        size: storage.retentionBytes ? formatSizeBytes(storage.retentionBytes) : undefined,
      }),
    }),
    exemplars: withoutEmpty({ max_exemplars: storage.maxExemplars }),
  })
}

function tracingTree(tracing: TracingConfig): Tree {
  return withoutEmpty({
    client_type: tracing.clientType,
    endpoint: tracing.endpoint,
    sampling_fraction: tracing.samplingFraction,
    insecure: tracing.insecure || undefined,
    tls_config: tlsTree(tracing.tls),
    // A header for a collector usually is a key.
    headers: Object.fromEntries(Object.keys(tracing.headers).map(name => [name, HIDDEN])),
    compression: tracing.compression,
    timeout: someDuration(tracing.timeoutMs),
  })
}

function someDuration(durationMs: number): string | undefined {
  return durationMs === 0 ? undefined : formatDurationMs(durationMs)
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
