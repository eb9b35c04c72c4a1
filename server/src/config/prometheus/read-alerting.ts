/** The `alerting` section: read and kept for the rooms that will send alerts. */
import { durationMs, oneOf, section, sections, text } from './decode.ts'
import { discoveriesOf, discoveryFields, targetProblem } from './read-discovery.ts'
import { httpClientFields, httpClientOf } from './read-http-client.ts'
import { rules, settleRules } from './read-relabel.ts'
import type { Reader } from './reader.ts'
import type { AlertingConfig, AlertmanagerConfig, NameValidation } from './types.ts'
import type { YamlValue } from './yaml-value.ts'

export function readAlerting(
  value: YamlValue,
  reader: Reader,
): ((names: NameValidation) => AlertingConfig) | undefined {
  const read = section(value, 'config.AlertingConfig', {
    alert_relabel_configs: rules('empty or null alert relabeling rule'),
    alertmanagers: sections(
      below => readAlertmanager(below, reader),
      'config.AlertmanagerConfig',
      'empty or null alertmanager config section',
    ),
  })
  if (!read) return undefined
  return names => ({
    alertRelabelConfigs: settleRules(read.fields.alert_relabel_configs, names),
    alertmanagers: (read.fields.alertmanagers ?? []).map(settle => settle(names)),
  })
}

function readAlertmanager(
  value: YamlValue,
  reader: Reader,
): ((names: NameValidation) => AlertmanagerConfig) | undefined {
  const read = section(value, 'config.AlertmanagerConfig', {
    ...httpClientFields(reader),
    ...discoveryFields(reader),
    sigv4: ({ content }: YamlValue) => content.kind !== 'null',
    scheme: text,
    path_prefix: text,
    timeout: durationMs,
    api_version: oneOf(
      ['v2'],
      written => `expected Alertmanager api version to be one of [v2] but got ${written}`,
    ),
    relabel_configs: rules('empty or null Alertmanager target relabeling rule'),
    alert_relabel_configs: rules('empty or null Alertmanager alert relabeling rule'),
  })
  if (!read) return undefined
  const { fields, refuse } = read
  if ((fields.relabel_configs ?? []).length === 0) {
    const wrong = targetProblem(fields.static_configs)
    if (wrong) refuse(wrong, 'static_configs')
  }
  const http = httpClientOf(fields, refuse, reader)
  if (fields.sigv4) {
    if (http.basicAuth || http.authorization || http.oauth2) {
      refuse('at most one of basic_auth, authorization, oauth2, & sigv4 must be configured')
    }
    reader.warn(read.lineOf('sigv4'), 'alertmanager config: sigv4 is not supported by Vedette')
  }
  const found = discoveriesOf(fields, 'alertmanager config', read.lineOf, reader)
  return names => ({
    scheme: fields.scheme ?? 'http',
    pathPrefix: fields.path_prefix ?? '',
    timeoutMs: fields.timeout ?? 10_000,
    apiVersion: fields.api_version ?? 'v2',
    http,
    ...found,
    relabelConfigs: settleRules(fields.relabel_configs, names),
    alertRelabelConfigs: settleRules(fields.alert_relabel_configs, names),
  })
}
