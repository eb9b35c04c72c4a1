import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ConfigError } from '../problem.ts'
import { formatPrometheusConfig } from './format.ts'
import { EMPTY_PROMETHEUS, readPrometheusConfig } from './load.ts'

const read = (yaml: string) => readPrometheusConfig(yaml, '/etc/prometheus/prometheus.yml', {}).config

const FULL = `global:
  scrape_interval: 15s
  external_labels: { zone: eu, cluster: a }
  body_size_limit: 10MB
rule_files: [a/*.yml]
scrape_configs:
- job_name: "true"
  honor_labels: true
  params: { module: [http_2xx, "null"] }
  bearer_token: hunter1
  tls_config: { ca_file: ca.pem, min_version: TLS12, insecure_skip_verify: true }
  proxy_url: http://user:hunter2@proxy:3128
  proxy_connect_header: { X-Key: [hunter3] }
  http_headers: { X-A: { values: [plain], secrets: [hunter4], files: [header] } }
  static_configs:
  - targets: ['localhost:9090', 'localhost:9091']
    labels: { path: "/x: y", empty: "" }
  file_sd_configs: [{ files: [sd/*.json] }]
  dns_sd_configs: [{ names: [a.example.com], type: A, port: 9 }]
  kubernetes_sd_configs:
  - role: pod
    namespaces: { names: [x] }
    selectors: [{ role: pod, label: a=b }]
  http_sd_configs:
  - url: http://u:hunter5@sd
    oauth2: { client_id: me, client_secret: hunter6, token_url: "http://x", scopes: [a], endpoint_params: { b: c } }
  relabel_configs:
  - { source_labels: [__address__, job], separator: "", regex: "(.*):\\\\d+", target_label: host }
  - { action: labeldrop, regex: "" }
  - { action: keepequal, source_labels: [a], target_label: b }
  - { action: hashmod, modulus: 8, source_labels: [a], target_label: b }
  metric_relabel_configs: [{ replacement: "", target_label: secret }]
- job_name: plain
  basic_auth: { username: "", password: hunter7 }
remote_write:
- url: https://u:hunter8@far/write
  queue_config: { capacity: 1, retry_on_http_429: true }
  metadata_config: { send: false }
  tls_config: { cert: pem, key: hunter9 }
  write_relabel_configs: [{ action: drop, source_labels: [__name__], regex: go_.* }]
remote_read: [{ url: "http://far/read" }]
alerting: { alertmanagers: [{ static_configs: [{ targets: ['am:9093'] }] }] }
storage: { tsdb: { out_of_order_time_window: 30m } }
tracing: { endpoint: "x:1", headers: { key: hunter10 } }
otlp: { promote_resource_attributes: [a] }
`

describe('formatPrometheusConfig', () => {
  it('writes as Prometheus does', () => {
    expect(
      formatPrometheusConfig(
        read(`scrape_configs:
- job_name: node
  static_configs: [{ targets: ['localhost:9100'], labels: { a: b } }]
  relabel_configs: [{ source_labels: [a, b], target_label: c }]
`),
      ),
    ).toBe(`global:
  scrape_interval: 1m
  scrape_timeout: 10s
  evaluation_interval: 1m
  metric_name_validation_scheme: utf8
  scrape_native_histograms: false
runtime:
  gogc: 75
scrape_configs:
- job_name: node
  honor_timestamps: true
  track_timestamps_staleness: false
  scrape_interval: 1m
  scrape_timeout: 10s
  scrape_protocols:
  - OpenMetricsText1.0.0
  - OpenMetricsText0.0.1
  - PrometheusText1.0.0
  - PrometheusText0.0.4
  scrape_native_histograms: false
  always_scrape_classic_histograms: false
  convert_classic_histograms_to_nhcb: false
  metrics_path: /metrics
  scheme: http
  enable_compression: true
  metric_name_validation_scheme: utf8
  metric_name_escaping_scheme: allow-utf-8
  extra_scrape_metrics: false
  follow_redirects: true
  enable_http2: true
  relabel_configs:
  - source_labels: [a, b]
    separator: ;
    regex: (.*)
    target_label: c
    replacement: $1
    action: replace
  static_configs:
  - targets:
    - localhost:9100
    labels:
      a: b
otlp:
  translation_strategy: UnderscoreEscapingWithSuffixes
  label_name_underscore_sanitization: true
  label_name_preserve_multiple_underscores: true
`)
  })

  it('shows no secret', () => {
    const text = formatPrometheusConfig(read(FULL))
    expect(text).not.toMatch(/hunter/)
    expect(text.match(/<secret>/g)).toHaveLength(7)
    expect(text).toContain('http://user:xxxxx@proxy:3128')
    expect(JSON.stringify(read(FULL))).not.toMatch(/hunter(?!2|5|8|10)/)
  })

  it('is read again as the same configuration', () => {
    const written = formatPrometheusConfig(read(FULL))
    const again = read(written)
    expect(formatPrometheusConfig(again)).toBe(written)
    expect(JSON.parse(JSON.stringify(again))).toEqual({
      ...JSON.parse(
        JSON.stringify(read(FULL))
          .replaceAll(/:hunter\d+@/g, ':xxxxx@')
          .replaceAll(/hunter\d+/g, '<secret>'),
      ),
    })
  })

  it('is short for the empty configuration', () => {
    expect(formatPrometheusConfig(EMPTY_PROMETHEUS)).toMatch(/^global:\n {2}scrape_interval: 1m\n/)
  })
})

describe('whatever a file holds', () => {
  it('it is read or refused with a ConfigError', () => {
    const mutated = fc
      .tuple(
        fc.array(fc.tuple(fc.nat(), fc.string({ maxLength: 4 }), fc.nat(8)), { minLength: 1, maxLength: 4 }),
      )
      .map(([edits]) => {
        let text = FULL
        for (const [at, inserted, removed] of edits) {
          const place = at % text.length
          text = text.slice(0, place) + inserted + text.slice(place + removed)
        }
        return text
      })
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary', maxLength: 200 })), text => {
        try {
          formatPrometheusConfig(read(text))
        } catch (error) {
          if (!(error instanceof ConfigError)) throw error
        }
      }),
      { numRuns: 80 },
    )
  })
})
