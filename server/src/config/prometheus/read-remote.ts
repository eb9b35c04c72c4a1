/** `remote_write` and `remote_read`. */

import { bool, type Decode, durationMs, int, mapOf, oneOf, section, text, uint } from './decode.ts'
import { DEFAULT_METADATA, DEFAULT_QUEUE } from './defaults.ts'
import { httpClientFields, httpClientOf, isReservedHeader, redacted } from './read-http-client.ts'
import { labelNameProblem, type RuleRead, rules, settleRules } from './read-relabel.ts'
import type { Reader } from './reader.ts'
import type {
  MetadataConfig,
  NameValidation,
  QueueConfig,
  RemoteReadConfig,
  RemoteWriteConfig,
} from './types.ts'
import type { YamlValue } from './yaml-value.ts'

const MESSAGES = ['prometheus.WriteRequest', 'io.prometheus.write.v2.Request'] as const

const present = ({ content }: YamlValue): boolean => content.kind !== 'null'

function fieldsOf(reader: Reader) {
  return {
    url: text,
    remote_timeout: durationMs,
    headers: mapOf(text, 'string'),
    name: text,
    ...httpClientFields(reader),
  }
}

export interface RemoteWriteRead {
  readonly name: string
  readonly line: number
  /** undefined: an endpoint that we can't authenticate to, left out with a warning. */
  readonly settle: (names: NameValidation) => RemoteWriteConfig | undefined
}

export function readRemoteWrite(value: YamlValue, reader: Reader): RemoteWriteRead | undefined {
  const read = section(value, 'config.RemoteWriteConfig', {
    ...fieldsOf(reader),
    write_relabel_configs: rules('empty or null relabeling rule in remote write config'),
    send_exemplars: bool,
    send_native_histograms: bool,
    round_robin_dns: bool,
    protobuf_message: oneOf(
      MESSAGES,
      written =>
        `invalid protobuf_message value: unknown type for remote write protobuf message ${written}, supported: ${MESSAGES.join(', ')}`,
    ),
    queue_config: readQueue,
    metadata_config: readMetadata,
    sigv4: present,
    azuread: present,
    google_iam: present,
  })
  if (!read) return undefined
  const { fields, refuse } = read
  if (read.sound) {
    const wrong = urlProblem(fields.url, 'remote_write') ?? headersProblem(fields.headers, true)
    if (wrong) refuse(wrong)
  }
  const http = httpClientOf(fields, refuse, reader, { enableHttp2: false })
  const cloud = (['sigv4', 'azuread', 'google_iam'] as const).filter(key => fields[key])
  const own = [
    http.basicAuth && 'basic_auth',
    http.authorization && 'authorization',
    http.oauth2 && 'oauth2',
  ].filter(each => each !== undefined)
  if (own.length + cloud.length > 1) {
    refuse(
      `at most one of basic_auth, authorization, oauth2, sigv4, azuread or google_iam must be configured. Currently configured: [${[...own, ...cloud].join(' ')}]`,
    )
  }
  for (const key of cloud) {
    reader.warn(
      read.lineOf(key),
      `remote_write to ${redacted(fields.url ?? '')}: ${key} is not supported by Vedette; nothing is sent to this endpoint`,
    )
  }
  const name = fields.name ?? ''
  return {
    name,
    line: read.lineOf('name'),
    settle(names) {
      const writeRelabelConfigs = settleRules(fields.write_relabel_configs as RuleRead[] | undefined, names)
      if (cloud.length > 0) return undefined
      return {
        name,
        url: fields.url ?? '',
        remoteTimeoutMs: fields.remote_timeout ?? 30_000,
        headers: fields.headers ?? {},
        writeRelabelConfigs,
        sendExemplars: fields.send_exemplars ?? false,
        sendNativeHistograms: fields.send_native_histograms ?? false,
        roundRobinDns: fields.round_robin_dns ?? false,
        protobufMessage: fields.protobuf_message ?? 'prometheus.WriteRequest',
        http,
        queue: fields.queue_config ?? DEFAULT_QUEUE,
        metadata: fields.metadata_config ?? DEFAULT_METADATA,
      }
    },
  }
}

