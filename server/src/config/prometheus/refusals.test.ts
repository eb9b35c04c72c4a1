/** What is refused, and in which words: Prometheus's own, with the line. */
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../problem.ts'
import { readPrometheusConfig } from './load.ts'

function problems(yaml: string): readonly string[] {
  try {
    readPrometheusConfig(yaml, '/etc/prometheus/prometheus.yml', {})
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(each => each.replace('prometheus.yml:', ''))
    throw error
  }
  return []
}

const job = (yaml: string): string => `scrape_configs:\n- job_name: a\n  ${yaml}`
const remote = (yaml: string): string => `remote_write:\n- url: http://x\n  ${yaml}`

describe('no YAML', () => {
  it.each([
    ['a: [b', /^1: yaml: Flow sequence/],
    ['\tfoo: a', /^1: yaml: Tabs are not allowed as indentation/],
    ['a: b: c', /^1: yaml: Nested mappings are not allowed/],
    ['global: *none', /^1: yaml: unknown anchor 'none' referenced$/],
    ['? [a]\n: b', /^1: yaml: a key must be text/],
    [`a: ${'['.repeat(200)}${']'.repeat(200)}`, /field a not found/],
    [
      `rule_files: &a [x]\nglobal: { external_labels: ${'{a: '.repeat(120)}1${'}'.repeat(120)} }`,
      /cannot unmarshal !!map/,
    ],
  ])('%j', (yaml, message) => expect(problems(yaml)[0]).toMatch(message))

  it('does not unfold aliases without end', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `- &b${i + 1}\n  targets: [${`*b${i}, `.repeat(9)}]`)
    const yaml = `scrape_configs:\n- job_name: a\n  static_configs:\n${levels.join('\n').replaceAll(/^/gm, '  ')}`
    expect(problems(yaml).length).toBeGreaterThan(0)
  })

  it('does not follow an alias into itself', () => {
    expect(problems('scrape_configs: &a\n- job_name: a\n  params: { x: *a }')).not.toEqual([])
    expect(problems('global: &g\n  external_labels: *g')).toEqual(['2: cannot unmarshal !!map into string'])
  })
})

describe('wrong types and unknown fields', () => {
  it.each<[string, string]>([
    ['foo', '1: cannot unmarshal !!str `foo` into config.Config'],
    ['[1]', '1: cannot unmarshal !!seq into config.Config'],
    ['x: 1', '1: field x not found in type config.Config'],
    [
      'scrape_config: []',
      '1: field scrape_config not found in type config.Config, did you mean scrape_configs?',
    ],
    ['scrape_configs: {}', '1: cannot unmarshal !!map into []*config.ScrapeConfig'],
    ['global: [a]', '1: cannot unmarshal !!seq into config.GlobalConfig'],
    [
      'global:\n  scrape_intervall: 5s',
      '2: field scrape_intervall not found in type config.GlobalConfig, did you mean scrape_interval?',
    ],
    [
      job('honor_label: true'),
      '3: field honor_label not found in type config.ScrapeConfig, did you mean honor_labels?',
    ],
    [
      job('foo_sd_configs: []'),
      '3: field foo_sd_configs not found in type config.ScrapeConfig, did you mean file_sd_configs?',
    ],
    [job('honor_labels: "yes"'), '3: cannot unmarshal !!str `yes` into bool'],
    [job('honor_labels: 1'), '3: cannot unmarshal !!int `1` into bool'],
    [job('sample_limit: "10"'), '3: cannot unmarshal !!str `10` into uint'],
    [job('sample_limit: -1'), '3: cannot unmarshal !!int `-1` into uint'],
    [job('sample_limit: many more'), '3: cannot unmarshal !!str `many more` into uint'],
    [job('sample_limit: thousands of them'), '3: cannot unmarshal !!str `thousan...` into uint'],
    [job('native_histogram_min_bucket_factor: x'), '3: cannot unmarshal !!str `x` into float64'],
    [job('metrics_path: [x]'), '3: cannot unmarshal !!seq into string'],
    [job('params: { a: b }'), '3: cannot unmarshal !!str `b` into []string'],
    [
      job('static_configs: [{ targets: localhost:90 }]'),
      '3: cannot unmarshal !!str `localho...` into []string',
    ],
    [
      job('static_configs: [{ target: [] }]'),
      '3: field target not found in type targetgroup.Group, did you mean targets?',
    ],
    [job('tls_config: yes'), '3: cannot unmarshal !!bool `yes` into config.TLSConfig'],
    [
      job('tls_config: { ca_fil: x }'),
      '3: field ca_fil not found in type config.TLSConfig, did you mean ca_file?',
    ],
    [job('basic_auth: { user: x }'), '3: field user not found in type config.BasicAuth'],
    [job('<<: 5'), '3: yaml: map merge requires map or sequence of maps as the value'],
    [job('job_name: b'), '3: field job_name already set in type config.ScrapeConfig'],
    ['global:\n  external_labels: { a: b, a: c }', '2: key "a" already set in map'],
    [job('scrape_interval: 15'), '3: not a valid duration string: "15"'],
    [job('scrape_interval: ""'), '3: empty duration string'],
    [job('body_size_limit: 1000'), '3: units: expected a size such as 10MB, got "1000"'],
    [
      remote('queue_config: { max_shard: 1 }'),
      '3: field max_shard not found in type config.QueueConfig, did you mean max_shards?',
    ],
  ])('%j', (yaml, message) => expect(problems(yaml)).toEqual([message]))
})

