/** The `global` section. */
import { bool, durationMs, list, mapOf, oneOf, section, sizeBytes, text, uint } from './decode.ts'
import { DEFAULT_GLOBAL, PROTOBUF_FIRST } from './defaults.ts'
import { expandVariables } from './expand-variables.ts'
import { labelNameProblem } from './read-relabel.ts'
import { pathIn, type Reader } from './reader.ts'
import type { GlobalConfig, NameEscaping, NameValidation, ScrapeProtocol } from './types.ts'
import type { YamlValue } from './yaml-value.ts'

const PROTOCOLS = PROTOBUF_FIRST.toSorted()

export const scrapeProtocol = oneOf<ScrapeProtocol>(
  PROTOCOLS,
  written => `unknown scrape protocol ${written}, supported: [${PROTOCOLS.join(' ')}]`,
)

export const scrapeProtocols = list(scrapeProtocol, 'config.ScrapeProtocol')

const VALIDATIONS: readonly NameValidation[] = ['utf8', 'legacy']
const ESCAPINGS: readonly NameEscaping[] = ['allow-utf-8', 'underscores', 'dots', 'values']

/** '' is "not set". */
export const nameValidation = (value: YamlValue): NameValidation | undefined => {
  if (text(value) === '') return undefined
  return oneOf(VALIDATIONS, written => `unrecognized ValidationScheme: ${JSON.stringify(written)}`)(value)
}

export function nameEscaping(which: 'global' | 'scrape config') {
  return (value: YamlValue): NameEscaping | undefined => {
    if (text(value) === '') return undefined
    const words = ESCAPINGS.map(each => `'${each}'`)
    return oneOf(
      ESCAPINGS,
      written =>
        `unknown ${which} name escaping method specified, must be one of ${words.slice(0, -1).join(', ')}, or ${words.at(-1)}, got ${JSON.stringify(written)}`,
    )(value)
  }
}

/** The limits, in the same words for the global section and for a job. */
export const LIMIT_FIELDS = {
  body_size_limit: sizeBytes,
  sample_limit: uint,
  target_limit: uint,
  label_limit: uint,
  label_name_length_limit: uint,
  label_value_length_limit: uint,
  keep_dropped_targets: uint,
}

export function readGlobal(value: YamlValue, reader: Reader): GlobalConfig | undefined {
  const read = section(value, 'config.GlobalConfig', {
    scrape_interval: durationMs,
    scrape_timeout: durationMs,
    scrape_protocols: scrapeProtocols,
    evaluation_interval: durationMs,
    rule_query_offset: durationMs,
    query_log_file: text,
    scrape_failure_log_file: text,
    external_labels: mapOf(text, 'string'),
    ...LIMIT_FIELDS,
    metric_name_validation_scheme: nameValidation,
    metric_name_escaping_scheme: nameEscaping('global'),
    scrape_native_histograms: bool,
    convert_classic_histograms_to_nhcb: bool,
    always_scrape_classic_histograms: bool,
    extra_scrape_metrics: bool,
  })
  if (!read) return undefined
  const { fields, refuse } = read
  const names = fields.metric_name_validation_scheme ?? DEFAULT_GLOBAL.nameValidation
  for (const label of Object.keys(fields.external_labels ?? {})) {
    const wrong = labelNameProblem(label, names)
    if (wrong) refuse(wrong, 'external_labels')
  }
  const scrapeIntervalMs = fields.scrape_interval || DEFAULT_GLOBAL.scrapeIntervalMs
  if ((fields.scrape_timeout ?? 0) > scrapeIntervalMs) {
    refuse('global scrape timeout greater than scrape interval', 'scrape_timeout')
  }
  const protocols = read.has('scrape_protocols') ? fields.scrape_protocols : undefined
  const wrong = read.sound && protocolsProblem(protocols)
  if (wrong) refuse(`${wrong} for global config`, 'scrape_protocols')
  return {
    scrapeIntervalMs,
    scrapeTimeoutMs: fields.scrape_timeout || Math.min(DEFAULT_GLOBAL.scrapeTimeoutMs, scrapeIntervalMs),
    scrapeProtocols: protocols,
    evaluationIntervalMs: fields.evaluation_interval || DEFAULT_GLOBAL.evaluationIntervalMs,
    ruleQueryOffsetMs: fields.rule_query_offset ?? 0,
    externalLabels: expanded(fields.external_labels ?? {}, read.lineOf('external_labels'), reader),
    queryLogFile: pathIn(reader.folder, fields.query_log_file ?? ''),
    scrapeFailureLogFile: pathIn(reader.folder, fields.scrape_failure_log_file ?? ''),
    bodySizeLimitBytes: fields.body_size_limit ?? 0,
    sampleLimit: fields.sample_limit ?? 0,
    targetLimit: fields.target_limit ?? 0,
    labelLimit: fields.label_limit ?? 0,
    labelNameLengthLimit: fields.label_name_length_limit ?? 0,
    labelValueLengthLimit: fields.label_value_length_limit ?? 0,
    keepDroppedTargets: fields.keep_dropped_targets ?? 0,
    nameValidation: names,
    nameEscaping: fields.metric_name_escaping_scheme ?? (names === 'legacy' ? 'underscores' : 'allow-utf-8'),
    scrapeNativeHistograms: fields.scrape_native_histograms ?? false,
    convertClassicHistogramsToNhcb: fields.convert_classic_histograms_to_nhcb ?? false,
    alwaysScrapeClassicHistograms: fields.always_scrape_classic_histograms ?? false,
    extraScrapeMetrics: fields.extra_scrape_metrics ?? false,
  }
}

export function protocolsProblem(protocols: readonly ScrapeProtocol[] | undefined): string | undefined {
  if (protocols === undefined) return undefined
  if (protocols.length === 0) return 'scrape_protocols cannot be empty'
  if (new Set(protocols).size < protocols.length) {
    return `duplicated protocol in scrape_protocols, got [${protocols.join(' ')}]`
  }
  return undefined
}

/** `${HOST}` in an external label comes from the environment. */
function expanded(
  labels: Readonly<Record<string, string>>,
  line: number,
  { env, warn }: Reader,
): Record<string, string> {
  const lookUp = (name: string): string => {
    if (name === '$') return '$'
    const value = env[name] ?? ''
    if (value === '') warn(line, `external_labels: the environment variable ${name} is empty`)
    return value
  }
  const entries = Object.entries(labels).map(([name, value]) => [name, expandVariables(value, lookUp)])
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}
