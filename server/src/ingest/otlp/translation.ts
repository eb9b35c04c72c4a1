/** How OTLP becomes series: the settings of Prometheus 3's `otlp` block, under `otlp.*` in Vedette's own configuration. */
export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation'

export interface OtlpTranslation {
  readonly translationStrategy: TranslationStrategy
  /** Resource attributes that become labels of every series. */
  readonly promoteResourceAttributes: readonly string[]
  /** All of them do, but for those of `ignoreResourceAttributes`. */
  readonly promoteAllResourceAttributes: boolean
  readonly ignoreResourceAttributes: readonly string[]
  /** `target_info` also has what is already in `job` and `instance`. */
  readonly keepIdentifyingResourceAttributes: boolean
  /** Explicit buckets become one native histogram instead of a series per bucket. */
  readonly convertHistogramsToNhcb: boolean
  /** The instrumentation scope becomes the labels `otel_scope_*`. */
  readonly promoteScopeMetadata: boolean
}

export const DEFAULT_TRANSLATION: OtlpTranslation = {
  translationStrategy: 'UnderscoreEscapingWithSuffixes',
  promoteResourceAttributes: [],
  promoteAllResourceAttributes: false,
  ignoreResourceAttributes: [],
  keepIdentifyingResourceAttributes: false,
  convertHistogramsToNhcb: false,
  promoteScopeMetadata: false,
}

export function addsSuffixes(strategy: TranslationStrategy): boolean {
  return strategy === 'UnderscoreEscapingWithSuffixes' || strategy === 'NoUTF8EscapingWithSuffixes'
}

/** Characters that Prometheus did not know before version 3 stay. */
export function allowsUtf8(strategy: TranslationStrategy): boolean {
  return strategy === 'NoUTF8EscapingWithSuffixes' || strategy === 'NoTranslation'
}