describe('what can not work', () => {
  it.each<[string, string]>([
    ['scrape_configs:\n-', '2: empty or null scrape config section'],
    ['scrape_configs:\n- honor_labels: true', '2: job_name is empty'],
    ['scrape_configs:\n- job_name: ""', '2: job_name is empty'],
    [
      'scrape_configs:\n- job_name: a\n- job_name: b\n- job_name: a',
      '4: found multiple scrape configs with job name "a"',
    ],
    [
      'global:\n  scrape_interval: 5s\n  scrape_timeout: 6s',
      '3: global scrape timeout greater than scrape interval',
    ],
    [
      job('scrape_timeout: 2m'),
      '3: scrape timeout greater than scrape interval for scrape config with job name "a"',
    ],
    [job('scrape_protocols: []'), '3: scrape_protocols cannot be empty for scrape config with job name "a"'],
    [
      'global:\n  scrape_protocols: [PrometheusProto, PrometheusProto]',
      '2: duplicated protocol in scrape_protocols, got [PrometheusProto PrometheusProto] for global config',
    ],
    [
      job('scrape_protocols: [prometheusproto]'),
      '3: unknown scrape protocol prometheusproto, supported: [OpenMetricsText0.0.1 OpenMetricsText1.0.0 PrometheusProto PrometheusText0.0.4 PrometheusText1.0.0]',
    ],
    [job('metric_name_validation_scheme: ascii'), '3: unrecognized ValidationScheme: "ascii"'],
    [
      job('metric_name_escaping_scheme: all'),
      "3: unknown scrape config name escaping method specified, must be one of 'allow-utf-8', 'underscores', 'dots', or 'values', got \"all\"",
    ],
    [
      job('metric_name_validation_scheme: legacy\n  metric_name_escaping_scheme: allow-utf-8'),
      '2: utf8 metric names requested but validation scheme is not set to UTF8',
    ],
    [
      'global:\n  metric_name_validation_scheme: legacy\n  external_labels: { a-b: c }',
      '3: "a-b" is not a valid label name',
    ],
    ['global: { external_labels: { "": c } }', '1: "" is not a valid label name'],
    ['rule_files: ["a/*/b.yml"]', '1: invalid rule file path "a/*/b.yml"'],
    ['scrape_config_files: ["a/*/b.yml"]', '1: invalid scrape config file path "a/*/b.yml"'],
    [
      job('static_configs: [{ targets: ["http://localhost:90"] }]'),
      '3: "http://localhost:90" is not a valid hostname',
    ],
    [job('static_configs: [{ targets: [a], labels: { "": b } }]'), '3: "" is not a valid label name'],
    [
      job('file_sd_configs: [{ files: [] }]'),
      '3: file service discovery config must contain at least one path name',
    ],
    [job('file_sd_configs: [{ files: [a.txt] }]'), '3: path name "a.txt" is not valid for file discovery'],
    [
      job('file_sd_configs: [{ files: ["*/a.yml"] }]'),
      '3: path name "*/a.yml" is not valid for file discovery',
    ],
    [job('http_sd_configs: [{ refresh_interval: 5s }]'), '3: URL is missing'],
    [job('http_sd_configs: [{ url: "x://a" }]'), "3: URL scheme must be 'http' or 'https'"],
    [job('http_sd_configs: [{ url: "http://" }]'), '3: host is missing in URL'],
    [
      job('dns_sd_configs: [{ type: A, port: 80 }]'),
      '3: DNS-SD config must contain at least one SRV record name',
    ],
    [
      job('dns_sd_configs: [{ names: [x], type: A }]'),
      '3: a port is required in DNS-SD configs for all record types except SRV',
    ],
    [job('dns_sd_configs: [{ names: [x], type: TXT }]'), '3: invalid DNS-SD records type TXT'],
    [
      job('kubernetes_sd_configs: [{}]'),
      '3: role missing (one of: pod, service, endpoints, endpointslice, node, ingress)',
    ],
    [job('kubernetes_sd_configs: [{ role: pods }]'), '3: unknown Kubernetes SD role "pods"'],
    [
      job('kubernetes_sd_configs: [{ role: pod, bearer_token: x }]'),
      "3: to use custom HTTP client configuration please provide the 'api_server' URL explicitly",
    ],
    [
      job('kubernetes_sd_configs: [{ role: pod, api_server: "https://x", kubeconfig_file: y }]'),
      "3: cannot use 'kubeconfig_file' and 'api_server' simultaneously",
    ],
    [
      job(
        'kubernetes_sd_configs: [{ role: pod, api_server: "https://x", namespaces: { own_namespace: true } }]',
      ),
      "3: cannot use 'api_server' and 'namespaces.own_namespace' simultaneously",
    ],
    [
      job('kubernetes_sd_configs: [{ role: pod, selectors: [{ role: node }] }]'),
      '3: pod role supports only pod selectors',
    ],
    [
      job('kubernetes_sd_configs: [{ role: endpoints, selectors: [{ role: pod }, { role: pod }] }]'),
      '3: duplicated selector role: pod',
    ],
    [
      job('relabel_configs: [ ]\n  metric_relabel_configs: [~]'),
      '4: empty or null metric relabeling rule in scrape config',
    ],
    [
      job('relabel_configs: [{}]'),
      "3: relabel configuration for replace action requires 'target_label' value",
    ],
    [job('relabel_configs: [{ action: }]'), '3: relabel action cannot be empty'],
    [job('relabel_configs: [{ action: delete }]'), '3: unknown relabel action "delete"'],
    [job('relabel_configs: [{ source_labels: [""], target_label: a }]'), '3: "" is not a valid label name'],
    [
      job('relabel_configs: [{ target_label: a, regex: "(" }]'),
      '3: "(" is not a valid regular expression: error parsing regexp: missing closing ): `^(?s:()$`',
    ],
    [
      job('relabel_configs: [{ action: hashmod, target_label: a }]'),
      '3: relabel configuration for hashmod requires non-zero modulus',
    ],
    [
      remote('name: x\n- url: http://y\n  name: x'),
      '5: found multiple remote write configs with job name "x"',
    ],
    ['remote_write:\n- name: x', '2: url for remote_write is empty'],
    ['remote_write: [~]', '1: empty or null remote write config section'],
    ['remote_write:\n- url: http://a b', '2: parse "http://a b": expected an http or https URL'],
    ['remote_write:\n- url: http://u:secret@', '2: parse "http://u:xxxxx@": expected an http or https URL'],
    [
      remote('headers: { Authorization: x }'),
      '2: authorization header must be changed via the basic_auth, authorization, oauth2, sigv4, azuread or google_iam parameter',
    ],
    [remote('headers: { Host: x }'), '2: Host is a reserved header. It must not be changed'],
    [
      remote('basic_auth: { username: a }\n  sigv4: {}'),
      '2: at most one of basic_auth, authorization, oauth2, sigv4, azuread or google_iam must be configured. Currently configured: [basic_auth sigv4]',
    ],
    [
      remote('protobuf_message: v3'),
      '3: invalid protobuf_message value: unknown type for remote write protobuf message v3, supported: prometheus.WriteRequest, io.prometheus.write.v2.Request',
    ],
    [remote('write_relabel_configs: [~]'), '3: empty or null relabeling rule in remote write config'],
    ['remote_read: [{ url: "" }]', '1: url for remote_read is empty'],
    [
      'alerting: { alertmanagers: [{ api_version: v1 }] }',
      '1: expected Alertmanager api version to be one of [v2] but got v1',
    ],
    ['tracing: { client_type: http }', '1: tracing endpoint must be set'],
    [
      'tracing: { endpoint: x, compression: zip }',
      '1: invalid compression type zip provided, valid options: gzip',
    ],
    ['otlp: { translation_strategy: Some }', '1: unsupported OTLP translation strategy "Some"'],
    [
      'global: { metric_name_validation_scheme: legacy }\notlp: { translation_strategy: NoTranslation }',
      '2: OTLP translation strategy "NoTranslation" is not allowed when UTF8 is disabled',
    ],
    [
      'otlp: { promote_resource_attributes: [a, a, ""] }',
      '1: invalid \'promote_resource_attributes\': duplicated promoted OTel resource attribute "a"',
    ],
    [
      'otlp: { ignore_resource_attributes: [a] }',
      "1: 'ignore_resource_attributes' cannot be configured unless 'promote_all_resource_attributes' is true",
    ],
  ])('%j', (yaml, message) => expect(problems(yaml)[0]).toBe(message))
})

