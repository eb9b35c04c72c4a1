/** `scrape_configs`: what a job says itself, and then what the global section says for it. */
import { bool, durationMs, float, list, mapOf, type Section, section, text, uint } from './decode.ts'
import { PROTOBUF_FIRST, SCRAPE_PROTOCOLS } from './defaults.ts'
import { discoveriesOf, discoveryFields, targetProblem } from './read-discovery.ts'
import {
  LIMIT_FIELDS,
  nameEscaping,
  nameValidation,
  protocolsProblem,
  scrapeProtocol,
  scrapeProtocols,
} from './read-global.ts'
import { httpClientFields, httpClientOf } from './read-http-client.ts'
import { rules, settleRules } from './read-relabel.ts'
import { pathIn, type Reader } from './reader.ts'
import type { GlobalConfig, NameEscaping, ScrapeConfig } from './types.ts'
import type { YamlValue } from './yaml-value.ts'

function fieldsOf(reader: Reader) {
  return {
    job_name: text,
    honor_labels: bool,
    honor_timestamps: bool,
    track_timestamps_staleness: bool,
    params: mapOf(list(text, 'string'), '[]string'),
    scrape_interval: durationMs,
    scrape_timeout: durationMs,
    scrape_protocols: scrapeProtocols,
    fallback_scrape_protocol: (value: YamlValue) =>
      value.content.kind === 'null' || text(value) === '' ? undefined : scrapeProtocol(value),
    scrape_native_histograms: bool,
    always_scrape_classic_histograms: bool,
    // Prometheus 2's name.
    scrape_classic_histograms: bool,
    convert_classic_histograms_to_nhcb: bool,
    extra_scrape_metrics: bool,
    scrape_failure_log_file: text,
    metrics_path: text,
    scheme: text,
    enable_compression: bool,
    ...LIMIT_FIELDS,
    native_histogram_bucket_limit: uint,
    native_histogram_min_bucket_factor: float,
    metric_name_validation_scheme: nameValidation,
    metric_name_escaping_scheme: nameEscaping('scrape config'),
    ...httpClientFields(reader),
    ...discoveryFields(reader),
    relabel_configs: rules('empty or null target relabeling rule in scrape config'),
    metric_relabel_configs: rules('empty or null metric relabeling rule in scrape config'),
  }
}

export interface ScrapeRead {
  readonly jobName: string
  readonly line: number
  readonly settle: (global: GlobalConfig) => ScrapeConfig
}

/** Reads a job; it is settled when the global section is known, which may come later in the file. */
export function readScrape(value: YamlValue, reader: Reader): ScrapeRead | undefined {
  const read = section(value, 'config.ScrapeConfig', fieldsOf(reader))
  if (!read) return undefined
  const { fields, refuse } = read
  const jobName = fields.job_name ?? ''
  if (jobName === '' && read.sound) refuse('job_name is empty')
  if ((fields.relabel_configs ?? []).length === 0) {
    const wrong = targetProblem(fields.static_configs)
    if (wrong) refuse(wrong, 'static_configs')
  }
  const where = `scrape config with job name ${JSON.stringify(jobName)}`
  if (read.has('scrape_classic_histograms')) {
    reader.warn(
      read.lineOf('scrape_classic_histograms'),
      `${where}: scrape_classic_histograms is called always_scrape_classic_histograms since Prometheus 3`,
    )
  }
  const http = httpClientOf(fields, refuse, reader)
  const found = discoveriesOf(fields, where, read.lineOf, reader)
  return {
    jobName,
    line: read.lineOf('job_name'),
    settle: global => settle(read, global, reader, where, { http, ...found }),
  }
}

type ReadSection = Section<ReturnType<typeof fieldsOf>>

function settle(
  { fields, refuse, has }: ReadSection,
  global: GlobalConfig,
  { folder }: Reader,
  where: string,
  rest: Pick<ScrapeConfig, 'http' | 'discoveries' | 'unsupportedDiscoveries'>,
): ScrapeConfig {
  const scrapeIntervalMs = fields.scrape_interval || global.scrapeIntervalMs
  if ((fields.scrape_timeout ?? 0) > scrapeIntervalMs) {
    refuse(`scrape timeout greater than scrape interval for ${where}`, 'scrape_timeout')
  }
  const scrapeNativeHistograms = fields.scrape_native_histograms ?? global.scrapeNativeHistograms
  const ownProtocols = has('scrape_protocols') ? fields.scrape_protocols : undefined
  const wrong = protocolsProblem(ownProtocols)
  if (wrong) refuse(`${wrong} for ${where}`, 'scrape_protocols')

  const ownValidation = fields.metric_name_validation_scheme
  const names = ownValidation ?? global.nameValidation
  const inferred: NameEscaping = names === 'legacy' ? 'underscores' : 'allow-utf-8'
  const escaping =
    fields.metric_name_escaping_scheme ?? (ownValidation === undefined ? global.nameEscaping : inferred)
  if (escaping === 'allow-utf-8' && names !== 'utf8') {
    refuse('utf8 metric names requested but validation scheme is not set to UTF8')
  }
  return {
    jobName: fields.job_name ?? '',
    honorLabels: fields.honor_labels ?? false,
    honorTimestamps: fields.honor_timestamps ?? true,
    trackTimestampsStaleness: fields.track_timestamps_staleness ?? false,
    params: fields.params ?? {},
    scrapeIntervalMs,
    scrapeTimeoutMs: fields.scrape_timeout || Math.min(global.scrapeTimeoutMs, scrapeIntervalMs),
    scrapeProtocols:
      ownProtocols ?? global.scrapeProtocols ?? (scrapeNativeHistograms ? PROTOBUF_FIRST : SCRAPE_PROTOCOLS),
    fallbackScrapeProtocol: fields.fallback_scrape_protocol,
    scrapeNativeHistograms,
    alwaysScrapeClassicHistograms:
      fields.always_scrape_classic_histograms ??
      fields.scrape_classic_histograms ??
      global.alwaysScrapeClassicHistograms,
    convertClassicHistogramsToNhcb:
      fields.convert_classic_histograms_to_nhcb ?? global.convertClassicHistogramsToNhcb,
    extraScrapeMetrics: fields.extra_scrape_metrics ?? global.extraScrapeMetrics,
    scrapeFailureLogFile: pathIn(folder, fields.scrape_failure_log_file ?? '') || global.scrapeFailureLogFile,
    metricsPath: fields.metrics_path ?? '/metrics',
    scheme: fields.scheme ?? 'http',
    enableCompression: fields.enable_compression ?? true,
    bodySizeLimitBytes: fields.body_size_limit || global.bodySizeLimitBytes,
    sampleLimit: fields.sample_limit || global.sampleLimit,
    targetLimit: fields.target_limit || global.targetLimit,
    labelLimit: fields.label_limit || global.labelLimit,
    labelNameLengthLimit: fields.label_name_length_limit || global.labelNameLengthLimit,
    labelValueLengthLimit: fields.label_value_length_limit || global.labelValueLengthLimit,
    keepDroppedTargets: fields.keep_dropped_targets || global.keepDroppedTargets,
    nativeHistogramBucketLimit: fields.native_histogram_bucket_limit ?? 0,
    nativeHistogramMinBucketFactor: fields.native_histogram_min_bucket_factor ?? 0,
    nameValidation: names,
    nameEscaping: escaping,
    ...rest,
    relabelConfigs: settleRules(fields.relabel_configs, names),
    metricRelabelConfigs: settleRules(fields.metric_relabel_configs, names),
  }
}
