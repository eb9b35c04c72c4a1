import { describe, expect, it } from 'vitest'
import { DEFAULT_GLOBAL } from './defaults.ts'
import { readPrometheusConfig } from './load.ts'

const read = (yaml: string) => readPrometheusConfig(yaml, '/etc/prometheus/prometheus.yml', {})

describe('remote_write', () => {
  it('keeps all that it says', () => {
    const { remoteWrite } = read(`remote_write:
- url: https://u:secret@far.example.com/write
- name: second
  url: http://x/write
  remote_timeout: 5s
  headers: { X-Scope-OrgID: team }
  write_relabel_configs: [{ action: drop, source_labels: [__name__], regex: go_.* }]
  send_exemplars: true
  send_native_histograms: true
  protobuf_message: io.prometheus.write.v2.Request
  queue_config: { capacity: 5, retry_on_http_429: true, sample_age_limit: 1h }
  metadata_config: { send: false }
`).config
    expect(remoteWrite[0]).toMatchObject({
      name: '',
      url: 'https://u:secret@far.example.com/write',
      remoteTimeoutMs: 30_000,
      protobufMessage: 'prometheus.WriteRequest',
      http: { enableHttp2: false, followRedirects: true },
      queue: { capacity: 10_000, maxShards: 50, maxSamplesPerSend: 2000, minBackoffMs: 30 },
      metadata: { send: true, sendIntervalMs: 60_000 },
    })
    expect(remoteWrite[1]).toMatchObject({
      name: 'second',
      remoteTimeoutMs: 5_000,
      headers: { 'X-Scope-OrgID': 'team' },
      writeRelabelConfigs: [{ action: 'drop', regex: 'go_.*' }],
      sendExemplars: true,
      sendNativeHistograms: true,
      protobufMessage: 'io.prometheus.write.v2.Request',
      queue: { capacity: 5, maxShards: 50, retryOnRateLimit: true, sampleAgeLimitMs: 3_600_000 },
      metadata: { send: false, sendIntervalMs: 60_000 },
    })
  })

  it('leaves out an endpoint that it can not authenticate to, and says so', () => {
    const { config, warnings } = read(
      'remote_write:\n- url: https://u:pw@aps.example.com\n  sigv4: { region: x }',
    )
    expect(config.remoteWrite).toEqual([])
    expect(warnings).toEqual([
      'prometheus.yml:3: remote_write to https://u:xxxxx@aps.example.com: sigv4 is not supported by Vedette; nothing is sent to this endpoint',
    ])
  })
})

describe('other sections', () => {
  it('are read and kept, with a note where they have no effect yet', () => {
    const { config, warnings } = read(`rule_files: [first.rules, /abs/*.rules]
alerting:
  alert_relabel_configs: [{ action: labeldrop, regex: replica }]
  alertmanagers: [{ scheme: https, static_configs: [{ targets: ['am:9093'] }] }]
remote_read: [{ url: http://far/read, read_recent: true }]
storage: { tsdb: { out_of_order_time_window: 30m, retention: { time: 1d, size: 1GB } }, exemplars: { max_exemplars: 9 } }
tracing: { endpoint: 'localhost:4317', client_type: grpc, sampling_fraction: 1.0 }
otlp: { promote_resource_attributes: [service.instance.id], translation_strategy: NoTranslation }
runtime: { gogc: 50 }
`)
    expect(config).toMatchObject({
      ruleFiles: ['/etc/prometheus/first.rules', '/abs/*.rules'],
      alerting: {
        alertRelabelConfigs: [{ action: 'labeldrop' }],
        alertmanagers: [{ scheme: 'https', timeoutMs: 10_000, discoveries: [{ kind: 'static' }] }],
      },
      remoteRead: [{ url: 'http://far/read', readRecent: true, remoteTimeoutMs: 60_000 }],
      storage: { outOfOrderTimeWindowMs: 1_800_000, retentionMs: 86_400_000, maxExemplars: 9 },
      tracing: { endpoint: 'localhost:4317', samplingFraction: 1 },
      otlp: {
        promoteResourceAttributes: ['service.instance.id'],
        translationStrategy: 'NoTranslation',
        labelNameUnderscoreSanitization: true,
      },
      runtime: { gogc: 50 },
    })
    expect(warnings).toEqual([
      'prometheus.yml:1: rule_files is read and kept, but rules are not evaluated yet',
      'prometheus.yml:2: alerting is read and kept, but alerts are not sent yet',
      'prometheus.yml:5: remote_read is read and kept, but queries do not ask other servers',
      'prometheus.yml:7: tracing is read and kept, but Vedette does not send traces of its own',
    ])
  })

  it('need no note where everything in them is commented out, as in the file that Prometheus comes with', () => {
    const { warnings, config } = read(`global:
  scrape_interval: 15s # Set the scrape interval to every 15 seconds.
alerting:
  alertmanagers:
    - static_configs:
        - targets:
          # - alertmanager:9093
rule_files:
  # - "first_rules.yml"
scrape_configs:
  - job_name: "prometheus"
    static_configs:
      - targets: ["localhost:9090"]
        labels:
          app: "prometheus"
`)
    expect(warnings).toEqual([])
    expect(config.scrapeConfigs).toHaveLength(1)
  })

  it('of the global kind keep all that they say', () => {
    expect(
      read(`global:
  evaluation_interval: 30s
  rule_query_offset: 1m
  query_log_file: q.log
  scrape_protocols: [PrometheusProto]
  metric_name_validation_scheme: legacy
  convert_classic_histograms_to_nhcb: true
`).config.global,
    ).toEqual({
      ...DEFAULT_GLOBAL,
      evaluationIntervalMs: 30_000,
      ruleQueryOffsetMs: 60_000,
      queryLogFile: '/etc/prometheus/q.log',
      scrapeProtocols: ['PrometheusProto'],
      nameValidation: 'legacy',
      nameEscaping: 'underscores',
      convertClassicHistogramsToNhcb: true,
    })
  })
})
