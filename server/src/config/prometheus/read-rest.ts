/** The smaller sections: `otlp`, `storage`, `tracing`, `runtime`. */
import { bool, durationMs, float, int, list, mapOf, oneOf, section, sizeBytes, text } from './decode.ts'
import { DEFAULT_OTLP, NO_TLS } from './defaults.ts'
import { readTls } from './read-http-client.ts'
import { headersProblem } from './read-remote.ts'
import type { Reader } from './reader.ts'
import type { OtlpConfig, RuntimeConfig, StorageConfig, TracingConfig, TranslationStrategy } from './types.ts'
import type { YamlValue } from './yaml-value.ts'

const STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
]

export function readOtlp(value: YamlValue): OtlpConfig | undefined {
  const read = section(value, 'config.OTLPConfig', {
    promote_all_resource_attributes: bool,
    promote_resource_attributes: list(text, 'string'),
    ignore_resource_attributes: list(text, 'string'),
    translation_strategy: oneOf(
      STRATEGIES,
      written => `unsupported OTLP translation strategy ${JSON.stringify(written)}`,
    ),
    keep_identifying_resource_attributes: bool,
    convert_histograms_to_nhcb: bool,
    promote_scope_metadata: bool,
    label_name_underscore_sanitization: bool,
    label_name_preserve_multiple_underscores: bool,
  })
  if (!read) return undefined
  const { fields, refuse } = read
  const all = fields.promote_all_resource_attributes ?? false
  const promoted = (fields.promote_resource_attributes ?? []).map(each => each.trim())
  const ignored = (fields.ignore_resource_attributes ?? []).map(each => each.trim())
  if (all && promoted.length > 0) {
    refuse(
      "'promote_all_resource_attributes' and 'promote_resource_attributes' cannot be configured simultaneously",
      'promote_resource_attributes',
    )
  }
  if (!all && ignored.length > 0) {
    refuse(
      "'ignore_resource_attributes' cannot be configured unless 'promote_all_resource_attributes' is true",
      'ignore_resource_attributes',
    )
  }
  for (const wrong of attributeProblems(promoted, 'promoted')) {
    refuse(`invalid 'promote_resource_attributes': ${wrong}`, 'promote_resource_attributes')
  }
  for (const wrong of attributeProblems(ignored, 'ignored')) {
    refuse(`invalid 'ignore_resource_attributes': ${wrong}`, 'ignore_resource_attributes')
  }
  return {
    promoteAllResourceAttributes: all,
    promoteResourceAttributes: promoted,
    ignoreResourceAttributes: ignored,
    translationStrategy: fields.translation_strategy ?? DEFAULT_OTLP.translationStrategy,
    keepIdentifyingResourceAttributes: fields.keep_identifying_resource_attributes ?? false,
    convertHistogramsToNhcb: fields.convert_histograms_to_nhcb ?? false,
    promoteScopeMetadata: fields.promote_scope_metadata ?? false,
    labelNameUnderscoreSanitization: fields.label_name_underscore_sanitization ?? true,
    labelNamePreserveMultipleUnderscores: fields.label_name_preserve_multiple_underscores ?? true,
  }
}

function attributeProblems(attributes: readonly string[], adjective: string): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const attribute of attributes) {
    if (attribute === '') problems.push(`empty ${adjective} OTel resource attribute`)
    else if (seen.has(attribute)) {
      problems.push(`duplicated ${adjective} OTel resource attribute ${JSON.stringify(attribute)}`)
    }
    seen.add(attribute)
  }
  return problems
}

const retention = (value: YamlValue) =>
  section(value, 'config.TSDBRetentionConfig', { time: durationMs, size: sizeBytes, percentage: float })
    ?.fields

/** Of Prometheus's own blocks. */
const chunkEncoding = (value: YamlValue) =>
  section(value, 'config.ChunkEncodingConfig', { floats: text })?.fields

const tsdb = (value: YamlValue) =>
  section(value, 'config.TSDBConfig', {
    out_of_order_time_window: durationMs,
    // Not meant to be set, but Prometheus's own print of a configuration has it.
    outofordertimewindow: int,
    chunk_encoding: chunkEncoding,
    stale_series_compaction_threshold: float,
    retention,
  })?.fields

const exemplars = (value: YamlValue) =>
  section(value, 'config.ExemplarsConfig', { max_exemplars: int })?.fields

export function readStorage(value: YamlValue): StorageConfig | undefined {
  const fields = section(value, 'config.StorageConfig', { tsdb, exemplars })?.fields
  return (
    fields && {
      outOfOrderTimeWindowMs: fields.tsdb?.out_of_order_time_window ?? 0,
      retentionMs: fields.tsdb?.retention?.time ?? 0,
      retentionBytes: fields.tsdb?.retention?.size ?? 0,
      maxExemplars: fields.exemplars?.max_exemplars ?? 0,
    }
  )
}

export function readTracing(value: YamlValue, reader: Reader): TracingConfig | undefined {
  if (value.content.kind === 'null') return undefined
  const read = section(value, 'config.TracingConfig', {
    client_type: oneOf(
      ['http', 'grpc'],
      written => `expected tracing client type to be to be http or grpc, but got ${written}`,
    ),
    endpoint: text,
    sampling_fraction: float,
    insecure: bool,
    tls_config: (below: YamlValue) => readTls(below, reader),
    headers: mapOf(text, 'string'),
    compression: oneOf(
      ['', 'gzip'],
      written => `invalid compression type ${written} provided, valid options: gzip`,
    ),
    timeout: durationMs,
  })
  if (!read) return undefined
  const { fields, refuse } = read
  const wrong = headersProblem(fields.headers, false)
  if (wrong) refuse(wrong, 'headers')
  if (!fields.endpoint && read.sound) refuse('tracing endpoint must be set')
  return {
    clientType: fields.client_type ?? 'grpc',
    endpoint: fields.endpoint ?? '',
    samplingFraction: fields.sampling_fraction ?? 0,
    insecure: fields.insecure ?? false,
    tls: fields.tls_config ?? NO_TLS,
    headers: fields.headers ?? {},
    compression: fields.compression ?? '',
    timeoutMs: fields.timeout ?? 0,
  }
}

export function readRuntime(value: YamlValue): RuntimeConfig | undefined {
  const fields = section(value, 'config.RuntimeConfig', { gogc: int })?.fields
  return fields && { gogc: fields.gogc || 75 }
}