const readQueue: Decode<QueueConfig> = value => {
  const fields = section(value, 'config.QueueConfig', {
    capacity: int,
    max_shards: int,
    min_shards: int,
    max_samples_per_send: int,
    batch_send_deadline: durationMs,
    min_backoff: durationMs,
    max_backoff: durationMs,
    retry_on_http_429: bool,
    sample_age_limit: durationMs,
  })?.fields
  return (
    fields && {
      capacity: fields.capacity ?? DEFAULT_QUEUE.capacity,
      maxShards: fields.max_shards ?? DEFAULT_QUEUE.maxShards,
      minShards: fields.min_shards ?? DEFAULT_QUEUE.minShards,
      maxSamplesPerSend: fields.max_samples_per_send ?? DEFAULT_QUEUE.maxSamplesPerSend,
      batchSendDeadlineMs: fields.batch_send_deadline ?? DEFAULT_QUEUE.batchSendDeadlineMs,
      minBackoffMs: fields.min_backoff ?? DEFAULT_QUEUE.minBackoffMs,
      maxBackoffMs: fields.max_backoff ?? DEFAULT_QUEUE.maxBackoffMs,
      retryOnRateLimit: fields.retry_on_http_429 ?? DEFAULT_QUEUE.retryOnRateLimit,
      sampleAgeLimitMs: fields.sample_age_limit ?? DEFAULT_QUEUE.sampleAgeLimitMs,
    }
  )
}

const readMetadata: Decode<MetadataConfig> = value => {
  const fields = section(value, 'config.MetadataConfig', {
    send: bool,
    send_interval: durationMs,
    max_samples_per_send: int,
  })?.fields
  return (
    fields && {
      send: fields.send ?? DEFAULT_METADATA.send,
      sendIntervalMs: fields.send_interval ?? DEFAULT_METADATA.sendIntervalMs,
      maxSamplesPerSend: fields.max_samples_per_send ?? DEFAULT_METADATA.maxSamplesPerSend,
    }
  )
}

export interface RemoteReadRead {
  readonly line: number
  readonly config: RemoteReadConfig
}

export function readRemoteRead(value: YamlValue, reader: Reader): RemoteReadRead | undefined {
  const read = section(value, 'config.RemoteReadConfig', {
    ...fieldsOf(reader),
    chunked_read_limit: uint,
    read_recent: bool,
    required_matchers: mapOf(text, 'model.LabelValue', labelNameProblem),
    filter_external_labels: bool,
  })
  if (!read) return undefined
  const { fields, refuse } = read
  if (read.sound) {
    const wrong = urlProblem(fields.url, 'remote_read') ?? headersProblem(fields.headers, true)
    if (wrong) refuse(wrong)
  }
  return {
    line: read.lineOf('name'),
    config: {
      name: fields.name ?? '',
      url: fields.url ?? '',
      remoteTimeoutMs: fields.remote_timeout ?? 60_000,
      chunkedReadLimitBytes: fields.chunked_read_limit ?? 50_000_000,
      headers: fields.headers ?? {},
      readRecent: fields.read_recent ?? false,
      requiredMatchers: fields.required_matchers ?? {},
      filterExternalLabels: fields.filter_external_labels ?? true,
      http: httpClientOf(fields, refuse, reader),
    },
  }
}

function urlProblem(url: string | undefined, where: string): string | undefined {
  if (url === undefined || url === '') return `url for ${where} is empty`
  if (URL.canParse(url) && /^https?:/i.test(url)) return undefined
  return `parse ${JSON.stringify(redacted(url))}: expected an http or https URL`
}

/** `mayAuthenticate`: there are other fields for that. */
export function headersProblem(
  headers: Readonly<Record<string, string>> | undefined,
  mayAuthenticate: boolean,
): string | undefined {
  for (const name of Object.keys(headers ?? {})) {
    if (name.toLowerCase() === 'authorization') {
      return mayAuthenticate
        ? 'authorization header must be changed via the basic_auth, authorization, oauth2, sigv4, azuread or google_iam parameter'
        : 'custom authorization header configuration is not yet supported'
    }
    if (isReservedHeader(name)) return `${name} is a reserved header. It must not be changed`
  }
  return undefined
}
