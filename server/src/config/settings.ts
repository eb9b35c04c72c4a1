/**
 * The settings by the names and in the units that the code knows: milliseconds, bytes, absolute paths. Every room takes the part that
 * concerns it.
 */
import type { ParsedSettings } from './schema.ts'
import type { Secret } from './secret.ts'

export interface SettingsContext {
  /** Makes the path of a setting absolute, by where the setting was made. '' stays ''. */
  readonly absolute: (setting: string, path: string) => string
  /** What `memory.budget: auto` comes to. */
  readonly autoBudgetBytes: number
  /** Of `store.password_file`. */
  readonly storePassword: Secret | undefined
}

export type VedetteConfig = ReturnType<typeof settingsOf>
export type Limits = VedetteConfig['limits']

export function settingsOf(parsed: ParsedSettings, context: SettingsContext) {
  const { http, otlp, memory, query, store } = parsed
  const budgetBytes = memory.budget === 0 ? context.autoBudgetBytes : memory.budget
  const retentionMs = store.retention.metrics
  return {
    dataPath: context.absolute('data', parsed.data),
    http: {
      listen: http.listen,
      /** '' where it is just the address. */
      externalUrl: http.external_url.replace(/\/+$/, ''),
      ui: http.ui,
      bodyLimitBytes: http.body_limit,
      headerTimeoutMs: http.header_timeout,
      bodyTimeoutMs: http.body_timeout,
    },
    otlp: {
      httpListen: otlp.http_listen,
      grpcListen: otlp.grpc_listen,
      bodyLimitBytes: otlp.body_limit,
      translationStrategy: otlp.translation_strategy,
      promoteResourceAttributes: otlp.promote_resource_attributes,
      promoteAllResourceAttributes: otlp.promote_all_resource_attributes,
      ignoreResourceAttributes: otlp.ignore_resource_attributes,
      keepIdentifyingResourceAttributes: otlp.keep_identifying_resource_attributes,
      convertHistogramsToNhcb: otlp.convert_histograms_to_nhcb,
      promoteScopeMetadata: otlp.promote_scope_metadata,
    },
    /** '' for none. */
    prometheusConfigPath: context.absolute('prometheus.config', parsed.prometheus.config),
    scrape: { self: parsed.scrape.self },
    /** Absolute, with patterns in their last part. */
    reference: {
      files: parsed.reference.files.map(path => context.absolute('reference.files', path)),
      ignoreLabels: parsed.reference.ignore_labels,
    },
    /** Absolute, with patterns in their last part. */
    dashboards: { files: parsed.dashboards.files.map(path => context.absolute('dashboards.files', path)) },
    push: { intervalMs: parsed.push.interval },
    memory: {
      budgetBytes,
      headBytes: Math.floor(budgetBytes * memory.head_share),
      engineBytes: Math.floor(budgetBytes * memory.engine_share),
      queueBytes: Math.floor(budgetBytes * memory.queue_share),
    },
    query: {
      timeoutMs: query.timeout,
      maxConcurrency: query.max_concurrency,
      maxPoints: query.max_points,
      maxSeries: query.max_series,
      maxSamples: query.max_samples,
      maxSamplesRead: query.max_samples_read,
      memoryBytes: query.memory,
      /** Of all queries together: what is left of the budget, but never so little that nothing could be asked. */
      allMemoryBytes: Math.max(
        Math.floor(budgetBytes * (1 - memory.head_share - memory.engine_share - memory.queue_share)),
        64 * 2 ** 20,
      ),
      lookbackMs: query.lookback_delta,
      /** '' for none. */
      logFile: context.absolute('query.log_file', query.log_file),
      slowMs: query.slow,
      experimental: {
        functions: query.experimental.functions,
        durationExpressions: query.experimental.duration_expressions,
        extendedRangeSelectors: query.experimental.extended_range_selectors,
        fillModifiers: query.experimental.fill_modifiers,
      },
      delayedNames: query.experimental.delayed_name_removal,
    },
    store: {
      /** '' for the embedded engine. */
      url: store.url,
      user: store.user,
      password: context.storePassword ?? store.password,
      database: store.database,
      readers: store.readers,
      chunks: store.chunks,
      commit: {
        lingerMs: store.commit.linger,
        spacingMs: store.commit.spacing,
        patienceMs: store.commit.patience,
      },
      retention: { metricsMs: retentionMs, deadLettersMs: store.retention.dead_letters },
      head: { windowMs: store.head.window },
    },
    limits: limitsOf(parsed.limits, retentionMs),
    projects: Object.fromEntries(
      Object.entries(parsed.projects).map(([name, { limits }]) => [
        name,
        { limits: limitsOf(limits, retentionMs) },
      ]),
    ),
    access: { required: parsed.access.required },
    log: parsed.log,
    shutdown: { deadlineMs: parsed.shutdown.deadline },
  } as const
}

function limitsOf(limits: ParsedSettings['limits'], retentionMs: number) {
  return {
    activeSeries: limits.active_series,
    labelsPerSeries: limits.labels_per_series,
    labelNameLength: limits.label_name_length,
    labelValueLength: limits.label_value_length,
    sampleAgeMs: limits.sample_age === 0 ? retentionMs : Math.min(limits.sample_age, retentionMs),
    sampleFutureMs: limits.sample_future,
    histogramBuckets: limits.histogram_buckets,
    exemplarLength: limits.exemplar_length,
  } as const
}