describe('clients that contradict themselves', () => {
  it.each<[string, string]>([
    [
      'bearer_token: x\n  bearer_token_file: y',
      'at most one of bearer_token & bearer_token_file must be configured',
    ],
    [
      'bearer_token: x\n  basic_auth: { username: u }',
      'at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured',
    ],
    [
      'authorization: {}\n  bearer_token: x',
      'authorization is not compatible with bearer_token & bearer_token_file',
    ],
    [
      'authorization: {}\n  basic_auth: { username: u }',
      'at most one of basic_auth, oauth2 & authorization must be configured',
    ],
    [
      'authorization: { type: Basic }',
      'authorization type cannot be set to "basic", use "basic_auth" instead',
    ],
    [
      'authorization: { credentials: x, credentials_file: y }',
      'at most one of authorization credentials & credentials_file must be configured',
    ],
    [
      'basic_auth: { username: u, username_file: x }',
      'at most one of basic_auth username, username_file & username_ref must be configured',
    ],
    [
      'basic_auth: { password: u, password_file: x }',
      'at most one of basic_auth password, password_file & password_ref must be configured',
    ],
    ['basic_auth: { password_ref: u }', 'there is no secret manager to ask'],
    ['oauth2: { token_url: http://x }', 'oauth2 client_id must be configured'],
    ['oauth2: { client_id: x }', 'oauth2 token_url must be configured'],
    [
      'oauth2: { client_id: x, token_url: http://x, client_secret: a, client_secret_file: b }',
      'at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured',
    ],
    ['tls_config: { min_version: TLS14 }', 'unknown TLS version: TLS14'],
    [
      'tls_config: { min_version: TLS13, max_version: TLS12 }',
      'tls_config.max_version must be greater than or equal to tls_config.min_version if both are specified',
    ],
    ['tls_config: { ca: x, ca_file: y }', 'at most one of ca, ca_file & ca_ref must be configured'],
    [
      'tls_config: { cert_file: x }',
      'exactly one of key or key_file must be configured when a client certificate is configured',
    ],
    [
      'tls_config: { key_file: x }',
      'exactly one of cert or cert_file must be configured when a client key is configured',
    ],
    ['no_proxy: x', 'if no_proxy is configured, proxy_url must also be configured'],
    [
      'proxy_from_environment: true\n  proxy_url: http://x',
      'if proxy_from_environment is configured, proxy_url must not be configured',
    ],
    [
      'proxy_connect_header: { X-A: [b] }',
      'if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured',
    ],
    ['proxy_url: "http://u:secret@:x"', 'parse "http://u:xxxxx@:x": not a valid URL'],
    ['http_headers: { content-type: { values: [x] } }', 'setting header "Content-Type" is not allowed'],
  ])('%j', (yaml, message) => expect(problems(job(yaml))[0]?.replace(/^\d+: /, '')).toBe(message))
})

it('names everything that is wrong at once, in the order of the file', () => {
  expect(
    problems(`global:
  scrape_interval: soon
scrape_configs:
- job_name: a
  sample_limit: lots
  colour: red
- job_name: b
  scrape_timeout: 5m
remote_write:
- name: nowhere
`),
  ).toEqual([
    '2: not a valid duration string: "soon"',
    '5: cannot unmarshal !!str `lots` into uint',
    '6: field colour not found in type config.ScrapeConfig',
    '8: scrape timeout greater than scrape interval for scrape config with job name "b"',
    '10: url for remote_write is empty',
  ])
})

it('never shows a secret', () => {
  const found = problems(job('basic_auth: { password: hunter2, password_file: x }\n  bearer_token: hunter3'))
  expect(found.length).toBeGreaterThan(0)
  expect(found.join()).not.toMatch(/hunter/)
})
