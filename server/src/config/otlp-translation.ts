/** How OTLP becomes series may be said in `vedette.yml`, or in the `otlp` section of a `prometheus.yml` that a team brings along. */
import type { LoadedConfig } from './load.ts'
import type { PrometheusConfig } from './prometheus/types.ts'
import type { VedetteConfig } from './settings.ts'

const TRANSLATION = [
  'otlp.translation_strategy',
  'otlp.promote_resource_attributes',
  'otlp.promote_all_resource_attributes',
  'otlp.ignore_resource_attributes',
  'otlp.keep_identifying_resource_attributes',
  'otlp.convert_histograms_to_nhcb',
  'otlp.promote_scope_metadata',
]

export type OtlpTranslationSettings = Pick<
  VedetteConfig['otlp'],
  | 'translationStrategy'
  | 'promoteResourceAttributes'
  | 'promoteAllResourceAttributes'
  | 'ignoreResourceAttributes'
  | 'keepIdentifyingResourceAttributes'
  | 'convertHistogramsToNhcb'
  | 'promoteScopeMetadata'
>

/** As a whole, so that the two never mix into something that neither says: ours where we say anything of it. */
export function otlpTranslation(
  { config, sources }: Pick<LoadedConfig, 'config' | 'sources'>,
  prometheus: Pick<PrometheusConfig, 'otlp'>,
): OtlpTranslationSettings {
  const own = TRANSLATION.some(setting => sources.has(setting))
  return own ? config.otlp : (prometheus.otlp ?? config.otlp)
}
